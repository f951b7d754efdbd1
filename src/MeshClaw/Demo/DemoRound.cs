using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Demo;

/// <summary>One round of the demo on a mailbox: run, apply, look, undo, compare.</summary>
internal sealed class DemoRound(GatewayClient client, Screen screen, string maildir)
{
    private readonly RunFollower _follower = new(client, screen);
    private readonly MailboxSnapshot _before = MailboxSnapshot.Of(maildir);
    private RunResponse? _run;
    private long _tokens;
    private int _applied;
    private int _failed;
    private int _undone;
    private bool _changed;

    /// <summary>Connects the mailbox and runs the agent that is made for it.</summary>
    public async Task<RunResponse> RunAsync(CancellationToken cancellationToken)
    {
        var request = new ConnectRequest { Connection = "mail/demo", Maildir = maildir };
        var connected = await client.ConnectAsync(request, cancellationToken).ConfigureAwait(false);
        var started = await client.StartRunAsync(connected.Agent ?? "inbox", cancellationToken).ConfigureAwait(false);
        return Remember(await _follower.SettleAsync(started.Run, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Says yes to all that asks.</summary>
    public async Task<RunResponse> ApproveAsync(RunResponse run, CancellationToken cancellationToken) =>
        Remember(await _follower.ApproveAllAsync(run, cancellationToken).ConfigureAwait(false));

    /// <summary>What was done, newest first; counts it.</summary>
    public async Task<IReadOnlyList<TimelineEntry>> LookAsync(RunResponse run, CancellationToken cancellationToken)
    {
        Remember(run);
        var timeline = await TimelineAsync(run, cancellationToken).ConfigureAwait(false);
        _applied = timeline.Count(e => e.State == "done");
        _failed = timeline.Count(e => e.State is "failed" or "unknown");
        _changed = !MailboxSnapshot.Of(maildir).Equals(_before);
        return timeline;
    }

    /// <summary>Takes the run back.</summary>
    public async Task<RunResponse> UndoAsync(RunResponse run, CancellationToken cancellationToken)
    {
        var undo = await client.UndoAsync(run.Run, cancellationToken).ConfigureAwait(false);
        undo = await _follower.SettleAsync(undo.Run, cancellationToken).ConfigureAwait(false);
        _tokens += undo.TokensUsed;
        var timeline = await TimelineAsync(run, cancellationToken).ConfigureAwait(false);
        _undone = timeline.Count(e => e.State == "undone");
        return undo;
    }

    /// <summary>The round so far, in numbers; compares the mailbox's files.</summary>
    public DemoOutcome Outcome(TimeSpan elapsed, string? home) =>
        new()
        {
            Messages = _run?.Report?.Items ?? 0,
            ByDecision = _run?.Report?.ByDecision ?? new Dictionary<string, int>(),
            Applied = _applied,
            Undone = _undone,
            Failed = _failed,
            HeldAsInjection = _run?.Report?.HeldAsInjection ?? 0,
            TokensUsed = _tokens + (_run?.TokensUsed ?? 0),
            MailboxChangedByApplying = _changed,
            MailboxUnchangedAfterUndo = MailboxSnapshot.Of(maildir).Equals(_before),
            ElapsedMs = Math.Round(elapsed.TotalMilliseconds),
            Home = home,
        };

    private RunResponse Remember(RunResponse run) => _run = run;

    private Task<IReadOnlyList<TimelineEntry>> TimelineAsync(RunResponse run, CancellationToken cancellationToken) =>
        client.TimelineAsync(new TimelineQuery { Run = run.Run, Limit = 1000 }, cancellationToken);
}
