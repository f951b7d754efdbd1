#pragma warning disable CA1822 // Its parts come with the features that it composes.
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Awareness;
using MeshClaw.Storage;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Calendar;

/// <summary>What a gateway has for calendars: setting them up, keeping what they hold, and saying what happens there.</summary>
internal sealed class CalendarParts : IAsyncDisposable
{
    public CalendarParts(
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
