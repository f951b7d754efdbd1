using MeshClaw.Channels.Tests.Contract;

namespace MeshClaw.Channels.Tests.Telegram;

/// <summary>By long polling.</summary>
public sealed class TelegramContractTests : ChannelContract
{
    private protected override Task<IChatPlatform> StartPlatformAsync() =>
        Task.FromResult<IChatPlatform>(new TelegramPlatform());
}

/// <summary>By webhook: all the same.</summary>
public sealed class TelegramHookContractTests : ChannelContract
{
    private protected override bool ListensAlways => false;

    private protected override Task<IChatPlatform> StartPlatformAsync() =>
        Task.FromResult<IChatPlatform>(new TelegramPlatform(Inbox));
}
