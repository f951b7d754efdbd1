using System.Globalization;

namespace MeshClaw.Connectors.Html;

/// <summary>One element's part of a selector: <c>td.a#b[c="d"]:not(.e)</c>.</summary>
internal sealed class CssCompound
{
    private const int MaxConditions = 16;
    private const int MaxValue = 2000;

    private readonly List<(string Name, char Operator, string Value)> _attributes = [];
    private readonly List<Func<HtmlElement, bool>> _others = [];

    /// <summary>The tag; null where any.</summary>
    public string? Tag { get; private set; }

    /// <summary>The first id; null where none is asked for.</summary>
    public string? Id { get; private set; }

    /// <summary>The classes that are asked for.</summary>
    public List<string> Classes { get; } = [];

    /// <summary>It is of what is laid around a text: ::before, ::after.</summary>
    public bool IsPseudoElement { get; private set; }

    /// <summary>Of ids, of classes and attributes, of tags; each below 100.</summary>
    public int Specificity =>
        (Id is null ? 0 : 10_000)
        + (Math.Min(99, Classes.Count + _attributes.Count + _others.Count) * 100)
        + (Tag is null ? 0 : 1);

    public bool Matches(HtmlElement element)
    {
        if (
            (Tag is not null && Tag != element.Name)
            || (Id is not null && !Id.Equals(element.Id, StringComparison.OrdinalIgnoreCase))
        )
        {
            return false;
        }

        foreach (var name in Classes)
        {
            if (!element.Classes.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        foreach (var attribute in _attributes)
        {
            if (!Has(element, attribute))
            {
                return false;
            }
        }

        foreach (var other in _others)
        {
            if (!other(element))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads one; null for what can never match here (<c>:hover</c>) or is no selector.</summary>
    public static CssCompound? Parse(string text)
    {
        var compound = new CssCompound();
        var at = 0;
        while (at < text.Length)
        {
            var kind = text[at];
            if (compound._attributes.Count + compound._others.Count + compound.Classes.Count > MaxConditions)
            {
                return null;
            }

            if (kind == '[')
            {
                var end = text.IndexOf(']', at);
                if (end < 0)
                {
                    return null;
                }

                compound.AddAttribute(text[(at + 1)..end]);
                at = end + 1;
            }
            else if (kind == ':')
            {
                if (!compound.AddPseudo(text, ref at))
                {
                    return null;
                }
            }
            else
            {
                var start = kind is '.' or '#' ? at + 1 : at;
                var end = text.AsSpan(start).IndexOfAny(".#[:");
                end = end < 0 ? text.Length : start + end;
                if (end == start)
                {
                    return null;
                }

                compound.AddName(kind, text[start..end]);
                at = end;
            }
        }

        return compound;
    }

    private void AddName(char kind, string name)
    {
        switch (kind)
        {
            case '.':
                Classes.Add(name);
                break;
            case '#':
                Id ??= name;
                break;
            default:
                // A namespace or Outlook's "o\:p" is a tag like another.
                Tag = name == "*" ? null : name.ToLowerInvariant();
                break;
        }
    }

    private void AddAttribute(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 0)
        {
            _attributes.Add((text.Trim(), ' ', ""));
            return;
        }

        var mark = at > 0 && text[at - 1] is '~' or '|' or '^' or '$' or '*' ? text[at - 1] : '=';
        var value = text[(at + 1)..].Trim();
        if (value.EndsWith(" i", StringComparison.OrdinalIgnoreCase))
        {
            value = value[..^2].Trim();
        }

        _attributes.Add((text[..at].TrimEnd(mark).Trim(), mark, value.Trim('"', '\'')));
    }

    private bool AddPseudo(string text, ref int at)
    {
        IsPseudoElement |= at + 1 < text.Length && text[at + 1] == ':';
        var start = at + (IsPseudoElement && text[at + 1] == ':' ? 2 : 1);
        var end = start;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '-'))
        {
            end++;
        }

        var name = text[start..end].ToLowerInvariant();
        var argument = "";
        if (end < text.Length && text[end] == '(')
        {
            var close = text.LastIndexOf(')');
            if (close < end)
            {
                return false;
            }

            argument = text[(end + 1)..close];
            end = close + 1;
        }

        at = end;
        return AddPseudo(name, argument);
    }

    private bool AddPseudo(string name, string argument)
    {
        switch (name)
        {
            case "before" or "after":
                IsPseudoElement = true;
                return true;
            case "first-child":
                _others.Add(e => e.Place == 1);
                return true;
            case "nth-child":
                _others.Add(Nth(argument));
                return true;
            case "root":
                _others.Add(e => e.Name == "html");
                return true;
            case "link" or "any-link":
                _others.Add(e => e.Name == "a");
                return true;
            case "not" or "is" or "where" or "matches" or "-webkit-any":
                var any = argument.Split(',', 20).Select(a => Parse(a.Trim())).OfType<CssCompound>().ToList();
                var wanted = name != "not";
                _others.Add(e => any.Exists(c => c.Matches(e)) == wanted);
                return true;
            default:
                return false; // Needs a pointer, a focus, a later sibling: not of a page at rest, or not known while reading.
        }
    }

    private static Func<HtmlElement, bool> Nth(string argument)
    {
        var text = argument.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        text = text switch
        {
            "odd" => "2n+1",
            "even" => "2n",
            _ => text,
        };
        var n = text.IndexOf('n', StringComparison.Ordinal);
        var step =
            n < 0
                ? 0
                : Number(
                    text[..n] is "" or "+" ? "1"
                    : text[..n] == "-" ? "-1"
                    : text[..n]
                );
        var first = Number(n < 0 ? text : text[(n + 1)..]);
        return e => step == 0 ? e.Place == first : (e.Place - first) % step == 0 && (e.Place - first) / step >= 0;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number is > -100_000 and < 100_000
            ? number
            : 0;

    private static bool Has(HtmlElement element, (string Name, char Operator, string Value) wanted)
    {
        if (element[wanted.Name] is not { } all)
        {
            return false;
        }

        var value = all.Length > MaxValue ? all[..MaxValue] : all;
        const StringComparison Loose = StringComparison.OrdinalIgnoreCase;
        return wanted.Operator switch
        {
            ' ' => true,
            '=' => value.Equals(wanted.Value, Loose),
            '^' => wanted.Value.Length > 0 && value.StartsWith(wanted.Value, Loose),
            '$' => wanted.Value.Length > 0 && value.EndsWith(wanted.Value, Loose),
            '*' => wanted.Value.Length > 0 && value.Contains(wanted.Value, Loose),
            '~' => value.Split((char[]?)null).Contains(wanted.Value, StringComparer.OrdinalIgnoreCase),
            '|' => value.Equals(wanted.Value, Loose) || value.StartsWith(wanted.Value + "-", Loose),
            _ => false,
        };
    }
}
