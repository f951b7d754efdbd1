using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Agents;

/// <summary>What an AGENT.md may name: the connections that the owner made, and the tools and events that those offer.</summary>
public sealed record AgentFileContext
{
    /// <summary>The owner's connections.</summary>
    public ImmutableArray<ConnectionName> Connections { get; init; } = [];

    /// <summary>Every tool of every connector that this program has.</summary>
    public ImmutableArray<ToolName> Tools { get; init; } = [];

    /// <summary>Every event that starts runs, such as <c>mail.received</c>.</summary>
    public ImmutableArray<string> Events { get; init; } = [];
}
