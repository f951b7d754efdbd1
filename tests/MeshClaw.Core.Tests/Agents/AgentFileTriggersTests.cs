using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;
using MeshClaw.Core.Schedules;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Agents;

public sealed class AgentFileTriggersTests
{
    private const string Head = "---\nname: inbox\ndescription: x\nconnections: [mail/work]\ntools: [mail.list]\n";

    [Fact]
    public void Zone_quiet_hours_jitter_and_debounce_are_read()
    {
        var result = Read(
            """
            zone: America/New_York
            quiet: { weekdays: "22:00-07:00", weekends: "23:00-9:00" }
            when:
              - { at: "06:30 on weekdays", jitter: 5m }
              - cron: "0 12 * * *"
              - event: mail.received
                debounce: 30s
                at-most: 1h
                connection: mail/work
                folder: Team/Alerts
              - { event: mail.received, debounce: 20m }
            """
        );

        Assert.Empty(result.Problems);
        var agent = result.Value!;
        Assert.Equal("America/New_York", agent.Zone?.Id);
        var quiet = new QuietHours("22:00-07:00 on weekdays, 23:00-9:00 on weekends", new(1320, 420), new(1380, 540));
        Assert.Equal(quiet, agent.Quiet);
        Assert.Equal(
            [TimeSpan.FromMinutes(5), TimeSpan.Zero],
            agent.When.OfType<AgentTrigger.Schedule>().Select(s => s.Jitter)
        );
        Assert.Equal(
            [
                new AgentTrigger.Event("mail.received")
                {
                    Debounce = TimeSpan.FromSeconds(30),
                    AtMost = TimeSpan.FromHours(1),
                    Connection = new ConnectionName("mail/work"),
                    Folder = "Team/Alerts",
                },
                new AgentTrigger.Event("mail.received")
                {
                    Debounce = TimeSpan.FromMinutes(20),
                    AtMost = TimeSpan.FromMinutes(20),
                },
            ],
            agent.When.OfType<AgentTrigger.Event>()
        );
        Assert.Equal(
            [
                "06:30 on weekdays, up to 5m later",
                "0 12 * * *",
                "mail.received of mail/work in Team/Alerts",
                "mail.received",
            ],
            agent.When.Select(w => w.ToWords())
        );
    }

    [Fact]
    public void What_is_left_out_is_the_owners()
    {
        var agent = Read("when: [{ at: \"06:30\" }]").Value!;

        Assert.Equal((null, null), (agent.Zone, agent.Quiet));
        Assert.Equal(QuietHours.None, Read("quiet: off").Value!.Quiet);
    }

    [Fact]
    public void All_errors_are_told_at_once_each_with_its_place()
    {
        var result = Read(
            """
            zone: New York
            quiet: "22:00"
            when:
              - { at: "06:30", jitter: 25h }
              - { at: "every 15 minutes", jitter: 15m }
              - { at: "06:30", debounce: 2m }
              - { event: mail.received, jitter: 2m }
              - { event: mail.received, debounce: 10m, at-most: 5m }
              - { event: mail.received, connection: mail/wrok }
              - { event: calendar.changed, folder: INBOX }
              - { event: mail.received, folders: [INBOX] }
              - { debounce: 2m }
            """
        );

        const string OneOf =
            "Each of \"when\" is one of: at: \"06:30 on weekdays\" · cron: \"30 6 * * 1-5\" · event: mail.received, each in an entry of its own.";
        Assert.Null(result.Value);
        Assert.Equal(
            [
                "6:7: There is no zone \"New York\". Did you mean \"America/New_York\"? Write its IANA name, such as Europe/Lisbon.",
                "7:8: \"quiet\" takes hours such as \"22:00-07:00\", { weekdays: \"22:00-07:00\", weekends: \"23:00-09:00\" }, or off.",
                "9:28: \"jitter\" takes a time from 0s to 1d, such as 30m, 24h or 7d.",
                "10:39: \"jitter\" must be shorter than the 15m between two runs of \"every 15 minutes\".",
                "11:20: \"debounce\" belongs to \"event\"; with \"at\" and \"cron\" there is \"jitter\".",
                "12:29: \"jitter\" belongs to \"at\" and \"cron\"; an event is put off by \"debounce\".",
                "13:53: \"at-most\" takes a time from 10m to 1d, such as 30m, 24h or 7d.",
                "14:41: \"mail/wrok\" is none of this agent's connections. Did you mean \"mail/work\"? It has: mail/work.",
                "15:40: \"folder\" belongs to events of mail, and \"calendar.changed\" is none.",
                "16:29: Unknown key \"folders\". Did you mean \"folder\"? Allowed: at, cron, event, debounce, at-most, connection, folder, jitter.",
                $"17:5: {OneOf}",
                "17:7: \"debounce\" belongs to \"event\"; with \"at\" and \"cron\" there is \"jitter\".",
            ],
            result.Errors.Select(e => $"{e.Line}:{e.Column}: {e.Message}").Order(PlaceOrder.Instance)
        );
    }

    [Theory]
    [InlineData("\"22:00-24:30\"", "names no two times of a day")]
    [InlineData("\"22:60-07:00\"", "names no two times of a day")]
    [InlineData("\"07:00-07:00\"", "begins when it ends")]
    [InlineData("\"00:00-24:00\"", "never end")]
    [InlineData("{ weekdays: \"00:00-24:00\", weekends: \"00:00-24:00\" }", "never end")]
    [InlineData("{}", "takes hours such as")]
    [InlineData("[a]", "takes hours such as")]
    [InlineData("{ weekday: \"22:00-07:00\" }", "Did you mean \"weekdays\"?")]
    public void Quiet_hours_that_are_none_are_an_error(string quiet, string error) =>
        Assert.Contains(Read($"quiet: {quiet}").Errors, e => e.Message.Contains(error, StringComparison.Ordinal));

    private static FileResult<AgentDefinition> Read(string lines) =>
        AgentFiles.Parse($"{Head}{lines}\n---\n".ReplaceLineEndings("\n"));

    private sealed class PlaceOrder : IComparer<string>
    {
        public static PlaceOrder Instance { get; } = new();

        public int Compare(string? x, string? y) => Of(x).CompareTo(Of(y));

        private static (int, int, string) Of(string? text)
        {
            var parts = text!.Split(':', 3);
            return (int.Parse(parts[0], null), int.Parse(parts[1], null), parts[2]);
        }
    }
}
