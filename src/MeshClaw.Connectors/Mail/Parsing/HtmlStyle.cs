using System.Globalization;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>As much of an element's style as decides whether a reader sees its text. Inherited by what is inside.</summary>
/// <param name="IsHidden">A reader does not see it.</param>
/// <param name="Color">Of the text, as 0xRRGGBB.</param>
/// <param name="Ground">Behind the text; null where it is an image or not known.</param>
internal sealed record HtmlStyle(bool IsHidden, int Color, int? Ground)
{
    private const int Nearly = 14; // Of 255, for each of red, green and blue.

    private static readonly Dictionary<string, int> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["white"] = 0xFFFFFF,
        ["black"] = 0,
        ["snow"] = 0xFFFAFA,
        ["ivory"] = 0xFFFFF0,
        ["whitesmoke"] = 0xF5F5F5,
        ["ghostwhite"] = 0xF8F8FF,
        ["floralwhite"] = 0xFFFAF0,
        ["red"] = 0xFF0000,
        ["green"] = 0x008000,
        ["blue"] = 0x0000FF,
        ["gray"] = 0x808080,
        ["grey"] = 0x808080,
        ["silver"] = 0xC0C0C0,
        ["yellow"] = 0xFFFF00,
        ["navy"] = 0x000080,
        ["lightgray"] = 0xD3D3D3,
        ["lightgrey"] = 0xD3D3D3,
    };

    /// <summary>Black on white.</summary>
    public static HtmlStyle Page { get; } = new(false, 0, 0xFFFFFF);

    public HtmlStyle Hide() => IsHidden ? this : this with { IsHidden = true };

    /// <summary>The style of an element inside this one.</summary>
    public HtmlStyle Within(string name, string? style, string? bgcolor, string? color, bool hiddenBySheet)
    {
        var inner = hiddenBySheet ? Hide() : this;
        if (bgcolor is not null)
        {
            inner = inner with { Ground = ColorOf(bgcolor) };
        }

        if (name == "font" && color is not null && ColorOf(color) is { } font)
        {
            inner = inner with { Color = font };
        }

        if (style is not null)
        {
            var declared = Declarations(style);
            inner = inner.With(declared);
        }

        return inner.Ground is { } ground && IsSame(inner.Color, ground) ? inner.Hide() : inner;
    }

    /// <summary>Whether declarations by themselves hide what they are for.</summary>
    public static bool Hides(Dictionary<string, string> declared)
    {
        bool Is(string property, params string[] values) =>
            declared.TryGetValue(property, out var value) && values.Contains(value, StringComparer.OrdinalIgnoreCase);
        bool AtMost(string property, double max) =>
            declared.TryGetValue(property, out var value) && Size(value) is { } size && size <= max;
        bool Below(string property) => declared.TryGetValue(property, out var value) && Size(value) is < -90;
        var clipped =
            Is("overflow", "hidden", "clip")
            || Is("overflow-y", "hidden", "clip")
            || Is("overflow-x", "hidden", "clip");
        return Is("display", "none")
            || Is("visibility", "hidden", "collapse")
            || Is("mso-hide", "all")
            || Is("color", "transparent")
            || AtMost("opacity", 0.05)
            || AtMost("font-size", 2)
            || Is("transform", "scale(0)", "scale(0,0)", "scale(0, 0)")
            || (
                clipped
                && (AtMost("height", 1) || AtMost("max-height", 1) || AtMost("width", 1) || AtMost("max-width", 1))
            )
            || Below("text-indent")
            || (Is("position", "absolute", "fixed") && (Below("left") || Below("top") || Below("right")))
            || (
                declared.TryGetValue("clip", out var clip)
                && clip.Replace(" ", "", StringComparison.Ordinal)
                    is "rect(0,0,0,0)"
                        or "rect(0000)"
                        or "rect(0px,0px,0px,0px)"
            );
    }

    /// <summary>A style attribute's or rule's declarations; the last of a name counts.</summary>
    public static Dictionary<string, string> Declarations(string style)
    {
        var declared = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var declaration in (style.Length > 8000 ? style[..8000] : style).Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                var value = declaration[(colon + 1)..].Replace("!important", "", StringComparison.OrdinalIgnoreCase);
                declared[declaration[..colon].Trim()] = value.Trim();
            }
        }

        return declared;
    }

    private HtmlStyle With(Dictionary<string, string> declared)
    {
        var inner = Hides(declared) ? Hide() : this;
        if (declared.TryGetValue("color", out var color) && ColorOf(color) is { } own)
        {
            inner = inner with { Color = own };
        }

        if (declared.TryGetValue("background-color", out var ground))
        {
            inner = inner with { Ground = ColorOf(ground) ?? inner.Ground };
        }
        else if (declared.TryGetValue("background", out var background))
        {
            var words = background.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            inner = inner with
            {
                Ground =
                    background.Contains("url(", StringComparison.OrdinalIgnoreCase)
                    || background.Contains("gradient", StringComparison.OrdinalIgnoreCase)
                        ? null
                        : words.Select(ColorOf).FirstOrDefault(c => c is not null)
                            ?? ColorOf(background)
                            ?? inner.Ground,
            };
        }
        else if (declared.TryGetValue("background-image", out var image) && image != "none")
        {
            inner = inner with { Ground = null };
        }

        return inner;
    }

    // In pixels, near enough: em and % of 16. A bare number is pixels or a factor; both are tiny where they are below 2.
    private static double? Size(string value)
    {
        var unit = value.Trim().ToLowerInvariant();
        var factor = 1.0;
        foreach (
            var (suffix, by) in new[]
            {
                ("rem", 16.0),
                ("em", 16.0),
                ("px", 1.0),
                ("pt", 1.33),
                ("%", 0.16),
                ("vw", 8.0),
                ("vh", 8.0),
            }
        )
        {
            if (unit.EndsWith(suffix, StringComparison.Ordinal))
            {
                unit = unit[..^suffix.Length];
                factor = by;
                break;
            }
        }

        return double.TryParse(unit, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : null;
    }

    private static int? ColorOf(string text)
    {
        var value = text.Trim();
        if (s_names.TryGetValue(value, out var named))
        {
            return named;
        }

        if (value.StartsWith('#'))
        {
            var digits = value[1..];
            digits =
                digits.Length is 3 or 4 ? string.Concat(digits.Take(3).Select(d => $"{d}{d}"))
                : digits.Length == 8 ? digits[..6]
                : digits;
            return
                digits.Length == 6
                && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? hex
                : null;
        }

        if (!value.StartsWith("rgb", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = value.Split('(', ',', ' ', '/', ')').Where(p => p.Length > 0).Skip(1).Take(3).ToList();
        var color = 0;
        foreach (var part in parts)
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var channel))
            {
                return null;
            }

            color = (color << 8) | (int)Math.Clamp(channel, 0, 255);
        }

        return parts.Count == 3 ? color : null;
    }

    private static bool IsSame(int one, int other) =>
        Math.Abs((one >> 16) - (other >> 16)) <= Nearly
        && Math.Abs(((one >> 8) & 0xFF) - ((other >> 8) & 0xFF)) <= Nearly
        && Math.Abs((one & 0xFF) - (other & 0xFF)) <= Nearly;
}

