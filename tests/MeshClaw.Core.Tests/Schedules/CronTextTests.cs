using CsCheck;
using MeshClaw.Core.Schedules;

namespace MeshClaw.Core.Tests.Schedules;

public sealed class CronTextTests
{
    private const string Shape =
        "Expected five fields: minute, hour, day of month, month, day of week; \"30 6 * * 1-5\" is 06:30 on weekdays.";
    private const string Range =
        "A field is out of range: minute 0-59, hour 0-23, day of month 1-31, month 1-12, day of week 0-7 (0 and 7: Sunday).";
    private const string Both =
        "A day of month beside a day of week means different things to different programs. Leave one of them \"*\".";

    [Theory]
    [InlineData("30 6 * * 1-5")]
    [InlineData("*/15 8-18 * * mon-fri")]
    [InlineData("0 9 29 2 *")]
    [InlineData("0 9 L * *")]
    [InlineData("0  9 * * 7")]
    public void Plain_cron_is_taken(string cron) => Assert.Null(CronText.Refuse(cron));

    [Theory]
    [InlineData("", Shape)]
    [InlineData("@daily", Shape)]
    [InlineData("0 0 9 * * *", Shape)]
    [InlineData("0 9 * *", Shape)]
    [InlineData("H 9 * * *", Shape)]
    [InlineData("0 9 * * *\n", Shape)]
    [InlineData("0 9 ? * *", Shape)]
    [InlineData("60 9 * * *", Range)]
    [InlineData("0 9 * * 8", Range)]
    [InlineData("0 9 13 * 5", Both)]
    [InlineData("0 9 30 2 *", "There is no such day, so it would never run.")]
    public void What_cron_programs_disagree_about_is_refused(string cron, string why) =>
        Assert.Equal(why, CronText.Refuse(cron));

    [Fact]
    public void Any_text_is_judged_without_an_exception() =>
        Gen.String["0123456789*/,-LHW# monfri"]
            .Sample(text => CronText.Refuse(text) is null or { Length: > 0 }, iter: 5_000);
}
