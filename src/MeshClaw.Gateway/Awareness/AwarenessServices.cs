using MeshClaw.Core.Attention;
using MeshClaw.Core.Events;
using MeshClaw.Core.Presence;
using MeshClaw.Gateway.Attention;
using MeshClaw.Gateway.Calendar;
using MeshClaw.Gateway.Deployments;
using MeshClaw.Gateway.Presence;
using MeshClaw.Gateway.Rules;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Storage;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Awareness;

/// <summary>
/// What the gateway knows of the owner's day without being asked, and how it hangs together: calendars, presence, deployments, the rules that join them,
/// and what of it reaches the owner. None of it uses a token.
/// </summary>
internal sealed class AwarenessServices : IAsyncDisposable
{
    public AwarenessServices(GatewayServices services, GatewayOptions options, Database database, ILoggerFactory logs)
    {
        Happenings = new HappeningEvents(services.Events, options.Time);
        Calendar = new CalendarParts(services, this, options, database, logs);
        Presence = new OwnerPresence();
        Rules = new RuleParts(services, this, options, database, logs);
        Attention = new AttentionParts(services, this, options, database, logs);
        Deployments = new DeploymentParts(services, this, options, database, logs);
    }

    /// <summary>Where watchers say what happened.</summary>
    public IHappenings Happenings { get; }

    /// <summary>Calendars: their connections, and what they hold.</summary>
    public CalendarParts Calendar { get; }

    /// <summary>What the owner is doing.</summary>
    public IPresence Presence { get; }

    /// <summary>What is to happen by itself.</summary>
    public RuleParts Rules { get; }

    /// <summary>What reaches the owner when.</summary>
    public AttentionParts Attention { get; }

    /// <summary>Where what the owner should know is told.</summary>
    public IAttention Notices => Attention;

    /// <summary>Deployments: their connections, and who watches them.</summary>
    public DeploymentParts Deployments { get; }

    /// <summary>What handles events of all of it.</summary>
    public IEnumerable<IEventHandler> Handlers(AgentStarts starts) =>
        [.. Calendar.Handlers(), .. Rules.Handlers(starts), .. Attention.Handlers(), .. Deployments.Handlers()];

    /// <summary>config.yaml may say something else, or a minute went by: wakes what sleeps.</summary>
    public void Refresh()
    {
        Calendar.Refresh();
        Attention.Refresh();
        Deployments.Refresh();
    }

    /// <summary>Watches until cancelled. Where nothing is connected it sleeps until <see cref="Refresh"/>, without timers.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(
            Calendar.RunAsync(cancellationToken),
            Attention.RunAsync(cancellationToken),
            Deployments.RunAsync(cancellationToken)
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Deployments.DisposeAsync().ConfigureAwait(false);
        await Attention.DisposeAsync().ConfigureAwait(false);
        await Calendar.DisposeAsync().ConfigureAwait(false);
    }
}
