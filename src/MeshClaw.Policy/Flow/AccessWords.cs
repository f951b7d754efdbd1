using System.Collections.Frozen;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Levels of access, and which of them the owner asked for. The least, reading, needs no asking beyond the sharing itself.</summary>
internal static class AccessWords
{
    private static readonly FrozenSet<string> s_arguments =
        "permission permissions role roles access level scope scopes privilege privileges"
            .Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_least = "r read reader readonly view viewer none guest"
        .Split(' ')
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_levels =
        "r w rw read reader readonly view viewer write writer edit editor comment commenter admin administrator owner moderator guest member maintainer"
            .Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] s_writing = ["writ", "edit", "modif", "chang", "contribut", "collaborat"];

    /// <summary>The levels of access in a call, with where the owner wrote them.</summary>
    public static IEnumerable<(CallValue Value, int At)> Levels(ProposedCall call, RunFlow flow) =>
        from value in call.Values
        where value.Parts.IsAccessLevel
        let at = Words.IndexOf(flow.Owner.Words, value.Parts.Words)
        where at >= 0
        select (value, at);

    /// <summary>Where the owner wrote any level of access.</summary>
    public static IEnumerable<int> Positions(OwnerWords owner) =>
        Enumerable
            .Range(0, owner.Words.Length)
            .Where(i => s_levels.Contains(owner.Words[i].Text) && !owner.IsInCarrier(i));

    /// <summary>Whether an argument says how much access is given.</summary>
    public static bool IsLevel(string argument) => argument.Split('_').Any(s_arguments.Contains);

    /// <summary>Whether the owner's words ask for that much.</summary>
    public static bool IsAskedFor(string level, OwnerWords owner)
    {
        var words = Words.Of(level.Replace('_', ' ').Replace('-', ' '));
        if (words.Length > 0 && words.All(w => s_least.Contains(w.Text) || w.Text == "only"))
        {
            return true;
        }

        if (words.Length > 0 && words.All(w => owner.HasStem(Words.Stem(w.Text))))
        {
            return true;
        }

        return words is [{ Text: "rw" or "w" or "write" or "writer" or "edit" or "editor" }]
            && owner.Words.Any(w => s_writing.Any(s => w.Text.StartsWith(s, StringComparison.Ordinal)));
    }
}
