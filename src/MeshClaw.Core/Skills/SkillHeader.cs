using System.Collections.Immutable;

namespace MeshClaw.Core.Skills;

/// <summary>A <c>SKILL.md</c>, validated in whole. All of it was written by whoever wrote the skill; none of it grants anything.</summary>
public sealed record SkillHeader
{
    /// <summary>Its folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does and when to use it: what models are shown before they ask for more.</summary>
    public required string Description { get; init; }

    /// <summary>A licence's name or file; empty where it says none.</summary>
    public string License { get; init; } = "";

    /// <summary>What it says it needs; empty where it says nothing.</summary>
    public string Compatibility { get; init; } = "";

    /// <summary>
    /// The tools it would like, as it names them, such as <c>mail.search</c> or <c>Bash(git:*)</c>. A wish: an agent that lacks one does not
    /// get it.
    /// </summary>
    public ImmutableArray<string> AllowedTools { get; init; } = [];

    /// <summary>
    /// Whatever stands under <c>metadata</c>, flattened, in the file's order: <c>openclaw.requires.bins.0</c> = <c>curl</c>. Kept and shown,
    /// never acted upon.
    /// </summary>
    public ImmutableArray<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The Markdown below the front matter.</summary>
    public required string Body { get; init; }
}
