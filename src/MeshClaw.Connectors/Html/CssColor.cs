using System.Drawing;
using System.Globalization;

namespace MeshClaw.Connectors.Html;

/// <summary>A colour of a style, with how much of it covers what is behind.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
/// <param name="Alpha">0 (nothing is seen of it) to 1.</param>
internal readonly record struct CssColor(double Red, double Green, double Blue, double Alpha)
{
    private const double LeastContrast = 1.25;
    private const double NearlySame = 40;

    public static CssColor Black { get; } = new(0, 0, 0, 1);

    public static CssColor White { get; } = new(255, 255, 255, 1);

    /// <summary>Reads a colour of CSS Color 4 or of an attribute of HTML; null for what is none, or depends on a reader's settings.</summary>
    public static CssColor? Parse(string text)
    {
        var value = text.Trim().ToLowerInvariant();
        if (value is "transparent")
        {
            return new CssColor(0, 0, 0, 0);
        }

        if (value.StartsWith('#') || (value.Length is 3 or 6 && value.All(char.IsAsciiHexDigit)))
        {
            return Hex(value.TrimStart('#'));
        }

        if (value.IndexOf('(', StringComparison.Ordinal) is var open && open > 0 && value.EndsWith(')'))
        {
            return Function(value[..open], value[(open + 1)..^1]);
        }

        var named = Color.FromName(value.Replace("grey", "gray", StringComparison.Ordinal));
        return named.IsKnownColor && !named.IsSystemColor ? new CssColor(named.R, named.G, named.B, 1) : null;
    }

    /// <summary>This colour painted over another.</summary>
    public CssColor Over(CssColor ground) =>
        new(
            (Red * Alpha) + (ground.Red * (1 - Alpha)),
            (Green * Alpha) + (ground.Green * (1 - Alpha)),
            (Blue * Alpha) + (ground.Blue * (1 - Alpha)),
            1
        );

    /// <summary>Whether text of this colour cannot be told from its ground: nearly no contrast (WCAG 2) and nearly the same hue.</summary>
    public bool IsLostOn(CssColor ground)
    {
        var text = Over(ground);
        var (light, dark) = (text.Luminance + 0.05, ground.Luminance + 0.05);
        return Math.Max(light, dark) / Math.Min(light, dark) < LeastContrast
            && Math.Abs(text.Red - ground.Red) <= NearlySame
            && Math.Abs(text.Green - ground.Green) <= NearlySame
            && Math.Abs(text.Blue - ground.Blue) <= NearlySame;
    }

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(double channel) =>
        channel / 255 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);

    private static CssColor? Hex(string digits)
    {
        if (digits.Length is 3 or 4)
        {
            digits = string.Concat(digits.Select(d => $"{d}{d}"));
        }

        return
            digits.Length is 6 or 8
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
            ? digits.Length == 6
                ? new CssColor((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, 1)
                : new CssColor(hex >> 24, (hex >> 16) & 255, (hex >> 8) & 255, (hex & 255) / 255.0)
            : null;
    }

    private static CssColor? Function(string name, string arguments)
    {
        var parts = arguments.Split([' ', ',', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 3 or > 4)
        {
            return null;
        }

        var alpha = parts.Length == 4 ? Number(parts[3], 1) : 1;
        return name switch
        {
            "rgb" or "rgba" => Of(Number(parts[0], 255), Number(parts[1], 255), Number(parts[2], 255), alpha),
            "hsl" or "hsla" => Hsl(Number(parts[0], 360), Number(parts[1], 1), Number(parts[2], 1), alpha),
            _ => null,
        };
    }

    private static CssColor? Of(double? red, double? green, double? blue, double? alpha) =>
        red is { } r && green is { } g && blue is { } b && alpha is { } a
            ? new CssColor(Math.Clamp(r, 0, 255), Math.Clamp(g, 0, 255), Math.Clamp(b, 0, 255), Math.Clamp(a, 0, 1))
            : null;

    private static CssColor? Hsl(double? hue, double? saturation, double? lightness, double? alpha)
    {
        if (hue is not { } h || saturation is not { } s || lightness is not { } l)
        {
            return null;
        }

        double Channel(double n)
        {
            var k = (n + (h / 30)) % 12;
            return 255 * (l - (s * Math.Min(l, 1 - l) * Math.Max(-1, Math.Min(k - 3, Math.Min(9 - k, 1)))));
        }

        return Of(Channel(0), Channel(8), Channel(4), alpha);
    }

    // A percentage is of the whole.
    private static double? Number(string text, double whole)
    {
        var percent = text.EndsWith('%');
        var digits = percent ? text[..^1] : text.Replace("deg", "", StringComparison.Ordinal);
        return
            double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? percent
                ? number / 100 * whole
                : number
            : null;
    }
}
