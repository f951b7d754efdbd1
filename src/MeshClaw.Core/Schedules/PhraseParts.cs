using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshClaw.Core.Schedules;

/// <summary>What a phrase says: how often or at which times, on which days. Each of these once, in any order.</summary>
internal sealed partial class PhraseParts(PhraseWords words)
{
    private static readonly Dictionary<string, int> s_weekDays = WeekDayNames();

    private bool _daysSaid;

    /// <summary>Minutes between two runs.</summary>
    public int? Every { get; private set; }

    public List<TimeOnly> Times { get; } = [];

    /// <summary>0 is Sunday.</summary>
    public SortedSet<int> WeekDays { get; } = [];

    /// <summary>Numbers, or <c>L</c> for the last.</summary>
    public List<string> DaysOfMonth { get; } = [];

    /// <summary>Reads all words; what was wrong, or null.</summary>
    public string? Read()
    {
        while (!words.AtEnd)
        {
            if (ReadPart() is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private string? ReadPart()
    {
        if (ReadInterval() is { } minutes)
        {
            var twice = Every is not null;
            Every = minutes;
            return twice ? "It says twice how often." : null;
        }

        var word = words.Current;
        if (words.TryTake("at") || TryTime(word, bareHour: false) is not null)
        {
            return Times.Count > 0 ? "It says times of day in two places." : ReadTimes();
        }

        if (_daysSaid)
        {
            return IsDay(word) ? "It says days in two places." : $"\"{word}\" is not understood.";
        }

        _daysSaid = true;
        return ReadDays();
    }

    private int? ReadInterval()
    {
        if (words.TryTake("hourly") || words.TryTake("every", "hour"))
        {
            return 60;
        }

        if (words.TryTake("every", "minute"))
        {
            return 1;
        }

        var mark = words.Mark();
        if (words.TryTake("every") && TryNumber(words.Take(), out var count) && count is > 0 and <= 1440)
        {
            switch (words.Take())
            {
                case "minutes" or "minute" or "min" or "mins":
                    return count;
                case "hours" or "hour":
                    return count * 60;
            }
        }

        words.Return(mark);
        return null;
    }

    private string? ReadTimes()
    {
        do
        {
            var word = words.Take();
            if (word.Length > 0 && words.Current is "am" or "pm")
            {
                word += words.Take();
            }

            if (TryTime(word, bareHour: true) is not { } time)
            {
                return word.Length == 0 ? "It breaks off." : $"\"{word}\" is no time of day.";
            }

            Times.Add(time);
        } while (TakeComma());
        return null;
    }

    private static TimeOnly? TryTime(string word, bool bareHour)
    {
        if (word is "noon" or "midnight")
        {
            return new TimeOnly(word == "noon" ? 12 : 0, 0);
        }

        var match = Time().Match(word);
        var half = match.Groups[3].Value;
        if (!match.Success || (!bareHour && !match.Groups[2].Success && half.Length == 0))
        {
            return null;
        }

        var hour = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var minute = match.Groups[2].Success ? int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (hour > 23 || minute > 59 || (half.Length > 0 && hour is < 1 or > 12))
        {
            return null;
        }

        return new TimeOnly(half.Length == 0 ? hour : (hour % 12) + (half == "pm" ? 12 : 0), minute);
    }

    private string? ReadDays()
    {
        if (words.TryTake("daily") || words.TryTake("every", "day") || words.TryTake("each", "day"))
        {
            return null;
        }

        if (!words.TryTake("on"))
        {
            words.TryTake("every");
        }

        words.TryTake("the");
        return words.Current == "last" || MonthDay().IsMatch(words.Current) ? ReadDaysOfMonth() : ReadWeekDays();
    }

    private string? ReadWeekDays()
    {
        do
        {
            var word = words.Take();
            if (word is "weekdays" or "weekday")
            {
                WeekDays.UnionWith([1, 2, 3, 4, 5]);
            }
            else if (word is "weekends" or "weekend")
            {
                WeekDays.UnionWith([0, 6]);
            }
            else if (!s_weekDays.TryGetValue(word, out var first))
            {
                return word.Length == 0 ? "It breaks off." : $"\"{word}\" is not understood.";
            }
            else if (!words.TryTake("to") && !words.TryTake("-"))
            {
                WeekDays.Add(first);
            }
            else if (s_weekDays.TryGetValue(words.Take(), out var last))
            {
                WeekDays.UnionWith(Enumerable.Range(first, ((last - first + 7) % 7) + 1).Select(d => d % 7));
            }
            else
            {
                return $"After \"{word} to\" a day of the week is expected.";
            }
        } while (TakeComma());
        return null;
    }

    private string? ReadDaysOfMonth()
    {
        do
        {
            words.TryTake("the");
            var word = words.Take();
            if (word == "last")
            {
                words.TryTake("day");
                DaysOfMonth.Add("L");
                continue;
            }

            var match = MonthDay().Match(word);
            if (!match.Success || !TryNumber(match.Groups[1].Value, out var day) || day is < 1 or > 31)
            {
                return $"\"{word}\" is no day of a month.";
            }

            if (day > 28)
            {
                return $"Some months have no {word}. Write \"last day of the month\", or a day up to the 28th.";
            }

            DaysOfMonth.Add(day.ToString(CultureInfo.InvariantCulture));
        } while (TakeComma());

        return
            words.TryTake("of", "the", "month")
            || words.TryTake("of", "every", "month")
            || words.TryTake("of", "each", "month")
            ? null
            : "After a day of the month \"of the month\" is expected.";
    }

    /// <summary>Takes what parts the members of a list: a comma, "and", or both.</summary>
    private bool TakeComma()
    {
        var comma = words.TryTake(",");
        return words.TryTake("and") || comma;
    }

    private static bool IsDay(string word) =>
        s_weekDays.ContainsKey(word)
        || word is "on" or "every" or "each" or "weekdays" or "weekends" or "daily" or "the" or "last"
        || MonthDay().IsMatch(word);

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static Dictionary<string, int> WeekDayNames()
    {
        string[] names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
        var days = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["tues"] = 2,
            ["thur"] = 4,
            ["thurs"] = 4,
        };
        for (var day = 0; day < names.Length; day++)
        {
            days[names[day]] = day;
            days[names[day] + "s"] = day;
            days[names[day][..3]] = day;
        }

        return days;
    }

    [GeneratedRegex(@"^([0-9]{1,2})(?:[:.]([0-9]{2}))?(am|pm)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"^([0-9]{1,2})(?:st|nd|rd|th)\z", RegexOptions.CultureInvariant)]
    private static partial Regex MonthDay();
}
