using System.Collections.Frozen;
using System.Text;
using MimeKit.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>
/// HTML made text: what a reader sees, and what the markup holds besides (hidden by style, too small, in the colour of its ground,
/// comments, alternative texts). Reads tags one after the other and builds no tree; in time and memory linear in what it is given. Where it
/// cannot tell whether something is shown, it is not.
/// </summary>
internal sealed class HtmlText
{
    private const int MaxDepth = 100_000;
    private const int MaxWalk = 500_000;
    private static readonly FrozenSet<string> s_spoken = new[]
    {
        "alt",
        "title",
        "aria-label",
        "aria-description",
        "summary",
        "placeholder",
        "label",
        "srcdoc",
        "standby",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _visible = new();
    private readonly StringBuilder _hidden = new();
    private readonly SortedSet<string> _schemas = new(StringComparer.Ordinal);
    private readonly HtmlLinks _links = new();
    private readonly CssSheet _sheet;
    private readonly HtmlOutline? _outline;
    private readonly int _maxOut;
    private readonly List<Open> _open = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly StringBuilder _raw = new();
    private (string Name, bool IsData)? _rawIn;
    private int _tooDeep;
    private int _walk = MaxWalk;

    private HtmlText(CssSheet sheet, int maxOut, HtmlOutline? outline) =>
        (_sheet, _maxOut, _outline) = (sheet, maxOut, outline);

    /// <summary>An element that is open.</summary>
    internal sealed class Open(string name, HtmlElement element, HtmlStyle style)
    {
        public string Name => name;
        public HtmlElement Element => element;
        public HtmlStyle Style => style;

        // Found out once: contrast costs more than the rest of an element together.
        public bool IsHidden { get; } = style.IsHidden;
        public int Children { get; set; }

        /// <summary>It has been put into the outline, and is to be ended there.</summary>
        public bool IsOutlined { get; init; }
    }

    public string Visible => _visible.ToString();

    public string Hidden => _hidden.ToString();

    public HtmlLinks Links => _links;

    public IReadOnlyCollection<string> SchemaTypes => _schemas;

    /// <summary>It was too long or too entangled to be read to its end.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Why nothing more of it is shown although it goes on: its style sheets are too many for what there is on the page.</summary>
    public bool IsSheetExhausted => _sheet.IsExhausted;

    /// <summary>Reads a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="bounds">How much of it; null for those of a mail.</param>
    /// <param name="outline">Is told what is seen, and where it stands.</param>
    public static HtmlText Read(string html, HtmlBounds? bounds = null, HtmlOutline? outline = null)
    {
        bounds ??= HtmlBounds.OfMail;
        var all = html.Length > bounds.MaxLength ? html[..bounds.MaxLength] : html;
        var sheet = bounds.Sheets ? HtmlStyles.Of(all) : new CssSheet();
        var text = new HtmlText(sheet, bounds.MaxOut, outline) { IsCut = html.Length > bounds.MaxLength };
        using var reader = new StringReader(all);
        var tokenizer = new HtmlTokenizer(reader) { DecodeCharacterReferences = true, IgnoreTruncatedTags = true };
        while (tokenizer.ReadNextToken(out var token))
        {
            if (text._visible.Length >= text._maxOut)
            {
                text.IsCut = true;
                break;
            }

            text.Add(token);
        }

        text.EndRaw();
        text._links.End(text._visible);
        if (text._sheet.Content.Length > 0)
        {
            text.Hide("[added by style:] " + text._sheet.Content);
        }

        text.IsCut |= text._sheet.IsExhausted || text._walk < 0 || text._tooDeep > 0;
        return text;
    }

    private bool IsHidden => _tooDeep > 0 || _walk < 0 || _sheet.IsExhausted || (_open.Count > 0 && _open[^1].IsHidden);

    private void Add(HtmlToken token)
    {
        switch (token)
        {
            case HtmlTagToken { IsEndTag: true } tag:
                Close(tag.Name.ToLowerInvariant());
                break;
            case HtmlTagToken tag:
                OpenTag(tag, tag.Name.ToLowerInvariant());
                break;
            case HtmlCommentToken comment:
                AddComment(comment.Comment);
                break;
            case HtmlCDataToken data: // Of XML; in HTML it is a comment.
                AddComment(data.Data);
                break;
            case HtmlDataToken data:
                AddData(data.Data);
                break;
        }
    }

    private void OpenTag(HtmlTagToken tag, string name)
    {
        if (_rawIn is not null)
        {
            return;
        }

        Before(name);
        _outline?.See(tag, name, IsHidden);
        if (HtmlTags.IsBreak(name))
        {
            Break();
        }

        if (name is "td" or "th")
        {
            (IsHidden ? _hidden : _visible).Append(' ');
        }

        Speak(tag, name);
        if (name is "script" or "style")
        {
            var type = HtmlElement.Attribute(tag.Attributes, "type");
            _rawIn = (name, name == "script" && type?.Contains("ld+json", StringComparison.OrdinalIgnoreCase) == true);
            _raw.Clear();
            return;
        }

        var element = _sheet.IsEmpty
            ? HtmlElement.Nobody
            : HtmlElement.Of(tag, name, _open.Count > 0 ? ++_open[^1].Children : 1);
        var style = HtmlStyles.Of(tag, name, element, _sheet, _open);
        _links.See(tag, name, style.IsHidden || IsHidden, _visible);
        if (HtmlTags.IsVoid(name))
        {
            return;
        }

        if (_open.Count >= MaxDepth)
        {
            _tooDeep++;
            return;
        }

        var outlined = _outline is not null && !style.IsHidden && !IsHidden && _outline.Begin(tag, name);
        _open.Add(new Open(name, element, style) { IsOutlined = outlined });
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
    }

    // What a start tag closes by itself.
    private void Before(string name)
    {
        if (_open.Count > 0 && _open[^1].Name == "head" && !HtmlTags.IsOfHead(name))
        {
            Pop(_open.Count - 1);
        }

        if (_open.Count > 0 && _open[^1].Name == name && HtmlTags.ClosesItself(name))
        {
            Pop(_open.Count - 1);
        }
        // Not for a table: without a doctype it stays inside.
        else if (HtmlTags.IsBreak(name) && name is not ("table" or "br" or "tr") && _counts.GetValueOrDefault("p") > 0)
        {
            for (var at = _open.Count - 1; at >= Math.Max(0, _open.Count - 64); at--)
            {
                if (_open[at].Name == "p")
                {
                    Pop(at);
                    break;
                }

                if (HtmlTags.StopsEndTag("p", _open[at].Name) || _open[at].Name == "button")
                {
                    break;
                }
            }
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

        if (_tooDeep > 0)
        {
            _tooDeep--;
            return;
        }

        if (name == "a")
        {
            _links.End(_visible);
            _outline?.EndLink();
        }

        // What follows the end of the body still lies in it.
        if (name is not ("body" or "html") && _counts.GetValueOrDefault(name) > 0)
        {
            CloseOpen(name);
        }

        if (HtmlTags.IsBreak(name))
        {
            Break();
        }
    }

    private void CloseOpen(string name)
    {
        var special = false;
        for (var at = _open.Count - 1; at >= 0 && _walk-- > 0; at--)
        {
            var met = _open[at].Name;
            if (met == name)
            {
                // </b> within <b><div>: the div stays open, and what hides it goes on hiding.
                if (special && HtmlTags.IsFormatting(name))
                {
                    _open.RemoveAt(at); // Never outlined.
                    _counts[name]--;
                }
                else
                {
                    Pop(at);
                }

                return;
            }

            if (HtmlTags.StopsEndTag(name, met))
            {
                return;
            }

            special |= HtmlTags.IsSpecial(met);
        }
    }

    private void Pop(int from)
    {
        for (var at = _open.Count - 1; at >= from; at--)
        {
            _counts[_open[at].Name]--;
            if (_open[at].IsOutlined)
            {
                _outline!.End(); // It was outlined there.
            }
        }

        _open.RemoveRange(from, _open.Count - from);
    }

    private void AddData(string data)
    {
        if (_rawIn is not null)
        {
            _raw.Append(data);
            return;
        }

        if (_open.Count > 0 && _open[^1].Name == "head" && !string.IsNullOrWhiteSpace(data))
        {
            Pop(_open.Count - 1);
        }

        if (IsHidden)
        {
            Hide(data);
            if (_open.Count > 0 && _open[^1].Name == "title")
            {
                _outline?.TitleIs(data);
            }
        }
        else
        {
            _outline?.Add(data);
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

        _rawIn = null;
        _raw.Clear();
    }

    private void AddComment(string comment)
    {
        if (_rawIn is null)
        {
            Hide(HtmlStyles.WordsOf(comment));
        }
    }

    private void Speak(HtmlTagToken tag, string name)
    {
        if (HtmlElement.Attribute(tag.Attributes, "itemtype") is { } type)
        {
            SchemaOrg.AddType(type, _schemas);
        }

        for (var i = 0; i < tag.Attributes.Count; i++)
        {
            var attribute = tag.Attributes[i];
            var spoken =
                s_spoken.Contains(attribute.Name)
                || (name is "meta" && attribute.Name.Equals("content", StringComparison.OrdinalIgnoreCase))
                || (
                    name is "input" or "button" or "data"
                    && attribute.Name.Equals("value", StringComparison.OrdinalIgnoreCase)
                );
            if (
                spoken
                && attribute.Value is { Length: > 1 } words
                && (name != "meta" || words.Count(c => c == ' ') >= 3)
            )
            {
                Hide(words.Contains('<', StringComparison.Ordinal) ? HtmlStyles.WordsOf(words) : words);
            }
        }
    }

    private void Hide(string words)
    {
        if (!string.IsNullOrWhiteSpace(words) && _hidden.Length < _maxOut)
        {
            _hidden.Append(words.AsSpan().Trim()[..Math.Min(words.AsSpan().Trim().Length, _maxOut)]).Append('\n');
        }
    }

    private void Break()
    {
        if (!IsHidden || _hidden.Length < _maxOut)
        {
            (IsHidden ? _hidden : _visible).Append('\n');
        }
    }
}
