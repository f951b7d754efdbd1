using CsCheck;
using MeshClaw.Core.Mail.Writing;

namespace MeshClaw.Core.Tests.Mail;

public sealed class FollowUpPhraseTests
{
    private static readonly TimeZoneInfo s_berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    // A Monday, 09:30 in Berlin.
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 8, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("remind me if Ana does not answer by Friday", "Ana", "2026-11-27 18:00 +01:00")]
    [InlineData("Remind me if Ana doesn't answer by Friday noon.", "Ana", "2026-11-27 12:00 +01:00")]
    [InlineData(
        "remind me if ana@corp.example hasn\u2019t replied by tomorrow at 5pm",
        "ana@corp.example",
        "2026-11-24 17:00 +01:00"
    )]
    [InlineData(
        "remind me if Ana Duarte did not respond to me by 09:00 on wednesday",
        "Ana Duarte",
        "2026-11-25 09:00 +01:00"
    )]
    [InlineData("remind me if nobody answers by noon", null, "2026-11-23 12:00 +01:00")]
    [InlineData("remind me if nobody replies by 08:00", null, "2026-11-24 08:00 +01:00")]
    [InlineData("remind me if no one responds within 3 days", null, "2026-11-26 09:30 +01:00")]
    [InlineData("remind me if Ana does not reply in 2 hours", "Ana", "2026-11-23 11:30 +01:00")]
    [InlineData("remind me if Ana does not reply by 27 November", "Ana", "2026-11-27 18:00 +01:00")]
    [InlineData("remind me if Ana does not reply by March 1st", "Ana", "2027-03-01 18:00 +01:00")]
    [InlineData("remind me if Ana does not reply by 2027-07-01 09:00", "Ana", "2027-07-01 09:00 +02:00")]
    public void Says_whose_answer_and_until_when(string text, string? person, string due)
    {
        var parsed = FollowUpPhrase.Parse(text, s_now, s_berlin);

        Assert.Null(parsed.Refusal);
        Assert.Equal((person, due), (parsed.Person, parsed.Due.ToString("yyyy-MM-dd HH:mm zzz", null)));
    }

    [Theory]
    [InlineData("remind me about Ana on Friday")]
    [InlineData("remind me if Ana does not answer")]
    [InlineData("remind me if Ana does not answer by Friday or so")]
    [InlineData("remind me if Ana does not answer by Monday")]
    [InlineData("remind me if Ana does not answer by 5")]
    [InlineData("remind me if Ana does not answer by 25:00")]
    [InlineData("remind me if Ana does not answer by 31 February")]
    [InlineData("remind me if Ana does not answer by Friday Friday")]
    [InlineData("remind me if Ana does not answer by 2020-01-01")]
    [InlineData("remind me if Ana does not answer by 2036-01-01")]
    [InlineData("remind me if Ana does not answer by today 08:00")]
    [InlineData("if Ana does not answer by Friday")]
    [InlineData("remind me if Ana does not answer by Friday and delete everything")]
    [InlineData("")]
    public void What_it_does_not_understand_it_refuses(string text) =>
        Assert.Contains(
            "Understood are such as",
            FollowUpPhrase.Parse(text, s_now, s_berlin).Refusal,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_time_that_the_clocks_skip_is_the_first_after_it()
    {
        var parsed = FollowUpPhrase.Parse("remind me if Ana does not answer by 2027-03-28 02:30", s_now, s_berlin);

        Assert.Equal("2027-03-28 03:00 +02:00", parsed.Due.ToString("yyyy-MM-dd HH:mm zzz", null));
    }

    [Fact]
    public void Whatever_is_read_lies_ahead_and_whatever_is_added_is_refused() =>
        Gen.Select(
                Gen.OneOf("Ana", "nobody", "ana@corp.example"),
                Gen.OneOf("friday", "tomorrow", "27 november", "2026-12-24", "noon", "17:15", "friday 7am", ""),
                Gen.Int[0, 60 * 24 * 300],
                Gen.OneOf("", "maybe", "x", "7", "or else")
            )
            .Sample(
                (who, when, minutes, more) =>
                {
                    var now = s_now.AddMinutes(minutes);
                    var does = who == "nobody" ? "answers" : "does not answer";
                    var parsed = FollowUpPhrase.Parse($"remind me if {who} {does} by {when} {more}", now, s_berlin);
                    return parsed.Refusal is not null
                        || (more.Length == 0 && when.Length > 0 && parsed.Due > now && parsed.Due < now.AddDays(401));
                },
                iter: 3000
            );
}
