using System.Text.Json;
using MeshClaw.Core.Journal;
using MeshClaw.Gateway.Problems;
using MeshClaw.Policy;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Timeline;

/// <summary>Every proposed call and what became of it.</summary>
internal static class TimelineEndpoints
{
    public static void MapTimeline(this RouteGroupBuilder v1) => v1.MapGet("/timeline", ListAsync);

    private static async Task<IResult> ListAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        string? run = null,
        string? state = null,
        string? before = null,
        int limit = 100
    )
    {
        var query = new JournalQuery { Limit = limit };
        if (Answer.RefuseLimit(limit) is { } refusal)
        {
            return refusal;
        }

        if (run is not null)
        {
            if (!RunId.TryParse(run, out var id))
            {
                return new ProblemResult("invalid", $"'{run}' is no run. Write it as r7.");
            }

            query = query with { Run = id };
        }

        if (before is not null)
        {
            if (!ActionId.TryParse(before, out var id))
            {
                return new ProblemResult("invalid", $"'{before}' is no action. Write it as a12.");
            }

            query = query with { Before = id };
        }

        if (state is not null)
        {
            if (!Answer.TryWord<ActionState>(state, out var wanted))
            {
                return new ProblemResult(
                    "invalid",
                    $"'{state}' is no state. There are: {Answer.Words<ActionState>()}."
                );
            }

            query = query with { States = [wanted] };
        }

        var entries = await services.Journal.ListAsync(query, cancellationToken);
        return Answer.With([.. entries.Select(Of)], ProtocolJson.Default.IReadOnlyListTimelineEntry);
    }

    /// <summary>An entry in the wire's words.</summary>
    internal static TimelineEntry Of(JournalEntry entry) =>
        new()
        {
            Id = entry.Id.ToString(),
            Run = entry.Run.ToString(),
            Agent = entry.Agent.Value,
            State = Answer.Word(entry.State),
            Tool = entry.Tool.Value,
            Connection = entry.Connection.Value,
            Title = entry.Title,
            Reason = entry.Reason,
            Rules = entry.Rules.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Explanation = entry.Explanation,
            Args = JsonElement.Parse(entry.Arguments),
            Values = ActionLabels.Values(CallLabels.Read(entry.Labels)),
            Approval = entry.Approval?.ToString(),
            Undoes = entry.Undoes?.ToString(),
            Due = entry.State == ActionState.Delayed ? entry.Due : null,
            CanUndo = entry is { State: ActionState.Done, Undo: not null } or { State: ActionState.Delayed },
            At = entry.Created,
            Updated = entry.Updated,
        };
}
