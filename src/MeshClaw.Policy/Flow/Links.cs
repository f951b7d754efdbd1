using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Flow;

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
