using System.Globalization;
using CsCheck;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Tests.Schedules;

public sealed class MomentPhraseTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly TimeZoneInfo s_newYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    // A Monday, 09:30 in Berlin.
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("tomorrow", "2026-11-24 08:00 +01:00")]
    [InlineData("Tomorrow 8:15", "2026-11-24 08:15 +01:00")]
    [InlineData("today at 17:00", "2026-11-23 17:00 +01:00")]
    [InlineData("friday", "2026-11-27 08:00 +01:00")]
    [InlineData("Fri noon", "2026-11-27 12:00 +01:00")]
    [InlineData("7pm on wednesday", "2026-11-25 19:00 +01:00")]
    [InlineData("tuesday eod", "2026-11-24 18:00 +01:00")]
    [InlineData("9:00", "2026-11-24 09:00 +01:00")]
    [InlineData("in 3 hours", "2026-11-23 12:30 +01:00")]
    [InlineData("in 90 minutes", "2026-11-23 11:00 +01:00")]
    [InlineData("in 2 weeks", "2026-12-07 09:30 +01:00")]
    [InlineData("27 November", "2026-11-27 08:00 +01:00")]
    [InlineData("march 1st, 9:30", "2027-03-01 09:30 +01:00")]
    [InlineData("2026-11-27", "2026-11-27 08:00 +01:00")]
    [InlineData("2026-11-27 09:00", "2026-11-27 09:00 +01:00")]
    [InlineData("2026-11-27T09:00", "2026-11-27 09:00 +01:00")]
    [InlineData("2027-07-01T09:00:00Z", "2027-07-01 11:00 +02:00")]
    [InlineData("2026-11-27T09:00+05:30", "2026-11-27 04:30 +01:00")]
    [InlineData("2027-03-28 02:30", "2027-03-28 03:00 +02:00")]
    [InlineData("2027-10-31 02:30", "2027-10-31 02:30 +02:00")]
    public void Says_when(string text, string at)
    {
        var parsed = MomentPhrase.Parse(text, s_now, s_berlin);

        Assert.Null(parsed.Refusal);
        Assert.Equal(at, parsed.At.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whenever")]
    [InlineData("5")]
    [InlineData("monday")]
    [InlineData("friday or so")]
    [InlineData("friday friday")]
    [InlineData("25:00")]
    [InlineData("31 february")]
    [InlineData("today 8:00")]
    [InlineData("2020-01-01")]
    [InlineData("2036-01-01")]
    [InlineData("in 0 hours")]
    [InlineData("2026-13-01T09:00Z")]
    public void What_it_does_not_understand_it_refuses_with_examples(string text) =>
        Assert.Contains(
            "Understood are such as",
            MomentPhrase.Parse(text, s_now, s_berlin).Refusal,
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_example_that_it_gives_it_understands()
    {
        var examples = MomentPhrase.Parse("", s_now, s_berlin).Refusal!.Split("such as: ")[1].Split(" · "); // Refused above.

        Assert.Equal(7, examples.Length);
        // Today is a Monday, which it asks to be said as "today".
        Assert.All(examples, e => Assert.Null(MomentPhrase.Parse(e, s_now.AddDays(1), s_berlin).Refusal));
    }

    [Fact]
    public void What_is_printed_is_read_back() =>
        Gen.Select(Gen.Int[1, 60 * 24 * 399], Gen.OneOf(s_berlin, s_newYork, TimeZoneInfo.Utc))
            .Sample(
                (minutes, zone) =>
                {
                    var at = TimeZoneInfo.ConvertTime(s_now.AddMinutes(minutes), zone);
                    // As the gateway passes it on, as JSON writes it, and to the owner's minute.
                    foreach (var form in new[] { "yyyy-MM-dd'T'HH:mm:sszzz", "O" })
                    {
                        var text = at.ToString(form, CultureInfo.InvariantCulture);
                        Assert.Equal(new MomentParse(at, null), MomentPhrase.Parse(text, s_now, zone));
                    }

                    if (!zone.IsAmbiguousTime(at.DateTime))
                    {
                        var text = at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                        Assert.Equal(new MomentParse(at, null), MomentPhrase.Parse(text, s_now, zone));
                    }
                },
                iter: 2000
            );

    [Fact]
    public void No_text_makes_it_throw_and_what_it_reads_lies_ahead() =>
        Gen.Select(
                Gen.OneOf(
                    Gen.String[0, 40],
                    Gen.Select(
                            Gen.OneOf(
                                "in",
                                "9999",
                                "weeks",
                                "minutes",
                                "0001-01-01",
                                "9999-12-31",
                                "T00:00Z",
                                "T23:59:59-14:00",
                                "00:00",
                                "23:59",
                                "12am",
                                "29",
                                "february",
                                "feb",
                                "31st",
                                "noon",
                                "eod",
                                "tomorrow",
                                "\u0661"
                            ),
                            Gen.OneOf("", " ", "T", ", ")
                        )
                        .Array[1, 5]
                        .Select(parts => string.Concat(parts.Select(p => p.Item1 + p.Item2)))
                ),
                Gen.OneOf(s_berlin, s_newYork, TimeZoneInfo.Utc)
            )
            .Sample(
                (text, zone) =>
                {
                    var parsed = MomentPhrase.Parse(text, s_now, zone);
                    Assert.True(parsed.Refusal is not null || parsed.At > s_now, text);
                    FollowUpPhrase.Parse($"remind me if Ana does not answer by {text}", s_now, zone);
                },
                iter: 20_000
            );

    [Theory]
    [InlineData("9999-12-31 23:59")]
    [InlineData("0001-01-01 00:00")]
    public void The_ends_of_the_calendar_are_refused_in_every_zone(string text)
    {
        foreach (var zone in new[] { s_berlin, s_newYork, TimeZoneInfo.Utc })
        {
            Assert.NotNull(MomentPhrase.Parse(text, s_now, zone).Refusal);
        }
    }
}
