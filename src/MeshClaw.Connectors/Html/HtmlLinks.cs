using System.Collections.Immutable;
using System.Text;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>Where a page leads and what it would load.</summary>
internal sealed class HtmlLinks
{
    private const int MaxLinks = 200;
    private const int MaxTarget = 2000;
    private const int MaxText = 300;

    private readonly List<MailLink> _links = [];
    private (string Target, int From)? _open;

    public ImmutableArray<MailLink> Links => [.. _links];

    /// <summary>Images that would come from elsewhere.</summary>
    public int Images { get; private set; }

    /// <summary>Those of them that nobody would see.</summary>
    public int Trackers { get; private set; }

    /// <summary>Looks at a start tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="name">Its name, lower-case.</param>
    /// <param name="isHidden">It is not shown.</param>
    /// <param name="visible">What is shown up to here.</param>
    public void See(HtmlTagToken tag, string name, bool isHidden, StringBuilder visible)
    {
        switch (name)
        {
            case "img" or "image" or "input":
                AddImage(tag, isHidden);
                break;
            case "a":
                End(visible);
                if (!isHidden && HtmlElement.Attribute(tag.Attributes, "href") is { Length: > 0 } href)
                {
                    _open = (href, visible.Length);
                }

                break;
            case "area" when HtmlElement.Attribute(tag.Attributes, "href") is { Length: > 0 } part:
                Add(part, "");
                break;
            case "form" when HtmlElement.Attribute(tag.Attributes, "action") is { Length: > 0 } action:
                Add(action, "(form)");
                break;
        }

        if (
            HtmlElement.Attribute(tag.Attributes, "background") is { } ground && IsRemote(ground)
            || HtmlElement.Attribute(tag.Attributes, "style") is { } style
                && style.Contains("url(", StringComparison.OrdinalIgnoreCase)
                && (style.Contains("//", StringComparison.Ordinal))
        )
        {
            Images++;
        }
    }

    /// <summary>Ends the link that is open.</summary>
    public void End(StringBuilder visible)
    {
        if (_open is { } open)
        {
            var from = Math.Min(open.From, visible.Length);
            Add(open.Target, visible.ToString(from, Math.Min(visible.Length - from, 2 * MaxText)));
            _open = null;
        }
    }

    private void Add(string target, string text)
    {
        if (_links.Count < MaxLinks)
        {
            _links.Add(new MailLink(TextCleaner.Line(text, MaxText), TextCleaner.Line(target, MaxTarget)));
        }
    }

    private void AddImage(HtmlTagToken tag, bool isHidden)
    {
        var source = HtmlElement.Attribute(tag.Attributes, "src") ?? HtmlElement.Attribute(tag.Attributes, "srcset");
        if (source is null || !IsRemote(source))
        {
            return;
        }

        Images++;
        if (isHidden || IsDot(tag, "width") || IsDot(tag, "height"))
        {
            Trackers++;
        }
    }

    private static bool IsDot(HtmlTagToken tag, string attribute)
    {
        if (HtmlElement.Attribute(tag.Attributes, attribute) is { } value)
        {
            return CssLength.Pixels(value, 16, 600) is <= 2;
        }

        return HtmlElement.Attribute(tag.Attributes, "style") is { } style
            && CssDeclarations.Parse(style)[attribute] is { } styled
            && CssLength.Pixels(styled, 16, 600) is <= 2;
    }

    private static bool IsRemote(string source)
    {
        var start = source.TrimStart();
        return start.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("https:", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("//", StringComparison.Ordinal);
    }
}
