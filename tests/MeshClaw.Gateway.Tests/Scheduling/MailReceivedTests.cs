using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>From mail that came to the run that looks at it.</summary>
public sealed class MailReceivedTests
{
    private const string Agent = "when: [{ event: mail.received, debounce: 2m, at-most: 15m }]";

    [Fact]
    public async Task Many_arrivals_within_the_debounce_are_one_run()
    {
        await using var clockwork = await Clockwork.StartAsync(Agent);
        await clockwork.RaiseAsync("INBOX", "1");
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(1));
        await clockwork.RaiseAsync("INBOX", "2", "3");
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(2.9));
        Assert.Empty(await clockwork.RunsAsync());

        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(10));

        var run = Assert.Single(await clockwork.RunsAsync());
        Assert.Equal(("mail.received 3 in INBOX", Clockwork.Six.AddMinutes(3)), (run.Trigger, run.Started));
    }

    [Fact]
    public async Task A_steady_stream_is_run_for_after_at_most()
    {
        await using var clockwork = await Clockwork.StartAsync(Agent);
        for (var minute = 0; minute < 32; minute++)
        {
            await clockwork.RaiseAsync("INBOX", $"{minute}");
            await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(minute + 1));
        }

        await clockwork.GoOnUntilAsync(Clockwork.Six.AddHours(1));

        var runs = await clockwork.RunsAsync();
        Assert.Equal(Clockwork.Six.AddMinutes(15), runs[0].Started);
        // The first took what came in its quarter of an hour, and so did the next ones: nothing is left, nothing is there twice.
        var counts = runs.Select(r => int.Parse(r.Trigger.Split(' ')[1], null));
        Assert.Equal(32, counts.Sum());
        Assert.Equal(3, runs.Count);
    }

    [Fact]
    public async Task The_same_arrival_is_taken_once()
    {
        await using var clockwork = await Clockwork.StartAsync(Agent);
        Assert.True(await clockwork.RaiseAsync("INBOX", "1", "2"));
        Assert.False(await clockwork.RaiseAsync("INBOX", "2", "1"));
        Assert.True(await clockwork.RaiseAsync("INBOX", "2", "3"));

        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(10));

        Assert.Equal(["mail.received 3 in INBOX"], await clockwork.TriggersAsync());
    }

    [Theory]
    [InlineData("{ event: mail.received }", "Inbox", true)]
    [InlineData("{ event: mail.received }", "Junk", false)]
    [InlineData("{ event: mail.received, folder: Alerts }", "Alerts", true)]
    [InlineData("{ event: mail.received, folder: Alerts }", "alerts", false)]
    [InlineData("{ event: mail.received, connection: mail/work }", "INBOX", true)]
    [InlineData("{ at: \"12:00\" }", "INBOX", false)]
    public async Task Only_the_folder_of_the_trigger_starts_a_run(string trigger, string folder, bool runs)
    {
        await using var clockwork = await Clockwork.StartAsync($"when: [{trigger}]");
        await clockwork.RaiseAsync(folder, "1");

        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(10));

        Assert.Equal(runs ? 1 : 0, (await clockwork.RunsAsync()).Count);
        Assert.Null(await clockwork.Services.Events.NextAsync(Clockwork.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Mail_that_came_survives_a_kill(int roundsBefore)
    {
        await using var clockwork = await Clockwork.StartAsync(Agent);
        await clockwork.RaiseAsync("INBOX", "1", "2");
        for (var i = 0; i < roundsBefore; i++)
        {
            await clockwork.RoundAsync();
        }

        await clockwork.KillAsync(Clockwork.Six.AddMinutes(1));
        await clockwork.RaiseAsync("INBOX", "1", "2");
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(10));

        Assert.Equal(["mail.received 2 in INBOX"], await clockwork.TriggersAsync());
    }

    [Fact]
    public async Task What_comes_while_its_run_goes_on_is_one_more_run()
    {
        await using var clockwork = await Clockwork.StartAsync(Agent);
        clockwork.Reflex.Hold();
        await clockwork.RaiseAsync("INBOX", "0");
        for (var minute = 0; minute < 45; minute++)
        {
            await clockwork.BeginRoundAsync(Clockwork.Six.AddMinutes(minute));
            await clockwork.RaiseAsync("INBOX", $"{minute + 1}");
            await Eventually.HoldsAsync(async () =>
            {
                await clockwork.BeginRoundAsync();
                return (await clockwork.Services.Events.ListOpenAsync("mail.received", Clockwork.Token)).Count == 0;
            });
        }

        Assert.Single(await clockwork.RunsAsync());
        clockwork.Reflex.LetGo();
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(70));

        // One that waited, and one for what was still being gathered when that one began.
        Assert.InRange((await clockwork.RunsAsync()).Count, 2, 3);
        Assert.Equal(1, clockwork.Reflex.MostAtOnce);
    }

    [Fact]
    public async Task A_paused_agent_does_not_make_up_for_mail()
    {
        await using var clockwork = await Clockwork.StartAsync(Agent);
        var inbox = new Policy.AgentName("inbox");
        clockwork.Services.Agents.Pause(inbox);
        await clockwork.RaiseAsync("INBOX", "1");
        await clockwork.RoundAsync();

        clockwork.Services.Agents.Resume(inbox);
        await clockwork.GoOnUntilAsync(Clockwork.Six.AddMinutes(10));

        Assert.Empty(await clockwork.RunsAsync());
    }
}
