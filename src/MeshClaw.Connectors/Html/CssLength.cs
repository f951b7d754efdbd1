using System.Globalization;

namespace MeshClaw.Connectors.Html;

/// <summary>Lengths of styles in pixels, near enough to tell what is seen from what is not.</summary>
internal static class CssLength
{
    private static readonly (string Unit, double Pixels)[] s_units =
    [
        ("px", 1),
        ("pt", 4.0 / 3),
        ("pc", 16),
        ("in", 96),
        ("cm", 37.8),
        ("mm", 3.78),
        ("vw", 10.24),
        ("vh", 7.68),
        ("ch", 8),
        ("ex", 8),
    ];

    private static readonly Dictionary<string, double> s_named = new(StringComparer.Ordinal)
    {
        ["xx-small"] = 9,
        ["x-small"] = 10,
        ["small"] = 13,
        ["medium"] = 16,
        ["large"] = 18,
        ["x-large"] = 24,
        ["xx-large"] = 32,
        ["xxx-large"] = 48,
    };

    /// <summary>A length; null for what is none.</summary>
    /// <param name="text">The value.</param>
    /// <param name="em">The font size that <c>em</c> means.</param>
    /// <param name="whole">What a percentage is of.</param>
    public static double? Pixels(string text, double em, double whole)
    {
        var value = text.Trim().ToLowerInvariant();
        if (value.StartsWith("calc(", StringComparison.Ordinal))
        {
            // calc(0px) and its like; sums are not followed.
            value = value[5..].TrimEnd(')').Trim();
        }

        if (value.EndsWith("rem", StringComparison.Ordinal))
        {
            return Number(value[..^3]) * 16;
        }

        if (value.EndsWith("em", StringComparison.Ordinal))
        {
            return Number(value[..^2]) * em;
        }

        if (value.EndsWith('%'))
        {
            return Number(value[..^1]) / 100 * whole;
        }

        foreach (var (unit, pixels) in s_units)
        {
            if (value.EndsWith(unit, StringComparison.Ordinal))
            {
                return Number(value[..^unit.Length]) * pixels;
            }
        }

        return Number(value);
    }

    /// <summary>A font size inside one of <paramref name="parent"/> pixels; null for what is none.</summary>
    public static double? FontSize(string text, double parent)
    {
        var value = text.Trim().ToLowerInvariant();
        return value switch
        {
            "smaller" => parent * 0.83,
            "larger" => parent * 1.2,
            "initial" => 16,
            "inherit" or "unset" => parent,
            _ => s_named.TryGetValue(value, out var named) ? named : Pixels(value, parent, parent),
        };
    }

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;
}
