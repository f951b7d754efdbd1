using System.Text.Json;
using MeshClaw.Core.Approvals;
using MeshClaw.Core.Journal;
using MeshClaw.Protocol;
using MeshClaw.Storage.Journal;

namespace MeshClaw.Gateway.Features.Approvals;

/// <summary>Puts an approval together as people see it: every call, every value of it, and where each value came from.</summary>
internal sealed class ApprovalReader(IApprovalStore approvals, CallPreview preview, TimeProvider time)
{
    /// <summary>All of it.</summary>
    public async Task<ApprovalDetail> DetailAsync(Approval found, CancellationToken cancellationToken)
    {
        var calls = await approvals.CallsAsync(found.Id, cancellationToken).ConfigureAwait(false);
        var waits = StateOf(found) == Answer.Word(ApprovalState.Waiting);
        var changes = await preview.OfAsync(waits ? calls : [], cancellationToken).ConfigureAwait(false);
        return new ApprovalDetail
        {
            Id = found.Id.ToString(),
            Hash = found.Hash,
            Expires = found.Expires,
            Run = found.Run.ToString(),
            Agent = found.Agent.Value,
            State = StateOf(found),
            Calls = [.. calls.Select(c => CallOf(c) with { Changes = changes.GetValueOrDefault(c.Id, []) })],
        };
    }

    /// <summary>Where it stands, in a word. One that ran out is shown as such before the round that closes it.</summary>
    public string StateOf(Approval approval) =>
        Answer.Word(
            approval.State == ApprovalState.Waiting && approval.Expires <= time.GetUtcNow()
                ? ApprovalState.Expired
                : approval.State
        );

    private static ApprovalCall CallOf(JournalEntry entry)
    {
        var args = JsonElement.Parse(entry.Arguments);
        var labels = CallLabels.Read(entry.Labels);
        return new ApprovalCall(
            entry.Id.ToString(),
            entry.Tool.Value,
            entry.Connection.Value,
            args,
            ActionLabels.Sources(labels),
            entry.Title,
            entry.Reason,
            entry.Explanation
        )
        {
            From = SendersOf(entry.Targets),
            Values = ActionLabels.Values(labels),
            Outliers = [.. labels.Outliers.Select(Answer.Word)],
            Warnings = [.. JournaledCalls.Warnings(entry).Select(w => new CallWarningDto(w.Code, w.Sentence))],
        };
    }

    /// <summary>The addresses that the connector read at the proposal; none where it could not tell.</summary>
    private static string[] SendersOf(string targets) =>
        [
            .. JsonElement
                .Parse(targets)
                .EnumerateArray()
                .SelectMany(t => t.TryGetProperty("from", out var from) ? from.EnumerateArray().AsEnumerable() : [])
                .Select(a => a.GetString()!) // The journal wrote strings.
                .Distinct(),
        ];
}
