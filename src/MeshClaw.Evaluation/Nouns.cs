using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MeshClaw.Evaluation;

/// <summary>
/// What kinds of thing a tool returns and an argument refers to, worked out from their names: these suites declare no record types, as
/// a connector would.
/// </summary>
internal static partial class Nouns
{
    // Verbs, counts and prepositions of tool names, and the containers of type names.
    private static readonly FrozenSet<string> s_noNouns = (
        "get list search find read fetch show view check lookup query create add new make update edit set change modify delete remove cancel send post "
        + "share move append put all most recent latest unread received current available any by in on at of for from to with and the id ids name names "
        + "dict str none null int float bool object any number text data"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kinds of what a tool returns.</summary>
    public static ImmutableArray<string> OfTool(SuiteTool tool) =>
        [.. Split(tool.Name).Concat(Split(tool.Returns)).Select(Singular).Distinct()];

    /// <summary>The kinds that an argument refers to; empty where it refers to nothing, such as an amount.</summary>
    public static ImmutableArray<string> OfArgument(SuiteTool tool, string name, ImmutableHashSet<string> kinds)
    {
        var parts = Split(name).Select(Singular).Where(kinds.Contains).ToImmutableArray();
        var isId = IdName().IsMatch(name);
        return parts.Length > 0 ? parts
            : isId ? [.. Split(tool.Name).Select(Singular)]
            : [];
    }

    private static IEnumerable<string> Split(string name) =>
        Part().Matches(name).Select(m => m.Value.ToLowerInvariant()).Where(p => p.Length > 1 && !s_noNouns.Contains(p));

    private static string Singular(string noun) =>
        noun.EndsWith("ies", StringComparison.Ordinal) ? noun[..^3] + "y"
        : noun.EndsWith('s') && !noun.EndsWith("ss", StringComparison.Ordinal) && noun.Length > 3 ? noun[..^1]
        : noun;

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Part();

    [GeneratedRegex("(?:^|_)(?:id|ids|number|key|ref)_?$", RegexOptions.IgnoreCase)]
    private static partial Regex IdName();
}
