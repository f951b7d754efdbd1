using System.Collections.Immutable;
using System.Globalization;

namespace MeshClaw.Core.Schedules;

/// <summary>What became of reading a phrase: cron expressions that say the same, or a refusal that says what is understood.</summary>
/// <param name="Crons">Five fields each; empty with a refusal.</param>
/// <param name="Refusal">Null where the phrase was understood.</param>
public sealed record ScheduleParse(ImmutableArray<string> Crons, string? Refusal);

/// <summary>
/// Times as people say them: "06:30 on weekdays", "every 15 minutes", "08:00 and 17:30 on mon, wed", "1st of the month at 9:00". All of
/// a phrase must be understood: a word that is not leads to a refusal, never to a guess.
/// </summary>
public static class SchedulePhrase
{
    internal const string Examples =
        "Understood are such as: 06:30 on weekdays · every day at 7:00 · monday and thursday at 9:00 · 08:00 and 17:30 on mon, wed · "
        + "every 15 minutes · every 2 hours on weekdays · 1st of the month at 9:00 · last day of the month at 17:00";

    /// <summary>Reads a phrase.</summary>
    public static ScheduleParse Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 200)
        {
            return Refuse("That is too long for a schedule.");
        }

        var parts = new PhraseParts(PhraseWords.Of(text));
        return parts.Read() is { } refusal ? Refuse(refusal) : Say(parts);
    }

    private static ScheduleParse Say(PhraseParts parts)
    {
        if (parts.Every is { } minutes)
        {
            return SayInterval(minutes, parts);
        }

        if (parts.Times.Count == 0)
        {
            return Refuse("It says no time of day.");
        }

        var crons = parts
            .Times.Distinct()
            .Order()
            .GroupBy(t => t.Minute)
            .Select(g => Cron($"{g.Key}", string.Join(',', g.Select(t => t.Hour)), parts));
        return new ScheduleParse([.. crons], null);
    }

    private static ScheduleParse SayInterval(int minutes, PhraseParts parts)
    {
        if (parts.Times.Count > 0)
        {
            return Refuse("It says both how often and at what time of day.");
        }

        return minutes switch
        {
            1 => One(Cron("*", "*", parts)),
            < 60 when 60 % minutes == 0 => One(Cron($"*/{minutes}", "*", parts)),
            60 => One(Cron("0", "*", parts)),
            1440 => Refuse("It says no time of day."),
            _ when minutes % 60 == 0 && 1440 % minutes == 0 => One(Cron("0", $"*/{minutes / 60}", parts)),
            _ => Refuse("Minutes must divide an hour (5, 10, 15, 20, 30), and hours a day (2, 3, 4, 6, 8, 12)."),
        };
    }

    private static string Cron(string minute, string hour, PhraseParts parts)
    {
        var days = parts.DaysOfMonth.Count == 0 ? "*" : string.Join(',', parts.DaysOfMonth.Distinct());
        return string.Create(CultureInfo.InvariantCulture, $"{minute} {hour} {days} * {WeekDays(parts.WeekDays)}");
    }

    private static string WeekDays(SortedSet<int> days) =>
        string.Join(',', days) switch
        {
            "" or "0,1,2,3,4,5,6" => "*",
            "1,2,3,4,5" => "1-5",
            var some => some,
        };

    private static ScheduleParse One(string cron) => new([cron], null);

    private static ScheduleParse Refuse(string why) => new([], $"{why} {Examples}.");
}
