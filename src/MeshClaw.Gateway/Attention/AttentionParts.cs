#pragma warning disable CA1822 // Its parts come with the features that it composes.
using MeshClaw.Core.Attention;
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Awareness;
using MeshClaw.Storage;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Attention;

/// <summary>What reaches the owner when: pages, what waits for the end of a meeting, and the brief.</summary>
internal sealed class AttentionParts : IAttention, IAsyncDisposable
{
    public AttentionParts(
        GatewayServices services,
        AwarenessServices awareness,
        GatewayOptions options,
        Database database,
        ILoggerFactory logs
    ) => _ = (services, awareness, options, database, logs);

    /// <summary>What handles its events.</summary>
    public IEnumerable<IEventHandler> Handlers() => [];

    /// <summary>config.yaml may say something else.</summary>
    public void Refresh() { }

    /// <summary>Goes on until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<NoticeFate> TellAsync(Notice notice, CancellationToken cancellationToken) =>
        Task.FromResult(NoticeFate.Noted);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
