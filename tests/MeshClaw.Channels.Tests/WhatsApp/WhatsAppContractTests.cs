using MeshClaw.Channels.Tests.Contract;

namespace MeshClaw.Channels.Tests.WhatsApp;

public sealed class WhatsAppContractTests : ChannelContract
{
    private protected override Task<IChatPlatform> StartPlatformAsync() =>
        Task.FromResult<IChatPlatform>(new WhatsAppPlatform(Inbox));

    private protected override bool Changes => false;

    private protected override bool ListensAlways => false;

    private protected override bool PressesAreAnswered => false;

    private protected override TimeSpan? TellsToWait(TimeSpan wanted) =>
        TimeSpan.FromMinutes(Math.Ceiling(wanted.TotalMinutes));
}
