using System.Text;
using MimeKit.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>Finds a page's style sheets, and the style of an element.</summary>
internal static class HtmlStyles
{
    private const int MaxComment = 20_000;

    // What lies in these is no part of the page, so that neither are its styles.
    private static readonly string[] s_apart =
    [
        "template",
        "noscript",
        "noembed",
        "noframes",
        "iframe",
        "object",
        "select",
        "svg",
        "math",
    ];

    /// <summary>All style elements of a page: those at its end count for its beginning too.</summary>
    public static CssSheet Of(string html)
    {
        if (!html.Contains("<style", StringComparison.OrdinalIgnoreCase))
        {
            return new CssSheet();
        }

        // Behind the last end tag there is no further style, if it is one: the tokenizer says so.
        var end = html.LastIndexOf("</style>", StringComparison.OrdinalIgnoreCase) + "</style>".Length;
        return
            end >= "</style>".Length
            && html.IndexOf("<style", end, StringComparison.OrdinalIgnoreCase) < 0
            && html.IndexOf("</style", end, StringComparison.OrdinalIgnoreCase) < 0
            && Read(html[..end], out var endsInTag) is { } sheet
            && endsInTag
            ? sheet
            : Read(html, out _);
    }

    private static CssSheet Read(string html, out bool endsInTag)
    {
        var sheet = new CssSheet();
        using var reader = new StringReader(html);
        var tokenizer = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        var css = new StringBuilder();
        var (inStyle, apart) = (false, 0);
        string? media = null;
        endsInTag = false;
        while (tokenizer.ReadNextToken(out var token))
        {
            endsInTag = token is HtmlTagToken { IsEndTag: true, Name: var last } && IsStyle(last);
            if (token is HtmlTagToken tag)
            {
                var name = tag.Name.ToLowerInvariant();
                if (IsStyle(name) && apart == 0)
                {
                    if (inStyle)
                    {
                        sheet.Add(css.ToString(), media);
                    }

                    inStyle = !tag.IsEndTag;
                    media = HtmlElement.Attribute(tag.Attributes, "media");
                    css.Clear();
                }
                else if (!inStyle && s_apart.Contains(name))
                {
                    apart = Math.Max(0, apart + (tag.IsEndTag ? -1 : 1));
                }
            }
            else if (inStyle && token is HtmlDataToken data)
            {
                css.Append(data.Data);
            }
        }

        if (inStyle)
        {
            sheet.Add(css.ToString(), media);
        }

        return sheet;
    }

    private static bool IsStyle(string name) => name.Equals("style", StringComparison.OrdinalIgnoreCase);

    /// <summary>The computed style of an element in those that are open.</summary>
    public static HtmlStyle Of(
        HtmlTagToken tag,
        string name,
        HtmlElement element,
        CssSheet sheet,
        List<HtmlText.Open> open
    )
    {
        var outer = Outer(name, open);
        if (tag.Attributes.Count == 0 && sheet.IsEmpty)
        {
            return IsUnshown(tag, name) ? outer.Gone() : outer;
        }

        outer = outer.WithAttributes(
            name,
            HtmlElement.Attribute(tag.Attributes, "bgcolor"),
            HtmlElement.Attribute(tag.Attributes, "background"),
            HtmlElement.Attribute(tag.Attributes, name == "body" ? "text" : "color")
        );
        var (sure, also) = sheet.IsEmpty ? (null, null) : sheet.Declared(element, open);
        var inline = HtmlElement.Attribute(tag.Attributes, "style") is { } own ? sheet.Inline(own) : null;
        var style = With(outer, sure, inline);
        var isHidden =
            HtmlElement.Attribute(tag.Attributes, "hidden") is not null
            && (inline?["display"] ?? sure?["display"]) is null;
        return
            isHidden
            || IsUnshown(tag, name)
            || (also is not null && With(outer, also, inline).IsHidden && !style.IsHidden)
            ? style.Gone()
            : style;
    }

    /// <summary>The words of a comment or an attribute that holds markup: Outlook's conditional comments do.</summary>
    public static string WordsOf(string comment)
    {
        var text = comment.Length > MaxComment ? comment[..MaxComment] : comment;
        if (text.TrimStart().StartsWith("[if", StringComparison.OrdinalIgnoreCase))
        {
            var end = text.IndexOf("]>", StringComparison.Ordinal);
            text = end < 0 ? "" : text[(end + 2)..].Replace("<![endif]", "", StringComparison.OrdinalIgnoreCase);
        }
        else if (text.Trim().Equals("[endif]", StringComparison.OrdinalIgnoreCase) || text.Trim() == "<![endif]")
        {
            return "";
        }

        var words = new StringBuilder();
        var inTag = false;
        foreach (var unit in text)
        {
            inTag = unit == '<' || (inTag && unit != '>');
            if (!inTag)
            {
                words.Append(unit == '>' ? ' ' : unit);
            }
        }

        return words.ToString();
    }

    private static HtmlStyle With(HtmlStyle outer, CssDeclarations? sheet, CssDeclarations? inline)
    {
        if (sheet is null)
        {
            return inline is null ? outer : outer.With(inline);
        }

        if (inline is not null)
        {
            sheet.Add(inline);
        }

        return outer.With(sheet);
    }

    // The summary of closed details is what a reader sees of them.
    private static HtmlStyle Outer(string name, List<HtmlText.Open> open) =>
        open.Count == 0 ? HtmlStyle.Page
        : name == "summary" && open[^1].Name == "details" && open.Count > 1 ? open[^2].Style
        : name == "summary" && open[^1].Name == "details" ? HtmlStyle.Page
        : open[^1].Style;

    private static bool IsUnshown(HtmlTagToken tag, string name) =>
        HtmlTags.IsUnshown(name)
        || (name is "details" or "dialog" && HtmlElement.Attribute(tag.Attributes, "open") is null);
}
