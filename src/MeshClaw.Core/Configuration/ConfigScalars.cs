using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary>Time zones by their IANA names.</summary>
internal static class ZoneText
{
    /// <summary>The zone that is named; null where none is, or none that there is.</summary>
    public static TimeZoneInfo? Read(YamlNode? node, YamlReader reader)
    {
        if (reader.Text(node, "zone") is not { } text)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text.Text, out var zone) && zone.HasIanaId)
        {
            return zone;
        }

        reader.Error(
            text,
            $"There is no zone \"{text.Text}\".{Suggest(text.Text)} Write its IANA name, such as Europe/Lisbon."
        );
        return null;
    }

    private static string Suggest(string text)
    {
        if (TimeZoneInfo.TryConvertWindowsIdToIanaId(text, out var iana))
        {
            return $" Did you mean \"{iana}\"?";
        }

        var zones = TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).ToList();
        var city = text.Trim().Replace(' ', '_');
        var cities = zones.Where(z => z.EndsWith("/" + city, StringComparison.OrdinalIgnoreCase)).Take(3).ToList();
        return cities.Count == 0
            ? Spelling.DidYouMean(text, zones)
            : $" Did you mean {string.Join(" or ", cities.Select(c => $"\"{c}\""))}?";
    }
}

/// <summary>Spans of time: a whole number and a unit.</summary>
internal static partial class DurationText
{
    public static TimeSpan Read(
        YamlNode? node,
        string name,
        YamlReader reader,
        (TimeSpan Least, TimeSpan Most) bounds,
        TimeSpan otherwise
    )
    {
        if (node is null)
        {
            return otherwise;
        }

        if (
            node is YamlScalar text
            && TryParse(text.Text, out var value)
            && value >= bounds.Least
            && value <= bounds.Most
        )
        {
            return value;
        }

        reader.Error(
            node,
            $"\"{name}\" takes a time from {Of(bounds.Least)} to {Of(bounds.Most)}, such as 30m, 24h or 7d."
        );
        return otherwise;
    }

    private static bool TryParse(string text, out TimeSpan value)
    {
        var match = Pattern().Match(text);
        var count = match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        value = match.Groups[2].Value switch
        {
            "s" => TimeSpan.FromSeconds(count),
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
        return match.Success;
    }

    /// <summary>As a file would say it: in the largest unit that leaves nothing over.</summary>
    public static string Of(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 && span > TimeSpan.Zero ? $"{(int)span.TotalDays}d"
        : span.Ticks % TimeSpan.TicksPerHour == 0 && span > TimeSpan.Zero ? $"{(int)span.TotalHours}h"
        : span.Ticks % TimeSpan.TicksPerMinute == 0 && span > TimeSpan.Zero ? $"{(int)span.TotalMinutes}m"
        : $"{(int)span.TotalSeconds}s";

    [GeneratedRegex(@"^([0-9]{1,6}) ?([smhd])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
