using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Events;
using MeshClaw.Core.Schedules;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>
/// A day and a night with fifty agents in which the device sleeps, its clock is set, and the gateway is restarted and killed. Takes a
/// minute or more, so that <c>eng/slow.sh</c> runs it and <c>./test.sh</c> does not. <c>MESHCLAW_SEED</c> chooses another day.
/// </summary>
public sealed class SlowSimulationTests(ITestOutputHelper output)
{
    private const int Agents = 50;
    private static readonly string[] s_zones = ["Etc/UTC", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"];

    private static readonly string[] s_kinds = [ScheduleEvents.EventKind, MailRuns.EventKind, MailEvents.Kind];

    private int _mail;

    [Fact(Explicit = true)]
    public async Task A_day_of_disturbances_loses_nothing_and_does_nothing_twice()
    {
        var seed = int.Parse(
            Environment.GetEnvironmentVariable("MESHCLAW_SEED") ?? "20261123",
            CultureInfo.InvariantCulture
        );
        var random = new Random(seed);
        var begin = Clockwork.Six;
        await using var clockwork = await Clockwork.StartAsync(
            "when: []",
            begin,
            "zone: Europe/Lisbon\nquiet: \"22:00-07:00\""
        );
        for (var i = 0; i < Agents; i++)
        {
            clockwork.Home.WriteAgentLines($"agent-{i:00}", Lines(i), begin.AddDays(-1));
        }

        var highest = begin;
        for (var steps = 0; clockwork.Time.GetUtcNow() < begin.AddHours(24); steps++)
        {
            await DisturbAsync(clockwork, random);
            highest = clockwork.Time.GetUtcNow() > highest ? clockwork.Time.GetUtcNow() : highest;
            Assert.InRange(clockwork.Reflex.MostAtOnce, 0, 1);
        }

        // What is left is done in peace: one more mail, and a night's rest for those that have one.
        clockwork.Reflex.LetGo();
        await clockwork.SettleAsync();
        var last = highest > clockwork.Time.GetUtcNow() ? highest : clockwork.Time.GetUtcNow();
        await clockwork.RoundAsync(last);
        await clockwork.RaiseAsync("INBOX", "the last");
        await clockwork.GoOnUntilAsync(last.AddHours(12));

        await CheckAsync(clockwork, last, begin);
        output.WriteLine($"Seed {seed}: {(await clockwork.RunsAsync()).Count} runs, {_mail} mails.");
    }

    private static string Lines(int i)
    {
        var zone = i % 3 == 0 ? $"zone: {s_zones[i % s_zones.Length]}\n" : "";
        var quiet = (i % 4) switch
        {
            0 => "quiet: off\n",
            1 => "quiet: { weekdays: \"20:00-04:00\", weekends: \"00:00-12:00\" }\n",
            _ => "",
        };
        var when = (i % 5) switch
        {
            0 => $"{{ at: \"{i % 24:00}:{i:00}\" }}",
            1 => $"{{ at: \"{i % 24:00}:{i:00}\", jitter: 20m }}",
            2 => "{ at: \"every 15 minutes\" }",
            3 => "{ event: mail.received, debounce: 2m, at-most: 10m }",
            _ => "{ at: \"every hour\", jitter: 5m }, { event: mail.received }",
        };
        return $"{zone}{quiet}when: [{when}]";
    }

    private async Task DisturbAsync(Clockwork clockwork, Random random)
    {
        var now = clockwork.Time.GetUtcNow();
        switch (random.Next(100))
        {
            case < 4: // Sleeps.
                await RoundAsync(clockwork, now.AddMinutes(random.Next(5, 180)));
                break;
            case < 7: // Somebody sets the clock.
                await RoundAsync(clockwork, now.AddMinutes(-random.Next(1, 60)));
                break;
            case < 8 when !IsHeld(clockwork):
                await clockwork.RestartAsync(now.AddSeconds(random.Next(1, 600)));
                await clockwork.Services.Engine.RecoverAsync(true, Clockwork.Token);
                break;
            case < 10:
                await clockwork.KillAsync(now.AddSeconds(random.Next(1, 600)));
                break;
            case < 13:
                clockwork.Reflex.Hold();
                break;
            case < 30:
                clockwork.Reflex.LetGo();
                break;
            case < 50:
                var ids = Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{++_mail}").ToArray();
                await clockwork.RaiseAsync("INBOX", ids);
                break;
            default:
                break;
        }

        var pause = await RoundAsync(clockwork, clockwork.Time.GetUtcNow());
        await RoundAsync(clockwork, clockwork.Time.GetUtcNow() + pause);
    }

    private static bool IsHeld(Clockwork clockwork) => clockwork.Reflex.IsHeld;

    private static async Task<TimeSpan> RoundAsync(Clockwork clockwork, DateTimeOffset now)
    {
        var pause = await clockwork.BeginRoundAsync(now);
        if (!IsHeld(clockwork))
        {
            await clockwork.SettleAsync();
        }

        return pause;
    }

    private static async Task CheckAsync(Clockwork clockwork, DateTimeOffset last, DateTimeOffset begin)
    {
        foreach (var kind in s_kinds)
        {
            var now = clockwork.Time.GetUtcNow();
            var stuck = await clockwork.Services.Events.ListOpenAsync(kind, Clockwork.Token);
            Assert.DoesNotContain(stuck, o => o.Free < now);
        }

        var runs = (await clockwork.RunsAsync()).ToLookup(r => r.Agent);
        var clocks = new AgentClocks(clockwork.Services.Agents, clockwork.Services.Files.Config, "anywhere");
        for (var i = 0; i < Agents; i++)
        {
            var name = new AgentName($"agent-{i:00}");
            var agent = clockwork.Services.Agents.Find(name)!; // Written above, without an error.
            var clock = clocks.Of(agent);
            Assert.All(runs[name], r => Assert.Null(clock.QuietUntil(r.Started)));
            var scheduled = runs[name].Where(r => r.Trigger.StartsWith("schedule", StringComparison.Ordinal)).ToList();
            if (i % 5 <= 1)
            {
                // Once a day: never more often than it was due, wherever the clock was set to.
                var due = Dues(agent, clock, begin.AddHours(-36), clockwork.Time.GetUtcNow());
                Assert.InRange(scheduled.Count, 1, due);
            }
            else if (i % 5 == 3)
            {
                Assert.Contains(runs[name], r => r.Started >= last);
            }
            else
            {
                Assert.Contains(scheduled, r => r.Started >= last);
            }
        }
    }

    private static int Dues(AgentDefinition agent, AgentClock clock, DateTimeOffset from, DateTimeOffset until)
    {
        var schedule = agent.When.OfType<AgentTrigger.Schedule>().Single();
        var count = 0;
        for (var at = from; ScheduleClock.Next(schedule, at, clock.Zone) is { } due && due <= until; at = due)
        {
            count++;
        }

        return count;
    }
}
