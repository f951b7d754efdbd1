namespace MeshClaw.Protocol;

/// <summary>A skill in a list.</summary>
public sealed record SkillResponse
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What its file says that it does: its author's words.</summary>
    public required string Description { get; init; }

    /// <summary><c>agent</c>, <c>home</c> or <c>shipped</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Whose it is, where it lies with an agent.</summary>
    public string? Agent { get; init; }

    /// <summary><c>usable</c>, <c>unreviewed</c>, <c>changed</c> or <c>broken</c>.</summary>
    public required string State { get; init; }

    /// <summary>SHA-256 of what lies there; empty where it cannot be read.</summary>
    public required string Hash { get; init; }

    /// <summary>SHA-256 of what was said yes to; null where nothing was.</summary>
    public string? Pinned { get; init; }

    /// <summary>Whether its scripts may reach the network.</summary>
    public bool Network { get; init; }

    /// <summary>The agents whose files name it.</summary>
    public required IReadOnlyList<string> UsedBy { get; init; }

    /// <summary>Errors and warnings of its file.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>What a skill can run, reach and read: to be seen before a yes to exactly this content.</summary>
public sealed record SkillReviewResponse
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its author's words.</summary>
    public required string Description { get; init; }

    /// <summary>What the yes is bound to: SHA-256 of all files.</summary>
    public required string Hash { get; init; }

    /// <summary>Of its place in quarantine; null where it lies in its place already.</summary>
    public string? Stage { get; init; }

    /// <summary>As it stands in lists; null where it is not installed yet.</summary>
    public SkillResponse? Installed { get; init; }

    /// <summary>As its file says; empty where it does not.</summary>
    public string License { get; init; } = "";

    /// <summary>What its file says that it needs; empty where it does not.</summary>
    public string Compatibility { get; init; } = "";

    /// <summary>What else its file says, as <c>key: value</c>.</summary>
    public required IReadOnlyList<string> Metadata { get; init; }

    /// <summary>Every file.</summary>
    public required IReadOnlyList<SkillFileResponse> Files { get; init; }

    /// <summary>Every address of the web in it.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>The tools that it asks for; a yes grants none of them.</summary>
    public required IReadOnlyList<string> Tools { get; init; }

    /// <summary>What to read with care.</summary>
    public required IReadOnlyList<SkillPassageResponse> Passages { get; init; }

    /// <summary>Skills whose place it takes, or whose name its own could be taken for.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What differs from what was said yes to before.</summary>
    public required IReadOnlyList<SkillChangeResponse> Changes { get; init; }

    /// <summary>Warnings of its file.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The text of its <c>SKILL.md</c> below the front matter.</summary>
    public required string Text { get; init; }
}

/// <summary>A file of a skill.</summary>
/// <param name="Path">In its folder.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Interpreter">What would run it; null where nothing does.</param>
public sealed record SkillFileResponse(string Path, long Size, string? Interpreter);

/// <summary>A passage of a skill.</summary>
/// <param name="File">Its path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Why">What it looks like.</param>
/// <param name="Excerpt">Its words, cleaned.</param>
public sealed record SkillPassageResponse(string File, int Line, string Why, string Excerpt);

/// <summary>A file that is not what it was.</summary>
/// <param name="Path">In the skill's folder.</param>
/// <param name="What"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Before">Its text then; null where there is none.</param>
/// <param name="After">Its text now; null where there is none.</param>
public sealed record SkillChangeResponse(string Path, string What, string? Before, string? After);

/// <summary>Has a skill copied into quarantine and looked at.</summary>
public sealed record SkillStageRequest
{
    /// <summary>Full path of a folder or of a zip file on this machine.</summary>
    public required string Path { get; init; }

    /// <summary>The agent that it is for alone; null for all that name it.</summary>
    public string? Agent { get; init; }
}

/// <summary>The owner's yes to a skill.</summary>
public sealed record SkillApproveRequest
{
    /// <summary>Of the content that was shown.</summary>
    public required string Hash { get; init; }

    /// <summary>Of its place in quarantine; null for one that lies in its place.</summary>
    public string? Stage { get; init; }

    /// <summary>The agent that it is for alone.</summary>
    public string? Agent { get; init; }

    /// <summary>Whether its scripts may reach the network.</summary>
    public bool Network { get; init; }
}
