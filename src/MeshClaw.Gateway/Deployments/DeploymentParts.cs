#pragma warning disable CA1822 // Its parts come with the features that it composes.
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Awareness;
using MeshClaw.Storage;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Deployments;

/// <summary>What a gateway has for deployments: setting them up and watching them.</summary>
internal sealed class DeploymentParts : IAsyncDisposable
{
    public DeploymentParts(
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
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
