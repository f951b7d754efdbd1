using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary>Time zones by their IANA names.</summary>
internal static class ZoneText
{
    public static TimeZoneInfo Read(YamlNode? node, YamlReader reader)
    {
        if (reader.Text(node, "zone") is not { } text)
        {
            return TimeZoneInfo.Local;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text.Text, out var zone) && zone.HasIanaId)
        {
            return zone;
        }

        var hint = TimeZoneInfo.TryConvertWindowsIdToIanaId(text.Text, out var iana)
            ? $" Did you mean \"{iana}\"?"
            : Spelling.DidYouMean(text.Text, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
        reader.Error(text, $"There is no zone \"{text.Text}\".{hint} Write its IANA name, such as Europe/Lisbon.");
        return TimeZoneInfo.Local;
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

    private static string Of(TimeSpan span) =>
        span.TotalDays >= 1 ? $"{(int)span.TotalDays}d"
        : span.TotalMinutes >= 1 ? $"{(int)span.TotalMinutes}m"
        : $"{(int)span.TotalSeconds}s";

    [GeneratedRegex(@"^([0-9]{1,6}) ?([smhd])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
