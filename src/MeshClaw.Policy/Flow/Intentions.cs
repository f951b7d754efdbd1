using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Flow;

/// <summary>Whether the owner asked for something to be sent to the owner: mail to oneself is mail all the same.</summary>
internal static partial class SelfWords
{
    public static bool AsksForMe(string text) => ToMe().IsMatch(text);

    [GeneratedRegex(
        @"\b(?:(?:e-?mail|text|message|remind|notify|forward)\s+(?:it\s+(?:to\s+)?)?(?:me|myself)|send\s+(?:it\s+|them\s+|this\s+|that\s+)?to\s+(?:me|myself)|to\s+my\s+(?:own\s+)?(?:e-?mail|inbox|address|phone|account))\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex ToMe();
}

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

/// <summary>Links that may be followed although the owner did not write them.</summary>
internal static partial class Links
{
    /// <summary>
    /// A plain link that stands alone in a record of the owner's own systems which the owner named, or in a place all of whose links the
    /// owner asked for. Never one that came with a page from outside, and never one that could carry data.
    /// </summary>
    public static bool IsOfNamedRecord(CallValue value, RunFlow flow)
    {
        if (
            value.Parts.Carriers is not [{ Kind: CarrierKind.Link } link]
            || Carriers.CanonicalLink(value.Text) != link.Canonical
            || CarriesData(link.Canonical)
        )
        {
            return false;
        }

        if (!flow.Asks.FollowsLinks)
        {
            return false;
        }

        var all = flow.Asks.FollowsAllLinks;
        return flow
            .Texts.With(link)
            .Any(r =>
                !r.Outside && r.Record.Fields.Length > 0 && ((flow.IsNamed(r) && IsOnlyLink(r)) || (all && r.Directed))
            );
    }

    /// <summary>"the article that Iris posted", not "our page www.corp.example".</summary>
    public static bool IsAskedFor(OwnerWords owner) =>
        LinkWord()
            .Matches(owner.Text)
            .Select(m => owner.IndexAt(m.Index))
            .Any(at => at + 1 >= owner.Words.Length || !owner.IsInCarrier(at + 1));

    /// <summary>"all the websites in …".</summary>
    public static bool AllAreAskedFor(string text) => AllLinks().IsMatch(text);

    private static bool IsOnlyLink(KnownRecord record) =>
        record
            .Record.Fields.SelectMany(f => Carriers.In(f.Text))
            .Where(c => c.Kind == CarrierKind.Link)
            .Select(c => c.Canonical)
            .Distinct()
            .Count() == 1;

    private static bool CarriesData(string link) =>
        UrlReading.Read(link) is not { IsUrl: true, Query.IsEmpty: true, Fragment: null, Onward.IsEmpty: true } reading
        || (reading.Findings & ~UrlFindings.Irregular) != 0;

    [GeneratedRegex(
        @"\b(?:articles?|web\s?sites?|sites?|(?:web\s?)?pages?|links?|urls?|blogs?|linked|visit)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex LinkWord();

    [GeneratedRegex(
        @"\b(?:all|every|each)\b[^.!?\n]{0,30}\b(?:web\s?sites?|web\s?pages?|links?|urls?|articles?|pages?|sites?)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex AllLinks();
}
