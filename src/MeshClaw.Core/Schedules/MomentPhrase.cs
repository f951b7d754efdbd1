using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshClaw.Core.Schedules;

/// <summary>What became of reading a phrase: a moment, or a refusal that says what is understood.</summary>
/// <param name="At">When, in the owner's zone.</param>
/// <param name="Refusal">Null where the phrase was understood.</param>
public sealed record MomentParse(DateTimeOffset At, string? Refusal);

/// <summary>
/// One moment to come, as people say it: "tomorrow 8:00", "monday", "in 3 hours", "2026-11-27T09:00+01:00". All of a phrase must be
/// understood: a word that is not leads to a refusal, never to a guess. A day without a time is 8:00 of it; a time without a day is the
/// next such time. Where clocks jump, the first moment counts that is there.
/// </summary>
public static partial class MomentPhrase
{
    private const string Examples =
        "Understood are such as: tomorrow 8:00 · monday · friday noon · in 3 hours · 27 November · 2026-11-27 09:00 · 2026-11-27T09:00+01:00";

    /// <summary>Nothing is put off farther.</summary>
    internal static readonly TimeSpan Most = TimeSpan.FromDays(400);

    private static readonly TimeOnly s_evening = new(18, 0);
    private static readonly TimeOnly s_morning = new(8, 0);

    private static readonly string[] s_days =
    [
        "sunday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
    ];

