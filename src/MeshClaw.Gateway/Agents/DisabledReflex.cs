using MeshClaw.Core.Models;
using MeshClaw.Core.Tools;

namespace MeshClaw.Gateway.Agents;

/// <summary>Stands where no reflex was given: every run ends and says why.</summary>
internal sealed class DisabledReflex : IReflex
{
    /// <inheritdoc />
    public Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken) =>
        throw new ToolException("This program was built without anything that could sort mail.");
}
