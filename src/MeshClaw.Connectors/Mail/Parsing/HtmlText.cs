using System.Text;
using MimeKit.Text;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// HTML made text: what a reader sees, and what the markup holds besides (hidden by style, too small, in the colour of its ground,
/// comments, alternative texts). Reads tags one after the other and builds no tree; knows inline styles and simple style sheets.
/// </summary>
internal sealed class HtmlText
{
    private const int MaxLength = 1 << 20;
    private const int MaxDepth = 400;
    private const int MaxOut = 1 << 16;

    private static readonly HashSet<string> s_breaks = new(StringComparer.Ordinal)
    {
        "address",
        "article",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    };

    private static readonly HashSet<string> s_void = new(StringComparer.Ordinal)
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    };

    private static readonly HashSet<string> s_closesItself = new(StringComparer.Ordinal)
    {
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dt",
        "dd",
        "option",
    };
    private static readonly HashSet<string> s_unshown = new(StringComparer.Ordinal)
    {
        "title",
        "template",
        "head",
        "datalist",
        "object",
    };
    private static readonly string[] s_spoken = ["alt", "title", "aria-label", "summary"];

    private readonly StringBuilder _visible = new();
    private readonly StringBuilder _hidden = new();
    private readonly SortedSet<string> _schemas = new(StringComparer.Ordinal);
    private readonly HtmlStyleSheet _sheet = new();
    private readonly List<(string Name, HtmlStyle Style)> _open = [];
    private readonly StringBuilder _raw = new();
    private (string Name, bool IsData)? _rawIn;

    private HtmlText() { }

    public string Visible => _visible.ToString();

    public string Hidden => _hidden.ToString();

    public IReadOnlyCollection<string> SchemaTypes => _schemas;

    public static HtmlText Read(string html)
    {
        var text = new HtmlText();
        using var reader = new StringReader(html.Length > MaxLength ? html[..MaxLength] : html);
        var tokenizer = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        while (tokenizer.ReadNextToken(out var token) && text._visible.Length < MaxOut)
        {
            text.Add(token);
        }

        text.EndRaw();
        return text;
    }

    private void Add(HtmlToken token)
    {
        switch (token)
        {
            case HtmlTagToken tag when tag.IsEndTag:
                Close(tag.Name.ToLowerInvariant());
                break;
            case HtmlTagToken tag:
                Open(tag, tag.Name.ToLowerInvariant());
                break;
            case HtmlCommentToken comment:
                AddComment(comment.Comment);
                break;
            case HtmlDataToken data:
                AddData(data.Data);
                break;
        }
    }

    private void Open(HtmlTagToken tag, string name)
    {
        if (s_breaks.Contains(name))
        {
            Break();
        }

        if (name is "td" or "th")
        {
            (Current.IsHidden ? _hidden : _visible).Append(' ');
        }

        Speak(tag);
        if (name is "script" or "style")
        {
            _rawIn = (
                name,
                name == "script"
                    && Attribute(tag, "type")?.Contains("ld+json", StringComparison.OrdinalIgnoreCase) == true
            );
            _raw.Clear();
            return;
        }

        if (_open.Count > 0 && _open[^1].Name == name && s_closesItself.Contains(name))
        {
            _open.RemoveAt(_open.Count - 1);
        }
        else if (_open.Count > 0 && _open[^1].Name == "p" && s_breaks.Contains(name))
        {
            _open.RemoveAt(_open.Count - 1);
        }

        if (!s_void.Contains(name) && !tag.IsEmptyElement && _open.Count < MaxDepth)
        {
            var style = Current.Within(
                name,
                Attribute(tag, "style"),
                Attribute(tag, "bgcolor"),
                Attribute(tag, "color"),
                Attribute(tag, "class") is var classes && _sheet.Hides(name, Attribute(tag, "id"), classes)
            );
            if (s_unshown.Contains(name) || Attribute(tag, "hidden") is not null)
            {
                style = style.Hide();
            }

            _open.Add((name, style));
        }
    }

    private void Close(string name)
    {
        if (_rawIn is { } raw)
        {
            if (raw.Name == name)
            {
                EndRaw();
            }

            return;
        }

        var at = _open.FindLastIndex(o => o.Name == name);
        if (at >= 0)
        {
            _open.RemoveRange(at, _open.Count - at);
        }

        if (s_breaks.Contains(name))
        {
            Break();
        }
    }

    private void AddData(string data)
    {
        if (_rawIn is not null)
        {
            _raw.Append(data);
        }
        else if (Current.IsHidden)
        {
            Hide(data);
        }
        else
        {
            // Breaks of the source are blanks; those of the text come from tags.
            _visible.Append(data.Replace('\n', ' ').Replace('\r', ' '));
        }
    }

    private void EndRaw()
    {
        if (_rawIn is { IsData: true })
        {
            SchemaOrg.Read(_raw.ToString(), _schemas);
        }
        else if (_rawIn is { Name: "style" })
        {
            _sheet.Add(_raw.ToString());
        }

        _rawIn = null;
        _raw.Clear();
    }

    // Comments for Outlook hold markup: its words alone.
    private void AddComment(string comment)
    {
        var words = new StringBuilder();
        var inTag = false;
        foreach (var unit in comment.Length > 20_000 ? comment[..20_000] : comment)
        {
            inTag = unit == '<' || (inTag && unit != '>');
            if (!inTag)
            {
                words.Append(unit == '>' ? ' ' : unit);
            }
        }

        Hide(words.ToString());
    }

    private void Speak(HtmlTagToken tag)
    {
        if (Attribute(tag, "itemtype") is { } type)
        {
            SchemaOrg.AddType(type, _schemas);
        }

        foreach (var name in s_spoken)
        {
            if (Attribute(tag, name) is { Length: > 1 } words)
            {
                Hide(words);
            }
        }
    }

    private void Hide(string words)
    {
        if (!string.IsNullOrWhiteSpace(words) && _hidden.Length < MaxOut)
        {
            _hidden.Append(words.Trim()).Append('\n');
        }
    }

    private void Break() => (Current.IsHidden ? _hidden : _visible).Append('\n');

    private HtmlStyle Current => _open.Count > 0 ? _open[^1].Style : HtmlStyle.Page;

    private static string? Attribute(HtmlTagToken tag, string name) =>
        tag.Attributes.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } attribute
            ? attribute.Value ?? ""
            : null;
}
