using MeshClaw.Channels.Tests.Contract;

namespace MeshClaw.Channels.Tests.WebChat;

/// <summary>The web chat is a channel like any other; only that no wire lies between it and its platform.</summary>
public sealed class WebChatContractTests : ChannelContract
{
    private protected override bool Changes => false;

    private protected override bool ListensAlways => false;

    private protected override bool IsElsewhere => false;

    private protected override bool PressesAreAnswered => false;

    private protected override Task<IChatPlatform> StartPlatformAsync() =>
        Task.FromResult<IChatPlatform>(new WebChatBrowser());
}
