using System.Text.RegularExpressions;
using Cronos;

namespace MeshClaw.Core.Schedules;

/// <summary>
/// Plain cron: minute, hour, day of month, month, day of week. What cron programs disagree about is refused: seconds, macros, jitter,
/// and a day of month beside a day of week (some take either, some both).
/// </summary>
public static partial class CronText
{
    /// <summary>Why a text is no cron expression that is understood, in a sentence that says what would be; null where it is one.</summary>
    public static string? Refuse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = text.Split(' ', '\t').Where(f => f.Length > 0).ToArray();
        if (fields.Length != 5 || text.Length > 200 || !fields.All(f => PlainField().IsMatch(f)))
        {
            return "Expected five fields: minute, hour, day of month, month, day of week; \"30 6 * * 1-5\" is 06:30 on weekdays.";
        }

        if (fields[2] != "*" && fields[4] != "*")
        {
            return "A day of month beside a day of week means different things to different programs. Leave one of them \"*\".";
        }

        if (!CronExpression.TryParse(text, out var cron))
        {
            return "A field is out of range: minute 0-59, hour 0-23, day of month 1-31, month 1-12, day of week 0-7 (0 and 7: Sunday).";
        }

        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return cron.GetNextOccurrence(start) is null ? "There is no such day, so it would never run." : null;
    }

    /// <summary>Digits, names and the usual signs; <c>L</c> for a month's last day; no jitter (<c>H</c>).</summary>
    [GeneratedRegex(@"^(?:[0-9*/,\-]|\b[A-Za-z]{3}\b|L)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainField();
}
