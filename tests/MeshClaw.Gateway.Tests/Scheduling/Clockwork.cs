using System.Collections.Concurrent;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Gateway.Scheduling;
using MeshClaw.Policy;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Gateway.Tests.Scheduling;

/// <summary>A gateway that the test alone moves: no loop of its own, a clock that is set by hand, runs that end when they are let.</summary>
internal sealed class Clockwork : IAsyncDisposable
{
    /// <summary>A Monday.</summary>
    public static readonly DateTimeOffset Six = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    private TestHome _home = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public TestHome Home => _home;

    public HeldReflex Reflex { get; private set; } = new();

    public FakeTimeProvider Time { get; private set; } = new(Six);

    public GatewayServices Services { get; private set; } = null!; // Set by StartAsync, which every test begins with.

    /// <summary>With an agent <c>inbox</c> of these lines, written the day before.</summary>
    public static async Task<Clockwork> StartAsync(
        string agent,
        DateTimeOffset? now = null,
        string config = "zone: Etc/UTC"
    )
    {
        var clockwork = new Clockwork();
        clockwork.WriteConfig(config);
        clockwork._home.WriteAgentLines("inbox", agent, (now ?? Six).AddDays(-1));
        await clockwork.StartAsync(now ?? Six);
        return clockwork;
    }

    public void WriteConfig(string lines) =>
        _home.WriteConfig($"{lines}\nconnections:\n  mail/work:\n    maildir: {_home.Maildir}\n");

    /// <summary>Ends the gateway in order, and starts one on the same home.</summary>
    public async Task RestartAsync(DateTimeOffset now)
    {
        await _home.DisposeHostsAsync();
        await StartAsync(now);
    }

    /// <summary>Starts one on what a kill at this moment leaves; it continues the runs that were under way.</summary>
    public async Task KillAsync(DateTimeOffset now)
    {
        var (killed, reflex) = (_home, Reflex);
        _home = killed.CopyAsKilled();
        Reflex = new HeldReflex();
        reflex.LetGo();
        await killed.DisposeAsync();
        await StartAsync(now);
        await Services.Engine.RecoverAsync(true, Token);
    }

    /// <summary>Sets the clock, forward or back, and makes one round; runs may go on.</summary>
    public async Task<TimeSpan> BeginRoundAsync(DateTimeOffset? now = null)
    {
        if (now is { } at)
        {
            Time.AdjustTime(at);
        }

        return await new GatewayScheduler(Services, Time, NullLogger<GatewayScheduler>.Instance).RoundAsync(Token);
    }

    /// <summary>The same, and waits for all that it has begun.</summary>
    public async Task<TimeSpan> RoundAsync(DateTimeOffset? now = null)
    {
        var pause = await BeginRoundAsync(now);
        await SettleAsync();
        return pause;
    }

    /// <summary>Rounds as the loop would make them, until a time.</summary>
    public async Task GoOnUntilAsync(DateTimeOffset end)
    {
        for (var pause = await RoundAsync(); Time.GetUtcNow() < end; )
        {
            var next = Time.GetUtcNow() + (Services.Bell.Rung.IsCompleted ? TimeSpan.Zero : pause);
            pause = await RoundAsync(next < end ? next : end);
        }
    }

    public async Task SettleAsync()
    {
        do
        {
            await Services.Dispatcher.SettleAsync();
            foreach (var run in Services.Engine.Active)
            {
                await Services.Engine.WaitAsync(run, Token);
            }
        } while (Services.Engine.Active.Count > 0);
    }

    /// <summary>Triggers of all runs, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> TriggersAsync() => [.. (await RunsAsync()).Select(r => r.Trigger)];

    /// <summary>All runs, the oldest first.</summary>
    public async Task<IReadOnlyList<RunRecord>> RunsAsync() =>
        [.. (await Services.Runs.ListAsync(null, null, 100_000, Token)).OrderBy(r => r.Id.Value)];

    /// <summary>Mail came into a folder of <c>mail/work</c>.</summary>
    public Task<bool> RaiseAsync(string folder, params string[] ids) =>
        Services.MailEvents.RaiseAsync(new ConnectionName("mail/work"), folder, ids, Token);

    /// <summary>Waits for what goes on in the background to come about.</summary>
    public async ValueTask DisposeAsync()
    {
        Reflex.LetGo();
        await _home.DisposeAsync();
    }

    private async Task StartAsync(DateTimeOffset now)
    {
        var zone = Time.LocalTimeZone;
        Time = new FakeTimeProvider(now);
        Time.SetLocalTimeZone(zone);
        var options = _home.Options with { Time = Time, Ephemeral = true, Listen = null, Reflex = Reflex };
        Services = (await _home.StartAsync(options)).Services;
    }
}

/// <summary>Proposes nothing; says how many of its runs go on at once for one agent, and holds them where the test wants.</summary>
internal sealed class HeldReflex : IReflex
{
    private readonly ConcurrentDictionary<string, int> _active = new();
    private volatile TaskCompletionSource _free = Free();

    /// <summary>The most runs of one agent that went on at once.</summary>
    public int MostAtOnce { get; private set; }

    public int Active => _active.Values.Sum();

    public bool IsHeld => !_free.Task.IsCompleted;

    public void Hold()
    {
        if (!IsHeld)
        {
            _free = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void LetGo() => _free.TrySetResult();

    public async Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken)
    {
        var agent = context.Agent.Name.Value;
        var active = _active.AddOrUpdate(agent, 1, (_, n) => n + 1);
        MostAtOnce = Math.Max(MostAtOnce, active);
        try
        {
            await _free.Task.WaitAsync(cancellationToken);
            return new ReflexResult([], new RunReport { Headline = "Nothing to do", Items = 0 });
        }
        finally
        {
            _active.AddOrUpdate(agent, 0, (_, n) => n - 1);
        }
    }

    private static TaskCompletionSource Free()
    {
        var free = new TaskCompletionSource();
        free.SetResult();
        return free;
    }
}
