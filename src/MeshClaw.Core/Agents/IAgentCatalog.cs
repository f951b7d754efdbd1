using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Agents;

/// <summary>The agents of this home, read anew when their files change; a file that became invalid keeps its last good definition in lists as a problem, and does not run.</summary>
public interface IAgentCatalog
{
    /// <summary>Every agent folder, by name.</summary>
    IReadOnlyList<AgentListing> List();

    /// <summary>A valid agent, or null.</summary>
    AgentDefinition? Find(AgentName agent);
}

/// <summary>One agent folder.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Definition">Null where its file is invalid.</param>
/// <param name="Problems">Errors with line numbers, and warnings.</param>
public sealed record AgentListing(AgentName Name, AgentDefinition? Definition, ImmutableArray<string> Problems);
