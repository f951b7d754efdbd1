using System.Globalization;
using System.Text;

namespace MeshClaw.Connectors.Html;

/// <summary>Declarations of a rule or a style attribute, by property; of several the last counts, but none over an important one.</summary>
internal sealed class CssDeclarations
{
    private const int MaxLength = 8000;
    private const int MaxCount = 200;

    private readonly Dictionary<string, (string Value, bool Important)> _values = new(StringComparer.Ordinal);

    public bool IsEmpty => _values.Count == 0;

    public IEnumerable<string> Properties => _values.Keys;

    /// <summary>A property's value, lower-case and trimmed; null where it is not declared.</summary>
    public string? this[string property] => _values.TryGetValue(property, out var found) ? found.Value : null;

    public static CssDeclarations Parse(string style)
    {
        var declarations = new CssDeclarations();
        var text = Plain(style.Length > MaxLength ? style[..MaxLength] : style);
        foreach (var declaration in Split(text, ';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && declarations._values.Count < MaxCount)
            {
                var value = declaration[(colon + 1)..].Trim();
                var bang = value.LastIndexOf('!');
                var important =
                    bang >= 0 && value[(bang + 1)..].Trim().Equals("important", StringComparison.OrdinalIgnoreCase);
                declarations.Set(
                    declaration[..colon].Trim().ToLowerInvariant(),
                    important ? value[..bang].Trim() : value,
                    important
                );
            }
        }

        return declarations;
    }

    /// <summary>Lays others over these.</summary>
    public void Add(CssDeclarations others)
    {
        foreach (var (property, (value, important)) in others._values)
        {
            Set(property, value, important);
        }
    }

    /// <summary>Text of a style sheet without comments, its escapes read: <c>d\69 splay</c> is <c>display</c>.</summary>
    public static string Plain(string css)
    {
        if (css.AsSpan().IndexOfAny('\\', '/') < 0)
        {
            return css;
        }

        var plain = new StringBuilder(css.Length);
        for (var i = 0; i < css.Length; i++)
        {
            if (css[i] == '/' && i + 1 < css.Length && css[i + 1] == '*')
            {
                var end = css.IndexOf("*/", i + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    break;
                }

                i = end + 1;
            }
            else if (css[i] == '\\' && i + 1 < css.Length)
            {
                i = Escape(css, i + 1, plain);
            }
            else
            {
                plain.Append(css[i]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Cuts at a separator that does not stand in quotes or parentheses.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c is '(' or '[')
            {
                depth++;
            }
            else if (c is ')' or ']')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (c == separator && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private void Set(string property, string value, bool important)
    {
        if (important || !_values.TryGetValue(property, out var before) || !before.Important)
        {
            _values[property] = (value, important);
        }
    }

    // One to six hexadecimal digits and one blank, or any other character as it is.
    private static int Escape(string css, int start, StringBuilder plain)
    {
        var end = start;
        while (end < css.Length && end - start < 6 && char.IsAsciiHexDigit(css[end]))
        {
            end++;
        }

        if (end == start)
        {
            plain.Append(css[start]);
            return start;
        }

        var value = int.Parse(
            css.AsSpan(start, end - start),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture
        );
        plain.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "\uFFFD");
        return end < css.Length && char.IsWhiteSpace(css[end]) ? end : end - 1;
    }
}
