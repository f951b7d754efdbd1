#pragma warning disable CA1822 // Its parts come with the features that it composes.
using MeshClaw.Core.Events;
using MeshClaw.Gateway.Awareness;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Storage;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Gateway.Rules;

/// <summary>What is to happen by itself: triggers of agents and the owner's rules, each firing and non-firing kept with its reason.</summary>
internal sealed class RuleParts
{
    public RuleParts(
        GatewayServices services,
        AwarenessServices awareness,
        GatewayOptions options,
        Database database,
        ILoggerFactory logs
    ) => _ = (services, awareness, options, database, logs);

    /// <summary>What handles its events.</summary>
    public IEnumerable<IEventHandler> Handlers(AgentStarts starts) => [];
}
