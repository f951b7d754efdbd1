using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Core.Models;

/// <summary>Behaviour that needs no model: reads through the guard like everybody, and proposes.</summary>
public interface IReflex
{
    /// <summary>Reads what it needs and proposes calls. Proposing does nothing: the guard decides on each.</summary>
    Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken);
}

/// <summary>What a reflex has to work with.</summary>
public sealed record ReflexContext
{
    /// <summary>The agent that it works for.</summary>
    public required AgentDefinition Agent { get; init; }

    /// <summary>The connection that it works on.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>Whom it works for.</summary>
    public required Owner Owner { get; init; }

    /// <summary>Now, in the owner's zone.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How many actions it may propose at the most; what is over it counts into <see cref="RunReport.Left"/>.</summary>
    public required int MaxActions { get; init; }

    /// <summary>Makes a read call through the guard. Throws <see cref="ToolException"/> where the guard or the connector refuses.</summary>
    public required Func<ToolRequest, CancellationToken, Task<ToolResult>> Read { get; init; }

    /// <summary>Told how far it is: (done, of all).</summary>
    public required Action<int, int> Progress { get; init; }
}

/// <summary>The person that the gateway works for.</summary>
/// <param name="Name">As they sign.</param>
/// <param name="Addresses">Their own addresses, normalised.</param>
public sealed record Owner(string Name, ImmutableArray<string> Addresses);

/// <summary>What a reflex came to.</summary>
/// <param name="Proposals">The calls it proposes, in the order in which they should be done.</param>
/// <param name="Report">What it found, for people.</param>
public sealed record ReflexResult(ImmutableArray<Proposal> Proposals, RunReport Report);

/// <summary>One proposed call with its why.</summary>
/// <param name="Request">The call.</param>
/// <param name="Reason">One short sentence for the owner.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Group">Which line of the report it belongs to (<see cref="ReportLine.Key"/>).</param>
public sealed record Proposal(ToolRequest Request, string Reason, double Confidence, string Group);
