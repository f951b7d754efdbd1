using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Features.Runs;

/// <summary>Puts a run together as clients see it.</summary>
internal sealed class RunReader(
    IRunStore runs,
    IJournal journal,
    IApprovalStore approvals,
    IUsageLedger usage,
    RunEngine engine
)
{
    /// <summary>One run as it stands; null where there is none.</summary>
    public async Task<RunResponse?> FindAsync(RunId run, CancellationToken cancellationToken) =>
        await runs.FindAsync(run, cancellationToken) is { } record ? await ReadAsync(record, cancellationToken) : null;

    /// <summary>The answer to whoever began a run a moment ago.</summary>
    public async Task<IResult> AcceptedAsync(RunId run, CancellationToken cancellationToken)
    {
        var response = await FindAsync(run, cancellationToken);
        return Answer.With(response!, ProtocolJson.Default.RunResponse, 202); // It was written down a moment ago.
    }

    /// <summary>A run's record with how its actions stand.</summary>
    public async Task<RunResponse> ReadAsync(RunRecord record, CancellationToken cancellationToken) =>
        await ReadAsync(record, await usage.OfRunAsync(record.Id, cancellationToken), cancellationToken);

    /// <summary>The same for whoever knows already what it has spent.</summary>
    public async Task<RunResponse> ReadAsync(RunRecord record, RunSpending spent, CancellationToken cancellationToken)
    {
        var run = engine.AsItStands(record);
        var counts = await journal.CountAsync(run.Id, cancellationToken);
        IEnumerable<Approval> waiting = counts.ContainsKey(ActionState.Waiting)
            ? await approvals.ListAsync(ApprovalState.Waiting, int.MaxValue, cancellationToken)
            : [];
        return new RunResponse
        {
            Run = run.Id.ToString(),
            Agent = run.Agent.Value,
            Trigger = run.Trigger,
            State = Answer.Word(run.State),
            Actions = counts.ToDictionary(c => Answer.Word(c.Key), c => c.Value),
            Approvals = [.. waiting.Where(a => a.Run == run.Id).Select(a => a.Id.ToString())],
            Report = run.Report is { } report ? Of(report) : null,
            Left = run.Report?.Left ?? 0,
            Error = run.Error,
            Started = run.Started,
            Ended = run.Ended,
            Due = counts.ContainsKey(ActionState.Delayed) ? await DueAsync(run.Id, cancellationToken) : null,
            TokensUsed = spent.Tokens.Input + spent.Tokens.Output,
        };
    }

    private async Task<DateTimeOffset?> DueAsync(RunId run, CancellationToken cancellationToken)
    {
        var query = new JournalQuery
        {
            Run = run,
            States = [ActionState.Delayed],
            Limit = int.MaxValue,
        };
        return (await journal.ListAsync(query, cancellationToken)).Min(e => e.Due);
    }

    private static RunReportDto Of(RunReport report) =>
        new(
            report.Headline,
            report.Items,
            [.. report.Lines.Select(Of)],
            report.ByDecision,
            report.HeldAsInjection,
            report.Left
        );

    private static ReportLineDto Of(ReportLine line) =>
        new(
            line.Key,
            line.Count,
            line.What,
            line.Destination,
            line.Why,
            [.. line.Items.Select(i => new ReportItemDto(i.Id, i.Title, i.Reason, i.Confidence))]
        );
}
