using CsCheck;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Tests.Schedules;

public sealed class SchedulePhraseTests
{
    [Theory]
    [InlineData("06:30 on weekdays", "30 6 * * 1-5")]
    [InlineData("weekdays at 6:30", "30 6 * * 1-5")]
    [InlineData("at 06:30 every weekday", "30 6 * * 1-5")]
    [InlineData("every day at 7:00", "0 7 * * *")]
    [InlineData("daily at 7", "0 7 * * *")]
    [InlineData("07:00", "0 7 * * *")]
    [InlineData("7am", "0 7 * * *")]
    [InlineData("12am", "0 0 * * *")]
    [InlineData("at 12 pm", "0 12 * * *")]
    [InlineData("noon on fridays", "0 12 * * 5")]
    [InlineData("monday at 9", "0 9 * * 1")]
    [InlineData("Every Monday at 9:00", "0 9 * * 1")]
    [InlineData("on the weekend at 10:15", "15 10 * * 0,6")]
    [InlineData("monday to friday at 8", "0 8 * * 1-5")]
    [InlineData("fri-mon at 8", "0 8 * * 0,1,5,6")]
    [InlineData("sun to sat at 8", "0 8 * * *")]
    [InlineData("every 15 minutes", "*/15 * * * *")]
    [InlineData("every minute", "* * * * *")]
    [InlineData("every hour", "0 * * * *")]
    [InlineData("hourly on weekdays", "0 * * * 1-5")]
    [InlineData("every 60 minutes", "0 * * * *")]
    [InlineData("every 2 hours on weekdays", "0 */2 * * 1-5")]
    [InlineData("08:00 and 17:30 on mon, wed", "0 8 * * 1,3", "30 17 * * 1,3")]
    [InlineData("17:30, 8:00 and 9:30 on tue", "0 8 * * 2", "30 9,17 * * 2")]
    [InlineData("1st of the month at 9:00", "0 9 1 * *")]
    [InlineData("on the 1st and the 15th of every month at 9:00", "0 9 1,15 * *")]
    [InlineData("at 17:00 on the last day of the month", "0 17 L * *")]
    public void Phrase_becomes_cron(string phrase, params string[] crons)
    {
        var parse = SchedulePhrase.Parse(phrase);

        Assert.Null(parse.Refusal);
        Assert.Equal(crons, parse.Crons);
        Assert.All(crons, c => Assert.Null(CronText.Refuse(c)));
    }

    [Theory]
    [InlineData("", "It says no time of day.")]
    [InlineData("weekdays", "It says no time of day.")]
    [InlineData("every day", "It says no time of day.")]
    [InlineData("every 24 hours", "It says no time of day.")]
    [InlineData("6 on weekdays", "\"6\" is not understood.")]
    [InlineData("at 25:00", "\"25:00\" is no time of day.")]
    [InlineData("at 13pm", "\"13pm\" is no time of day.")]
    [InlineData("at 9:60", "\"9:60\" is no time of day.")]
    [InlineData("at", "It breaks off.")]
    [InlineData("9:00 on", "It breaks off.")]
    [InlineData("9:00 on mondey", "\"mondey\" is not understood.")]
    [InlineData("9:00 every other monday", "\"other\" is not understood.")]
    [InlineData("9:00 monday tuesday", "It says days in two places.")]
    [InlineData("9:00 monday except holidays", "\"except\" is not understood.")]
    [InlineData("8:00 on weekdays and 10:00 on weekends", "\"10:00\" is not understood.")]
    [InlineData("8:00 on monday at 9:00", "It says times of day in two places.")]
    [InlineData("every 15 minutes at 9:00", "It says both how often and at what time of day.")]
    [InlineData("every hour every minute", "It says twice how often.")]
    [InlineData(
        "every 45 minutes",
        "Minutes must divide an hour (5, 10, 15, 20, 30), and hours a day (2, 3, 4, 6, 8, 12)."
    )]
    [InlineData(
        "every 5 hours",
        "Minutes must divide an hour (5, 10, 15, 20, 30), and hours a day (2, 3, 4, 6, 8, 12)."
    )]
    [InlineData("every 0 minutes", "\"0\" is not understood.")]
    [InlineData("1st at 9:00", "After a day of the month \"of the month\" is expected.")]
    [InlineData(
        "31st of the month at 9:00",
        "Some months have no 31st. Write \"last day of the month\", or a day up to the 28th."
    )]
    [InlineData("32nd of the month at 9:00", "\"32nd\" is no day of a month.")]
    [InlineData("monday to lunch at 9:00", "After \"monday to\" a day of the week is expected.")]
    public void What_is_not_understood_is_refused_with_what_would_be(string phrase, string why)
    {
        var parse = SchedulePhrase.Parse(phrase);

        Assert.Empty(parse.Crons);
        Assert.StartsWith(
            $"{why} Understood are such as: 06:30 on weekdays · ",
            parse.Refusal,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Phrase_of_any_words_gives_valid_crons_or_a_refusal()
    {
        string[] words =
        [
            "every",
            "at",
            "on",
            "the",
            "and",
            ",",
            "-",
            "to",
            "of",
            "month",
            "day",
            "last",
            "1st",
            "30th",
            "15",
            "0",
            "minutes",
            "hours",
            "hour",
            "monday",
            "wed",
            "weekdays",
            "weekends",
            "9:00",
            "17:30",
            "9",
            "pm",
            "noon",
            "daily",
            "99999999999",
            "é",
        ];
        Gen.Int[0, words.Length - 1]
            .Array[0, 8]
            .Sample(
                picks =>
                {
                    var parse = SchedulePhrase.Parse(string.Join(' ', picks.Select(p => words[p])));
                    Assert.Equal(parse.Refusal is null, parse.Crons.Length > 0);
                    Assert.All(parse.Crons, c => Assert.Null(CronText.Refuse(c)));
                },
                iter: 20_000
            );
    }

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        Gen.String.Sample(text =>
            SchedulePhrase.Parse(text).Refusal is not null || SchedulePhrase.Parse(text).Crons.Length > 0
        );
}
