using System.Collections.Immutable;
using System.Globalization;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>When: weekdays and hours. "After 8" is refused, since it may be either.</summary>
internal static class TimeGrammar
{
    private static readonly TimeSpan s_midnight = TimeSpan.FromHours(24);
    private static readonly string[] s_names = Enum.GetNames<DayOfWeek>();

    private static readonly Pattern s_plural = Or([
        .. Enum.GetValues<DayOfWeek>().Select(d => Named(Name(d) + "s", d)),
        Named("weekends", DayOfWeek.Saturday, DayOfWeek.Sunday),
        Named("weekdays|workdays|working days", DaysBetween(DayOfWeek.Monday, DayOfWeek.Friday)),
    ]);

    private static readonly Pattern s_single = Or([
        .. Enum.GetValues<DayOfWeek>().Select(d => Named(Name(d), d)),
        Named("weekend", DayOfWeek.Saturday, DayOfWeek.Sunday),
        Named("weekday", DaysBetween(DayOfWeek.Monday, DayOfWeek.Friday)),
    ]);

    private static readonly Pattern s_range = Or([
        .. from first in Enum.GetValues<DayOfWeek>()
        from last in Enum.GetValues<DayOfWeek>()
        where first != last
        select Then(
            Day(first),
            Say("to|through|thru"),
            Day(last),
            Do(d => d with { Weekdays = [.. DaysBetween(first, last)] })
        ),
    ]);

    /// <summary>"on Fridays", "on weekends", "Monday to Thursday"; adds to no days said before.</summary>
    public static readonly Pattern Days = Then(
        Or(
            Then(Maybe(Say("on|at")), List(s_plural)),
            Then(Say("on a|every|each|on every|on any"), s_single),
            Then(Maybe(Say("on|from")), s_range)
        ),
        Do(d =>
            d.Rule.Days is null
                ? d with
                {
                    Rule = d.Rule with { Days = [.. d.Weekdays.Distinct().Order()] },
                    Weekdays = [],
                }
                : null
        )
    );

    private static readonly Pattern s_time = Or(
        One((t, at) => Clock(t) is { } time ? at.Draft with { Time = time } : null),
        Then(Say("noon|midday"), Do(d => d with { Time = TimeSpan.FromHours(12) })),
        Then(
            One((t, at) => t.Kind == TokenKind.Number && At(t.Text, "") is { } h ? at.Draft with { Number = h } : null),
            Or(
                Then(Say("am|a.m"), Do(d => Half(d.Number, 0) is { } h ? d with { Time = h } : null)),
                Then(Say("pm|p.m"), Do(d => Half(d.Number, 12) is { } h ? d with { Time = h } : null))
            )
        )
    );

    private static readonly Pattern s_start = Or(
        s_time,
        Then(Say("midnight"), Do(d => d with { Time = TimeSpan.Zero }))
    );

    private static readonly Pattern s_end = Or(s_time, Then(Say("midnight"), Do(d => d with { Time = s_midnight })));

    private static readonly Pattern s_keep = Do(d => d with { FirstTime = d.Time });

    /// <summary>"between 10pm and 7am", "after 6pm", "before 9:00".</summary>
    public static readonly Pattern Hours = Or(
        Then(Say("between"), s_start, s_keep, Say("and"), s_end, Do(d => Set(d, d.FirstTime, d.Time))),
        Then(Say("from"), s_start, s_keep, Say("to|till|til|until"), s_end, Do(d => Set(d, d.FirstTime, d.Time))),
        Then(Say("after"), s_time, Do(d => Set(d, d.Time, s_midnight))),
        Then(Say("before"), s_time, Do(d => Set(d, TimeSpan.Zero, d.Time)))
    );

    /// <summary>The days that are not among these, from Sunday; null if there are none.</summary>
    public static ImmutableArray<DayOfWeek>? Others(ImmutableArray<DayOfWeek> days)
    {
        ImmutableArray<DayOfWeek> others = [.. Enum.GetValues<DayOfWeek>().Where(d => !days.Contains(d))];
        return others.IsEmpty ? null : others;
    }

    /// <summary>The hours outside these.</summary>
    public static (TimeSpan Start, TimeSpan End) Outside((TimeSpan Start, TimeSpan End) hours) =>
        (hours.End == s_midnight ? TimeSpan.Zero : hours.End, hours.Start == TimeSpan.Zero ? s_midnight : hours.Start);

    /// <summary>The word of a day, in lower case.</summary>
    public static string Name(DayOfWeek day) => s_names[(int)day].ToLowerInvariant();

    private static Draft? Set(Draft draft, TimeSpan start, TimeSpan end) =>
        draft.Rule.Between is null
        && start != end
        && start < s_midnight
        && end - start != s_midnight
        && end > TimeSpan.Zero
            ? draft with
            {
                Rule = draft.Rule with { Between = (start, end) },
            }
            : null;

    // 18:30, 6:30pm, 6pm; not 6, which may be either, nor 12am and 12pm, which people read both ways.
    private static TimeSpan? Clock(Token token)
    {
        if (token.Kind != TokenKind.Word || !char.IsAsciiDigit(token.Text[0]))
        {
            return null;
        }

        var text = token.Text;
        var half =
            text.EndsWith("am", StringComparison.Ordinal) ? 0
            : text.EndsWith("pm", StringComparison.Ordinal) ? 12
            : -1;
        var parts = (half < 0 ? text : text[..^2]).Split(':');
        if (parts.Length > 2 || At(parts[0], "") is not { } hour || (parts.Length == 1 && half < 0))
        {
            return null;
        }

        var minute = parts.Length == 1 ? 0 : At(parts[1], "two") ?? 60;
        if (minute > 59 || (half < 0 && hour > 24) || (hour == 24 && minute > 0))
        {
            return null;
        }

        return (half < 0 ? TimeSpan.FromHours(hour) : Half(hour, half)) is { } start
            ? start + TimeSpan.FromMinutes(minute)
            : null;
    }

    private static TimeSpan? Half(int hour, int half) =>
        hour is >= 1 and <= 11 ? TimeSpan.FromHours(hour + half) : null;

    private static int? At(string digits, string width) =>
        digits.Length is 1 or 2 && (width.Length == 0 || digits.Length == 2) && digits.All(char.IsAsciiDigit)
            ? int.Parse(digits, CultureInfo.InvariantCulture)
            : null;

    private static Pattern Named(string words, params DayOfWeek[] days) =>
        Then(Say(words), Do(d => d with { Weekdays = d.Weekdays.AddRange(days) }));

    private static Pattern Day(DayOfWeek day) => Say($"{Name(day)}|{Name(day)}s");

    private static DayOfWeek[] DaysBetween(DayOfWeek first, DayOfWeek last) =>
        [
            .. Enumerable
                .Range(0, 7)
                .Select(i => (DayOfWeek)(((int)first + i) % 7))
                .TakeWhile((d, i) => i == 0 || (DayOfWeek)(((int)d + 6) % 7) != last),
        ];
}
