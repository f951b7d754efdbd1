using System.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>The rules of a message's style elements, as a mail program on a desktop applies them. The work that they may cause is bounded.</summary>
internal sealed class CssSheet
{
    private const int MaxRules = 3000;
    private const int MaxSheet = 512 * 1024;
    private const int MaxNesting = 8;
    private const int MaxInline = 64;

    private readonly Dictionary<string, List<Rule>> _rules = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CssDeclarations> _inline = new(StringComparer.Ordinal);
    private readonly StringBuilder _content = new();
    private int _count;
    private int _work = 1_000_000;

    private sealed record Rule(CssSelector Selector, CssDeclarations Declarations, int Order, bool IsCertain);

    public bool IsEmpty => _count == 0;

    /// <summary>Rules were left out, or could not be applied any more: what is shown is not known from there on.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Text that rules lay around elements (<c>content:</c>).</summary>
    public string Content => _content.ToString();

    public void Add(string css, string? media)
    {
        if (media is null || CssMedia.Applies(media) is not CssMedia.Answer.No)
        {
            IsExhausted |= css.Length > MaxSheet;
            var plain = CssDeclarations.Plain(css.Length > MaxSheet ? css[..MaxSheet] : css);
            Read(
                plain.Replace("<!--", "", StringComparison.Ordinal).Replace("-->", "", StringComparison.Ordinal),
                0,
                media is null || CssMedia.Applies(media) is CssMedia.Answer.Yes
            );
        }
    }

    /// <summary>
    /// All that is declared for an element; nulls for nothing. Sure: by rules that apply in every mail program that knows style sheets. Also:
    /// the same with those that may apply; null where there are none.
    /// </summary>
    public (CssDeclarations? Sure, CssDeclarations? Also) Declared(HtmlElement element, List<HtmlText.Open> open)
    {
        List<Rule>? found = null;
        Collect("*", element, open, ref found);
        Collect(element.Name, element, open, ref found);
        foreach (var name in element.Classes)
        {
            Collect("." + name, element, open, ref found);
        }

        if (element.Id is { } id)
        {
            Collect("#" + id, element, open, ref found);
        }

        IsExhausted |= _work < 0;
        if (found is null)
        {
            return (null, null);
        }

        found.Sort(
            (a, b) =>
                a.Selector.Specificity != b.Selector.Specificity
                    ? a.Selector.Specificity.CompareTo(b.Selector.Specificity)
                    : a.Order.CompareTo(b.Order)
        );
        var sure = Merged(found.Where(r => r.IsCertain));
        return (sure, found.TrueForAll(r => r.IsCertain) ? null : Merged(found));
    }

    /// <summary>What a style attribute declares, not to be added to: the rows of a table say the same a hundred times.</summary>
    public CssDeclarations Inline(string style)
    {
        if (!_inline.TryGetValue(style, out var declared))
        {
            declared = CssDeclarations.Parse(style);
            if (_inline.Count < MaxInline)
            {
                _inline.Add(style, declared);
            }
        }

        return declared;
    }

    private static CssDeclarations Merged(IEnumerable<Rule> rules)
    {
        var declared = new CssDeclarations();
        foreach (var rule in rules)
        {
            declared.Add(rule.Declarations);
        }

        return declared;
    }

    private void Collect(string key, HtmlElement element, List<HtmlText.Open> open, ref List<Rule>? found)
    {
        if (_work < 0 || !_rules.TryGetValue(key, out var rules))
        {
            return;
        }

        foreach (var rule in rules)
        {
            if (rule.Selector.Matches(element, open, ref _work))
            {
                (found ??= []).Add(rule);
                _work -= 4;
            }

            if (_work < 0)
            {
                return;
            }
        }
    }

    private void Read(string css, int nesting, bool certain)
    {
        var (start, at) = (0, 0);
        while (at < css.Length)
        {
            if (css[at] == ';')
            {
                start = ++at; // @import, @charset.
            }
            else if (css[at] == '}')
            {
                start = ++at;
            }
            else if (css[at] == '{')
            {
                var end = EndOf(css, at);
                Add(css[start..at].Trim(), css[(at + 1)..end], nesting, certain);
                start = at = Math.Min(css.Length, end + 1);
            }
            else
            {
                at++;
            }
        }
    }

    private void Add(string prelude, string body, int nesting, bool certain)
    {
        if (!prelude.StartsWith('@'))
        {
            AddRules(prelude, body, certain);
            return;
        }

        var blank = prelude.AsSpan().IndexOfAny(' ', '(');
        var applies = (blank < 0 ? prelude : prelude[..blank]).ToLowerInvariant() switch
        {
            "@media" => CssMedia.Applies(prelude[6..]),
            "@supports" or "@layer" or "@container" or "@scope" or "@-moz-document" => CssMedia.Answer.Maybe,
            _ => CssMedia.Answer.No,
        };
        IsExhausted |= applies is not CssMedia.Answer.No && nesting >= MaxNesting;
        if (applies is not CssMedia.Answer.No && nesting < MaxNesting)
        {
            Read(body, nesting + 1, certain && applies is CssMedia.Answer.Yes);
        }
    }

    private void AddRules(string selectors, string body, bool certain)
    {
        var declarations = CssDeclarations.Parse(body);
        if (declarations.IsEmpty)
        {
            return;
        }

        foreach (var text in CssDeclarations.Split(selectors, ','))
        {
            if (CssSelector.Parse(text.Trim()) is not { } selector)
            {
                continue;
            }

            if (selector.Subject.IsPseudoElement)
            {
                AddContent(declarations);
            }
            else if (_count++ < MaxRules)
            {
                var subject = selector.Subject;
                var key =
                    subject.Id is { } id ? "#" + id
                    : subject.Classes.Count > 0 ? "." + subject.Classes[0]
                    : subject.Tag ?? "*";
                (_rules.TryGetValue(key, out var rules) ? rules : _rules[key] = []).Add(
                    new Rule(selector, declarations, _count, certain && selector.IsCertain)
                );
            }
            else
            {
                IsExhausted = true;
            }
        }
    }

    private void AddContent(CssDeclarations declarations)
    {
        if (declarations["content"]?.Trim('"', '\'', ' ') is { Length: > 1 } content && _content.Length < 4000)
        {
            _content.Append(content.Length > 1000 ? content[..1000] : content).Append('\n');
        }
    }

    private static int EndOf(string css, int open)
    {
        var depth = 0;
        for (var i = open; i < css.Length; i++)
        {
            depth +=
                css[i] == '{' ? 1
                : css[i] == '}' ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return css.Length;
    }
}
