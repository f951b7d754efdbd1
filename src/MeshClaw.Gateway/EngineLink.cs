using MeshClaw.Core.Runs;
using MeshClaw.Policy;

namespace MeshClaw.Gateway;

/// <summary>The journal asks the engine for an agent's policy, and the engine needs the journal: one of them comes first.</summary>
internal sealed class EngineLink
{
    public RunEngine? Engine { get; set; }

    public string PolicyVersion(AgentName agent) =>
        (
            Engine ?? throw new InvalidOperationException("The journal was used before the engine was there.")
        ).PolicyVersion(agent);
}