/// <summary>The rules of style elements that hide, for simple selectors: a tag, a class, an id, a tag with a class. Media rules are left.</summary>
internal sealed class HtmlStyleSheet
{
    private const int MaxRules = 500;

    private readonly HashSet<string> _hiding = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string css)
    {
        var depth = 0;
        var (start, body) = (0, 0);
        for (var i = 0; i < css.Length && _hiding.Count < MaxRules; i++)
        {
            if (css[i] == '{')
            {
                depth++;
                body = i + 1;
            }
            else if (css[i] == '}' && depth > 0)
            {
                depth--;
                if (depth == 0 && body > start && !css[start..(body - 1)].Contains('@', StringComparison.Ordinal))
                {
                    Add(css[start..(body - 1)], css[body..i]);
                }

                start = depth == 0 ? i + 1 : start;
            }
        }
    }

    public bool Hides(string name, string? id, string? classes)
    {
        if (_hiding.Count == 0)
        {
            return false;
        }

        return _hiding.Contains(name)
            || (id is not null && (_hiding.Contains("#" + id) || _hiding.Contains($"{name}#{id}")))
            || (
                classes is not null
                && classes
                    .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    .Any(c =>
                        _hiding.Contains("." + c) || _hiding.Contains($"{name}.{c}") || _hiding.Contains("*." + c)
                    )
            );
    }

    private void Add(string selectors, string declarations)
    {
        if (HtmlStyle.Hides(HtmlStyle.Declarations(declarations)))
        {
            foreach (var selector in selectors.Split(','))
            {
                _hiding.Add(selector.Trim().Replace("<!--", "", StringComparison.Ordinal).Trim());
            }
        }
    }
}
