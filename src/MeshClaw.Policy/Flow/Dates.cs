using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Flow;

/// <summary>A day as somebody wrote it, and where; the year is null where none was written.</summary>
internal readonly record struct WrittenDay(int? Year, int Month, int Day, int At)
{
    /// <summary>Whether a full date is this day.</summary>
    public bool Is(DateOnly date) => date.Month == Month && date.Day == Day && (Year is null || Year == date.Year);
}

/// <summary>Days and times of day in running text, in English and in ISO 8601.</summary>
internal static partial class Dates
{
    private const string Month =
        "(?<m>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";

    private const string Ordinal = @"(?<d>[0-9]{1,2})(?:st|nd|rd|th)?";

    private static readonly string[] s_months =
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
    ];

    /// <summary>Whether a word is the name of a month or of a day of the week.</summary>
    public static bool IsMonthOrDay(string word) => MonthOrDay().IsMatch(word);

    /// <summary>Every day that the text names.</summary>
    public static ImmutableArray<WrittenDay> Days(string text)
    {
        var days = ImmutableArray.CreateBuilder<WrittenDay>();
        foreach (Match m in Iso().Matches(text))
        {
            Add(days, Number(m, "y"), Number(m, "m"), Number(m, "d"), m.Index);
        }

        foreach (Match m in MonthFirst().Matches(text).Concat(DayFirst().Matches(text)))
        {
            var month = MonthOf(m.Groups["m"].Value);
            var year = m.Groups["y"].Success ? Number(m, "y") : (int?)null;
            Add(days, year, month, Number(m, "d"), m.Groups["d"].Index);
            if (m.Groups["d2"].Success)
            {
                Add(days, year, month, Number(m, "d2"), m.Groups["d2"].Index);
            }
        }

        return days.DrainToImmutable();
    }

    /// <summary>Every time of day that the text names.</summary>
    public static ImmutableArray<TimeOnly> Times(string text)
    {
        var times = ImmutableArray.CreateBuilder<TimeOnly>();
        foreach (Match m in Clock().Matches(text))
        {
            var hour = Number(m, "h");
            var minute = m.Groups["min"].Success ? Number(m, "min") : 0;
            var half = m.Groups["half"].Value.ToLowerInvariant();
            hour =
                half.StartsWith('p') && hour < 12 ? hour + 12
                : half.StartsWith('a') && hour == 12 ? 0
                : hour;
            if (hour < 24 && minute < 60)
            {
                times.Add(new TimeOnly(hour, minute));
            }
        }

        return times.DrainToImmutable();
    }

    /// <summary>Reads a value that is as a whole a date, or a date and a time, in ISO 8601 (a blank may stand for the <c>T</c>).</summary>
    public static bool TryRead(string value, out DateOnly day, out TimeOnly? time)
    {
        (day, time) = (default, null);
        var m = WholeIso().Match(value);
        if (
            !m.Success
            || !DateOnly.TryParseExact(
                m.Groups["date"].ValueSpan,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out day
            )
        )
        {
            return false;
        }

        if (!m.Groups["time"].Success)
        {
            return true;
        }

        var ok = TimeOnly.TryParseExact(
            m.Groups["time"].ValueSpan,
            "HH:mm",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var t
        );
        time = t;
        return ok;
    }

    private static void Add(ImmutableArray<WrittenDay>.Builder days, int? year, int month, int day, int at)
    {
        if (month is >= 1 and <= 12 && day is >= 1 and <= 31)
        {
            days.Add(new WrittenDay(year, month, day, at));
        }
    }

    private static int MonthOf(string name) => Array.IndexOf(s_months, name[..3].ToLowerInvariant()) + 1;

    private static int Number(Match m, string group) =>
        int.Parse(m.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|" + Month + ")$")]
    private static partial Regex MonthOrDay();

    [GeneratedRegex(@"(?<![0-9])(?<y>[0-9]{4})-(?<m>[0-9]{1,2})-(?<d>[0-9]{1,2})(?![0-9])")]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ](?<time>[0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
    )]
    private static partial Regex WholeIso();

    // "May 26th", "January 11th to January 15th 2025", "May 1st to 5th"
    [GeneratedRegex(
        @"\b"
            + Month
            + @"\.?\s+"
            + Ordinal
            + @"\b(?!:)(?:\s*(?:to|until|and|-|–)\s*(?:the\s+)?(?<d2>[0-9]{1,2})(?:st|nd|rd|th)?\b(?!:))?(?:,?\s+(?<y>[0-9]{4})\b)?",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex MonthFirst();

    // "14th of November", "from the 13th to the 17th of May 2024"
    [GeneratedRegex(
        @"(?:(?<![0-9.:-])(?<d2>[0-9]{1,2})(?:st|nd|rd|th)?\s*(?:to|until|and|-|–)\s*(?:the\s+)?)?(?<![0-9.:-])"
            + Ordinal
            + @"\s+(?:of\s+)?"
            + Month
            + @"\b(?:,?\s+(?<y>[0-9]{4})\b)?",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex DayFirst();

    [GeneratedRegex(
        @"(?<![0-9:.-])(?:(?<h>[0-9]{1,2}):(?<min>[0-9]{2})\s*(?<half>[ap]\.?m\b)?|(?<h>[0-9]{1,2})\s*(?<half>[ap]\.?m\b)|(?<h>[0-9]{1,2})\s*(?:o['’]clock|h\b))",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Clock();
}