    private static readonly string[] s_months =
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];

    /// <summary>Reads a phrase at a moment.</summary>
    public static MomentParse Parse(string text, DateTimeOffset now, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        var phrase = text.Trim();
        if (phrase.Length is 0 or > 100)
        {
            return Refuse("That is no time.");
        }

        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (Full().IsMatch(phrase))
        {
            return DateTimeOffset.TryParse(phrase, CultureInfo.InvariantCulture, out var full)
                ? Check(TimeZoneInfo.ConvertTime(full, zone), now)
                : Refuse($"\"{phrase}\" is no time.");
        }

        if (Ahead().Match(phrase) is { Success: true } ahead)
        {
            var count = int.Parse(ahead.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            var unit = ahead.Groups["unit"].Value.ToLowerInvariant()[0];
            return Check(
                unit == 'm' ? TimeZoneInfo.ConvertTime(local.AddMinutes(count), zone) : Span(count, unit, local, zone),
                now
            );
        }

        // A date and a time as ISO 8601 writes them, without an offset, are the owner's.
        var words = LocalTime().Replace(phrase, "$1 $2").ToLowerInvariant();
        var (when, refusal) = When(words, local, s_morning);
        return when is { } found ? Check(At(found, zone), now) : Refuse(refusal);
    }

    private static MomentParse Check(DateTimeOffset at, DateTimeOffset now) =>
        at <= now ? Refuse("That time is over.")
        : at - now > Most ? Refuse("That is more than a year ahead.")
        : new MomentParse(at, null);

    private static MomentParse Refuse(string why) => new(default, $"{why} {Examples}");

    internal static DateTimeOffset Span(int count, char unit, DateTimeOffset local, TimeZoneInfo zone) =>
        unit == 'h'
            ? TimeZoneInfo.ConvertTime(local.AddHours(count), zone)
            : At(local.DateTime.AddDays(unit == 'w' ? 7 * count : count), zone);

    /// <summary>A day, a time, or both in either order, in lower case; a day alone means <paramref name="ofDay"/>.</summary>
    internal static (DateTime? When, string Refusal) When(string text, DateTimeOffset local, TimeOnly ofDay)
    {
        var words = Word()
            .Matches(text)
            .Select(m => m.Value)
            .Where(w => w is not ("," or "at" or "on" or "the"))
            .ToList();
        DateOnly? day = null;
        TimeOnly? time = null;
        while (words.Count > 0)
        {
            var (taken, foundDay, foundTime, refusal) = Take(words, DateOnly.FromDateTime(local.DateTime));
            if (taken == 0 || (foundDay is not null && day is not null) || (foundTime is not null && time is not null))
            {
                return (null, refusal ?? $"\"{words[0]}\" is not understood.");
            }

            (day, time) = (foundDay ?? day, foundTime ?? time);
            words.RemoveRange(0, taken);
        }

        if (day is null && time is null)
        {
            return (null, "It says no time.");
        }

        if (day is { } on)
        {
            return (on.ToDateTime(time ?? ofDay), "");
        }

        var today = DateOnly.FromDateTime(local.DateTime).ToDateTime(time!.Value); // One of the two is there.
        return (today > local.DateTime ? today : today.AddDays(1), "");
    }

    private static (int Taken, DateOnly? Day, TimeOnly? Time, string? Refusal) Take(List<string> words, DateOnly today)
    {
        var first = words[0];
        if (first is "today" or "tomorrow")
        {
            return (1, today.AddDays(first == "today" ? 0 : 1), null, null);
        }

        if (Index(s_days, first) is { } weekday)
        {
            var ahead = (weekday - (int)today.DayOfWeek + 7) % 7;
            return ahead == 0
                ? (0, null, null, $"Today is {s_days[weekday]}: say \"today\", or give a date.")
                : (1, today.AddDays(ahead), null, null);
        }

        if (
            DateOnly.TryParseExact(first, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        )
        {
            return (1, date, null, null);
        }

        if (words.Count > 1 && (DayOfMonth(first, words[1], today) ?? DayOfMonth(words[1], first, today)) is { } named)
        {
            return (2, named, null, null);
        }

        return first switch
        {
            "noon" => (1, null, new TimeOnly(12, 0), null),
            "eod" => (1, null, s_evening, null),
            _ => Clock(words),
        };
    }

    private static (int, DateOnly?, TimeOnly?, string?) Clock(List<string> words)
    {
        var half = words.Count > 1 && words[1] is "am" or "pm";
        var match = Time().Match(half ? words[0] + words[1] : words[0]);
        if (!match.Success)
        {
            return (0, null, null, null);
        }

        var hour = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var minute = match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : 0;
        var suffix = match.Groups[3].Value;
        // A bare number may be a day as well as an hour.
        if (
            (suffix.Length == 0 && !match.Groups[2].Success)
            || hour > 23
            || minute > 59
            || (suffix.Length > 0 && hour is < 1 or > 12)
        )
        {
            return (0, null, null, $"\"{words[0]}\" is no time of day.");
        }

        var time = new TimeOnly(suffix.Length == 0 ? hour : (hour % 12) + (suffix == "pm" ? 12 : 0), minute);
        return (half ? 2 : 1, null, time, null);
    }

    /// <summary>The next such day; null for what is none.</summary>
    private static DateOnly? DayOfMonth(string number, string month, DateOnly today)
    {
        if (Index(s_months, month) is not { } index || !Ordinal().IsMatch(number))
        {
            return null;
        }

        var day = int.Parse(number.TrimEnd('s', 't', 'n', 'd', 'r', 'h'), CultureInfo.InvariantCulture);
        foreach (var year in new[] { today.Year, today.Year + 1 })
        {
            if (
                day >= 1
                && day <= DateTime.DaysInMonth(year, index + 1)
                && new DateOnly(year, index + 1, day) is var date
                && date >= today
            )
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>By its whole name or its first three letters.</summary>
    private static int? Index(string[] names, string word)
    {
        var at = Array.FindIndex(
            names,
            n => n == word || (word.Length == 3 && n.StartsWith(word, StringComparison.Ordinal))
        );
        return at < 0 ? null : at;
    }

    internal static DateTimeOffset At(DateTime wanted, TimeZoneInfo zone)
    {
        var local = DateTime.SpecifyKind(wanted, DateTimeKind.Unspecified);
        if (local.Year is 1 or 9999)
        {
            return new DateTimeOffset(local, TimeSpan.Zero); // An offset could lead out of the calendar; both are refused either way.
        }

        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // Of a time that comes twice, the first: the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    [GeneratedRegex(
        @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Full();

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{1,2}:[0-9]{2})(?::00)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalTime();

    [GeneratedRegex(
        @"^in\s+(?<count>[1-9][0-9]{0,3})\s+(?<unit>minutes?|hours?|days?|weeks?)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Ahead();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}|[a-z0-9:]+|\S", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^([0-9]{1,2})(?::([0-9]{2}))?(am|pm)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"^[0-9]{1,2}(?:st|nd|rd|th)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();
}
