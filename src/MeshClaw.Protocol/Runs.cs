using System.Text.Json;

namespace MeshClaw.Protocol;

/// <summary>Starts a run.</summary>
/// <param name="Agent">The agent's name.</param>
public sealed record RunRequest(string Agent);

/// <summary>Calls that the owner makes directly, without an agent.</summary>
/// <param name="Calls">What to do, in order; what asks becomes one approval.</param>
/// <param name="Trigger">How it came about, for the timeline: <c>mail send</c>.</param>
public sealed record CallsRequest(IReadOnlyList<CallRequest> Calls, string Trigger);

/// <summary>One call.</summary>
/// <param name="Connection"><c>mail/work</c>; empty where a message that <c>args</c> names says which.</param>
/// <param name="Tool"><c>mail.send</c>.</param>
/// <param name="Args">
/// A JSON object, as the tool's schema says. Of mail, <c>message</c> may stand for <c>folder</c>, <c>id</c> and <c>version</c>: <c>m7</c> as
/// a search gives it, or a Message-ID; and <c>until</c> may be in words: <c>tomorrow 8:00</c>.
/// </param>
public sealed record CallRequest(string Connection, string Tool, JsonElement Args);

/// <summary>A run and how its actions stand.</summary>
public sealed record RunResponse
{
    /// <summary><c>r7</c>.</summary>
    public required string Run { get; init; }

    /// <summary>The agent; <c>owner</c> for an undo.</summary>
    public required string Agent { get; init; }

    /// <summary>What started it.</summary>
    public required string Trigger { get; init; }

    /// <summary><c>running</c>, <c>waiting</c>, <c>done</c>, <c>failed</c>, <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>How many actions stand in each state (names as in <see cref="TimelineEntry.State"/>).</summary>
    public required IReadOnlyDictionary<string, int> Actions { get; init; }

    /// <summary>The approvals that it waits for.</summary>
    public required IReadOnlyList<string> Approvals { get; init; }

    /// <summary>What it found; null before it has.</summary>
    public RunReportDto? Report { get; init; }

    /// <summary>How many more could be acted on, over the run's limit.</summary>
    public int Left { get; init; }

    /// <summary>What went wrong; null where nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>UTC; null while it goes on or waits.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>When the first of its actions that wait in the undo window is carried out, UTC; null where none does.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Model tokens that it used.</summary>
    public long TokensUsed { get; init; }
}

/// <summary>What a run found, for people.</summary>
public sealed record RunReportDto(
    string Headline,
    int Items,
    IReadOnlyList<ReportLineDto> Lines,
    IReadOnlyDictionary<string, int> ByDecision,
    int HeldAsInjection,
    int Left
);

/// <summary>One group of a report.</summary>
public sealed record ReportLineDto(
    string Key,
    int Count,
    string What,
    string? Destination,
    string Why,
    IReadOnlyList<ReportItemDto> Items
);

/// <summary>One thing of a group; titles are third-party text, cleaned of control characters.</summary>
public sealed record ReportItemDto(string Id, string Title, string Reason, double Confidence);

/// <summary>How far a run is; sent as server-sent events of <c>GET /v1/runs/{run}/events</c>, the last one with <see cref="Final"/>.</summary>
/// <param name="Run">The run.</param>
/// <param name="Phase"><c>reading</c>, <c>deciding</c>, <c>acting</c>, <c>undoing</c>, <c>ended</c>.</param>
/// <param name="Done">So many.</param>
/// <param name="Total">Of so many; 0 where that is not known.</param>
/// <param name="Final">The run as it ended or waits; null before.</param>
public sealed record RunProgress(string Run, string Phase, int Done, int Total, RunResponse? Final);

/// <summary>One action.</summary>
public sealed record TimelineEntry
{
    /// <summary><c>a1042</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>r7</c>.</summary>
    public required string Run { get; init; }

    /// <summary>The agent; <c>owner</c> for an undo.</summary>
    public required string Agent { get; init; }

    /// <summary>
    /// <c>proposed</c>, <c>waiting</c>, <c>denied</c>, <c>expired</c>, <c>intended</c>, <c>executing</c>, <c>done</c>, <c>failed</c>,
    /// <c>unknown</c>, <c>delayed</c>, <c>cancelled</c>, <c>undone</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary><c>mail.move</c>.</summary>
    public required string Tool { get; init; }

    /// <summary><c>mail/work</c>.</summary>
    public required string Connection { get; init; }

    /// <summary>One line on its target; third-party text.</summary>
    public required string Title { get; init; }

    /// <summary>Why the agent proposed it.</summary>
    public required string Reason { get; init; }

    /// <summary>The rules that decided.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Why it was decided so, or what went wrong and what to do.</summary>
    public required string Explanation { get; init; }

    /// <summary>Its arguments, a JSON object.</summary>
    public required JsonElement Args { get; init; }

    /// <summary>Where each scalar of the arguments came from; empty for actions from before values had labels.</summary>
    public IReadOnlyList<ValueLabelDto> Values { get; init; } = [];

    /// <summary>The approval that it waits for or used.</summary>
    public string? Approval { get; init; }

    /// <summary>The action that it takes back.</summary>
    public string? Undoes { get; init; }

    /// <summary>When the undo window ends and it is carried out, UTC; null where it has none.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Whether <c>undo</c> can take it back, or call it off, now.</summary>
    public bool CanUndo { get; init; }

    /// <summary>When it was proposed, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it last changed, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }
}

/// <summary>Takes back a run (<c>r7</c>), an action (<c>a1042</c>), or what was done last (null).</summary>
public sealed record UndoRequest(string? Target);

/// <summary>What a stop came to.</summary>
/// <param name="Stopped">Always true.</param>
/// <param name="Done">Actions that were done in the runs that it ended.</param>
/// <param name="NotDone">Actions of those runs that were called off.</param>
/// <param name="InFlight">Actions of which it cannot be told yet whether they happened.</param>
/// <param name="ElapsedMs">From the request's arrival until nothing more could begin.</param>
public sealed record StopResponse(bool Stopped, int Done, int NotDone, int InFlight, double ElapsedMs);

/// <summary>What a resume came to.</summary>
/// <param name="Stopped">Always false.</param>
/// <param name="Since">When the stop had begun, UTC; null where there was none.</param>
public sealed record ResumeResponse(bool Stopped, DateTimeOffset? Since);
