using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Schedules;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Scheduling;

/// <summary>The clocks of agents, by the files as they are now.</summary>
/// <param name="agents">Their files.</param>
/// <param name="config">The owner's zone and quiet hours.</param>
/// <param name="place">What tells this gateway from all others, for jitter.</param>
internal sealed class AgentClocks(IAgentCatalog agents, LiveConfig config, string place)
{
    /// <summary>The clock of an agent.</summary>
    public AgentClock Of(AgentDefinition agent) => new(agent, config.Current, place);

    /// <summary>The same by name; null for one that is gone or invalid.</summary>
    public AgentClock? Find(AgentName agent) => agents.Find(agent) is { } definition ? Of(definition) : null;
}
