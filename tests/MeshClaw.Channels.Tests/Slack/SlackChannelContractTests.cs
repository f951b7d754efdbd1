using MeshClaw.Channels.Tests.Contract;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>Slack does what every channel does.</summary>
public sealed class SlackChannelContractTests : ChannelContract
{
    // A status is shown in threads only, and the direct chat is none.
    private protected override bool ShowsTyping => false;

    // The acknowledgement of the envelope is the answer.
    private protected override bool PressesAreAnswered => false;

    private protected override Task<IChatPlatform> StartPlatformAsync() =>
        Task.FromResult<IChatPlatform>(new SlackPlatform());
}
