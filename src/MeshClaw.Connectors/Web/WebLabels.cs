using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Connectors.Web.Reading;
using MeshClaw.Connectors.Web.Search;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Web;

/// <summary>What the web gave, field by field: all of it by others, and anybody may see it.</summary>
internal static class WebLabels
{
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Public);
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Public);

    /// <summary>A part of a page.</summary>
    /// <param name="asked">The address as the call gave it.</param>
    /// <param name="page">Where it came from in the end, and what it says.</param>
    /// <param name="part">Which part of its text.</param>
    /// <param name="next">Where the next one begins; null where this is the last.</param>
    public static Observation Of(string asked, ReadPage page, string part, int? next)
    {
        var text = page.Text;
        ImmutableArray<SeenField> fields =
        [
            new("url", FieldKind.Name, asked, s_foreign),
            .. Some("from", FieldKind.Name, page.Address == asked ? "" : page.Address),
            .. Some("title", FieldKind.DisplayName, text.Title),
            .. Some("byline", FieldKind.DisplayName, text.Byline),
            .. Some("published", FieldKind.Value, text.Published),
            .. Some("text", FieldKind.Prose, part),
            .. Some("links", FieldKind.Prose, Links(text, part)),
            .. text.Hidden > 0
                ? [Own("leftOut", $"{Number(text.Hidden)} characters that a reader of the page does not see")]
                : Array.Empty<SeenField>(),
            .. text.IsCut ? [Own("cut", "the page is longer than is read")] : Array.Empty<SeenField>(),
            .. next is { } from ? [Own("next", Number(from))] : Array.Empty<SeenField>(),
        ];
        return new Observation
        {
            Records = [new SeenRecord(["page"], asked, fields)],
            LookedFor = [asked],
            Outside = true,
        };
    }

    /// <summary>What a search found.</summary>
    public static Observation Of(string query, ImmutableArray<SearchResult> results) =>
        new()
        {
            Records =
            [
                .. results.Select(r => new SeenRecord(
                    ["result"],
                    r.Url,
                    [
                        new SeenField("url", FieldKind.Name, r.Url, s_foreign),
                        .. Some("title", FieldKind.DisplayName, r.Title),
                        .. Some("published", FieldKind.Value, r.Published),
                        .. Some("text", FieldKind.Prose, r.Snippet),
                    ]
                )),
            ],
            LookedFor = [query],
            Outside = true,
        };

    // Only of the links that stand in this part.
    private static string Links(PageText page, string part) =>
        string.Join(
            '\n',
            page.Links.Select((link, i) => (link, mark: $"[{Number(i + 1)}]"))
                .Where(l => part.Contains(l.mark, StringComparison.Ordinal))
                .Select(l => $"{l.mark} {l.link}")
        );

    private static SeenField Own(string name, string text) => new(name, FieldKind.Value, text, s_own);

    private static SeenField[] Some(string name, FieldKind kind, string text) =>
        text.Length == 0 ? [] : [new SeenField(name, kind, text, s_foreign)];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
