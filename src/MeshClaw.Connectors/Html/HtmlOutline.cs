using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text;
using MimeKit.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>
/// What is seen of a page, written as plain markup that any parser takes in no time: balanced, shallow, of few kinds of element, without
/// scripts, styles, comments and anything that is hidden. Links stand as numbers between <see cref="Mark"/>s behind their words.
/// </summary>
internal sealed class HtmlOutline
{
    /// <summary>Stands before and behind a link's number; taken out of the page's own text.</summary>
    public const char Mark = '\uE5A1';

    private const int MaxElements = 8_000;
    private const int MaxDepth = 120;
    private const int MaxLinks = 2_000;
    private const int MaxAttribute = 100;
    private const int MaxMeta = 500;

    // Of a table only that its parts are apart: real tables are mended by parsers in ways that cost.
    private static readonly FrozenDictionary<string, string> s_blocks = (
        "article=article section=section main=main p=p h1=h1 h2=h2 h3=h3 h4=h4 h5=h5 h6=h6 ul=ul ol=ol li=li blockquote=blockquote "
        + "pre=pre header=header footer=footer nav=nav aside=aside figure=figure figcaption=figcaption div=div center=div dl=div dt=div dd=div "
        + "table=div tr=div td=div th=div caption=div form=form fieldset=div details=div summary=div address=div"
    )
        .Split(' ')
        .Select(pair => pair.Split('='))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_meta = new[]
    {
        "author",
        "article:author",
        "article:published_time",
        "date",
        "description",
        "og:title",
        "og:site_name",
        "og:description",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly StringBuilder _body = new();
    private readonly StringBuilder _head = new();
    private readonly StringBuilder _title = new();
    private readonly List<string> _links = [];
    private readonly Stack<string> _open = [];
    private int _elements;
    private int _metas;
    private int _link = -1;

    /// <summary>There are more elements than are outlined: the rest stands there as text alone.</summary>
    public bool IsFull => _elements >= MaxElements;

    /// <summary>Where links lead, as written, in the order of their numbers.</summary>
    public IReadOnlyList<string> Links => _links;

    /// <summary>What the page says its title is, as written.</summary>
    public string Title => _title.ToString();

    /// <summary>The whole.</summary>
    public string Html
    {
        get
        {
            EndLink();
            var ends = string.Concat(_open.Select(name => $"</{name}>"));
            return $"<!doctype html><html><head><title>{Encode(Title)}</title>{_head}</head><body>{_body}{ends}</body></html>";
        }
    }

    /// <summary>Looks at a start tag: what it says of the page, or where a link begins.</summary>
    public void See(HtmlTagToken tag, string name, bool isHidden)
    {
        if (name == "meta")
        {
            AddMeta(tag);
        }
        else if (name == "br" && !isHidden)
        {
            _body.Append("<br>");
        }
        else if (name == "a")
        {
            EndLink();
            if (!isHidden && HtmlElement.Attribute(tag.Attributes, "href") is { Length: > 0 } href)
            {
                _link = AddLink(href);
            }
        }
    }

    /// <summary>Begins an element that is seen; false where it is none that matters.</summary>
    public bool Begin(HtmlTagToken tag, string name)
    {
        if (!s_blocks.TryGetValue(name, out var plain) || _open.Count >= MaxDepth || _elements >= MaxElements)
        {
            return false;
        }

        _elements++;
        _open.Push(plain);
        _body.Append('<').Append(plain);
        Attribute(tag, "class");
        Attribute(tag, "id");
        _body.Append('>');
        return true;
    }

    /// <summary>Ends the innermost element.</summary>
    public void End()
    {
        _body.Append("</").Append(_open.Pop()).Append("> ");
    }

    /// <summary>Adds text that is seen.</summary>
    public void Add(string text)
    {
        var clean = Encode(text.Replace(Mark, ' '));
        if (_link < 0 || string.IsNullOrWhiteSpace(text) || _elements >= MaxElements)
        {
            _body.Append(clean);
            return;
        }

        _elements++;
        _body.Append("<a href=\"#\">").Append(clean).Append("</a>");
    }

    /// <summary>Ends the link that is open.</summary>
    public void EndLink()
    {
        if (_link >= 0)
        {
            _body.Append(Mark).Append((_link + 1).ToString(CultureInfo.InvariantCulture)).Append(Mark);
            _link = -1;
        }
    }

    /// <summary>Takes a piece of the page's title.</summary>
    public void TitleIs(string piece)
    {
        if (_title.Length < MaxMeta)
        {
            _title.Append(piece.Replace(Mark, ' '));
        }
    }

    private int AddLink(string href)
    {
        if (_links.Count >= MaxLinks)
        {
            return -1;
        }

        _links.Add(href);
        return _links.Count - 1;
    }

    private void AddMeta(HtmlTagToken tag)
    {
        var name = HtmlElement.Attribute(tag.Attributes, "name") ?? HtmlElement.Attribute(tag.Attributes, "property");
        if (
            name is not null
            && s_meta.Contains(name)
            && HtmlElement.Attribute(tag.Attributes, "content") is { Length: > 0 and <= MaxMeta } content
            && _metas++ < 20
        )
        {
            // Readers look for the one attribute with some names and for the other with others.
            var encoded = Encode(name.ToLowerInvariant());
            _head.Append(
                CultureInfo.InvariantCulture,
                $"<meta name=\"{encoded}\" property=\"{encoded}\" content=\"{Encode(content)}\">"
            );
        }
    }

    private void Attribute(HtmlTagToken tag, string name)
    {
        if (HtmlElement.Attribute(tag.Attributes, name) is { Length: > 0 and <= MaxAttribute } value)
        {
            _body.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');
        }
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
