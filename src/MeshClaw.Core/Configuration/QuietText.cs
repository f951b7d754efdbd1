using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Core.Schedules;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary>Quiet hours as config.yaml and AGENT.md spell them: <c>"22:00-07:00"</c>, <c>off</c>, or weekdays and weekends apart.</summary>
internal static partial class QuietText
{
    private const string Shape =
        "\"quiet\" takes hours such as \"22:00-07:00\", { weekdays: \"22:00-07:00\", weekends: \"23:00-09:00\" }, or off";

    /// <summary>The quiet hours that are written; <see cref="QuietHours.None"/> for <c>off</c>; null where nothing is, or nothing right.</summary>
    public static QuietHours? Read(YamlNode? node, YamlReader reader)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalar { Text: "off" }:
                return QuietHours.None;
            case YamlScalar text:
                return ReadWindow(text, reader) is { } window
                    ? Check(new(text.Text, window, window), node, reader)
                    : null;
            case YamlMap map:
                return ReadDays(new YamlFields(map, reader), map, reader);
            default:
                reader.Error(node, $"{Shape}.");
                return null;
        }
    }

    private static QuietHours? ReadDays(YamlFields fields, YamlMap map, YamlReader reader)
    {
        var (weekdays, weekends) = (fields.Take("weekdays"), fields.Take("weekends"));
        fields.Finish();
        if (weekdays is null && weekends is null)
        {
            reader.Error(map, $"{Shape}.");
            return null;
        }

        var (ofWeek, ofEnd) = (ReadWindow(weekdays, reader), ReadWindow(weekends, reader));
        string[] texts =
        [
            .. ofWeek is null ? (string[])[] : [$"{((YamlScalar)weekdays!).Text} on weekdays"], // Read from there.
            .. ofEnd is null ? (string[])[] : [$"{((YamlScalar)weekends!).Text} on weekends"], // Read from there.
        ];
        return Check(new QuietHours(string.Join(", ", texts), ofWeek, ofEnd), map, reader);
    }

    private static QuietHours? Check(QuietHours quiet, YamlNode at, YamlReader reader)
    {
        if (quiet is { Weekdays.IsWholeDay: true, Weekends.IsWholeDay: true })
        {
            reader.Error(
                at,
                "Quiet hours that never end start nothing. Pause the agents instead: meshclaw agents pause NAME"
            );
            return null;
        }

        return quiet;
    }

    private static QuietWindow? ReadWindow(YamlNode? node, YamlReader reader)
    {
        switch (node)
        {
            case null or YamlScalar { Text: "off" }:
                return null;
            case YamlScalar text when Hours().Match(text.Text) is { Success: true } match:
                var (from, to) = (Minute(match, 1), Minute(match, 3));
                if (from is < 0 or >= 1440 || to is <= 0 or > 1440)
                {
                    reader.Error(
                        node,
                        $"\"{text.Text}\" names no two times of a day. {Shape}; midnight is 00:00 as a start, 24:00 as an end."
                    );
                    return null;
                }

                if (from == to)
                {
                    reader.Error(node, $"\"{text.Text}\" begins when it ends. A whole day is \"00:00-24:00\".");
                    return null;
                }

                return new QuietWindow(from, to);
            default:
                reader.Error(node, $"{Shape}.");
                return null;
        }
    }

    private static int Minute(Match match, int group)
    {
        var hour = int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var minute = int.Parse(match.Groups[group + 1].ValueSpan, CultureInfo.InvariantCulture);
        return minute > 59 ? -1 : (hour * 60) + minute;
    }

    [GeneratedRegex(@"^([0-9]{1,2}):([0-9]{2}) ?[-–] ?([0-9]{1,2}):([0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hours();
}
