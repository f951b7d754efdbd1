using System.Collections.Immutable;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Turns;

/// <summary>What came of a call.</summary>
/// <param name="Call">Whose: <see cref="ModelCall.Id"/>.</param>
/// <param name="Text">As the model reads it.</param>
/// <param name="Action">Its row of the journal; null where it had no effect.</param>
/// <param name="Foreign">Whether others' words are in it.</param>
internal sealed record CallResult(string Call, string Text, ActionId? Action, bool Foreign);

/// <summary>
/// Takes the calls that a model asks for: reads are made, what has an effect is put to the guard as one group and carried out where it may be.
/// Whatever is wrong with a call is told to the model as its result; nothing of it is done.
/// </summary>
internal sealed class ToolDesk(
    IConnectorSource connectors,
    IConversationStore conversations,
    LoopTools own,
    RunPlanner planner,
    ActionExecutor executor,
    IJournal journal,
    RehearsedEffects? rehearsal = null
)
{
    /// <summary>More characters than these of one result are cut, and kept whole for <c>result_read</c>.</summary>
    internal const int MaxResult = 6000;
    private const int MaxArguments = 200_000;
    private const int MaxCalls = 32;
    private const string PlanRuleId = "plan";

    /// <summary>Makes the calls of one answer, and keeps what came of them.</summary>
    /// <returns>What came of each, in the order of the calls.</returns>
    public async Task<IReadOnlyList<CallResult>> CallAsync(Turn turn, ImmutableArray<ModelCall> calls)
    {
        var results = new List<NewEntry>();
        var effects = new List<(ModelCall Call, ProposedCall Proposed)>();
        foreach (var (call, i) in calls.Select((c, i) => (c, i)))
        {
            turn.Token.ThrowIfCancellationRequested();
            try
            {
                if (i >= MaxCalls)
                {
                    throw new ToolException($"No more than {MaxCalls} calls at once.");
                }

                if (await ReadOrDescribeAsync(turn, call, results).ConfigureAwait(false) is { } proposed)
                {
                    effects.Add((call, proposed));
                }
            }
            catch (Exception refused) when (refused is ToolException or ConnectorException or IOException)
            {
                results.Add(LoopTools.Said(call, refused.Message));
            }
        }

        await AppendAsync(turn, results).ConfigureAwait(false);
        var rows = await ActAsync(turn, effects).ConfigureAwait(false);
        var outcomes = results
            .Select(r => (TurnContent.Returned)r.Content)
            .Select(r => new CallResult(r.Call, r.Text, null, r.Foreign))
            .Concat(rows)
            .ToLookup(r => r.Call);
        return
        [
            .. calls.Select(c => outcomes[c.Id].FirstOrDefault() ?? new CallResult(c.Id, "", null, Foreign: false)),
        ];
    }

    /// <summary>Whether any of a turn's calls still waits for the owner.</summary>
    public async Task<bool> WaitsAsync(Turn turn)
    {
        var query = new JournalQuery
        {
            Run = turn.Run.Id,
            States = [ActionState.Waiting],
            Limit = int.MaxValue,
        };
        var waiting = await journal.ListAsync(query, turn.Token).ConfigureAwait(false);
        return waiting.Any(w => turn.Proposed.Contains(w.Id));
    }

    /// <summary>
    /// Carries out what the owner has allowed meanwhile, and finds the row of each call that the last answer asked for before its process ended.
    /// </summary>
    public async Task CatchUpAsync(Turn turn, IReadOnlyList<TurnEntry> entries)
    {
        var known = entries.Select(e => e.Content).OfType<TurnContent.Proposed>().Select(p => p.Action).ToHashSet();
        var rows = await journal
            .ListAsync(
                new JournalQuery
                {
                    Run = turn.Run.Id,
                    Limit = int.MaxValue,
                    NewestFirst = false,
                },
                turn.Token
            )
            .ConfigureAwait(false);
        var lost = rows.Where(r => !known.Contains(r.Id)).ToList();
        var open = OpenCalls(entries);
        var adopted = new List<NewEntry>();
        foreach (var call in open)
        {
            if (lost.Find(r => r.Tool == turn.Belt.Find(call.Name)?.Definition.Name) is { } row)
            {
                lost.Remove(row);
                adopted.Add(new NewEntry(new TurnContent.Proposed(call.Id, row.Id)));
            }
        }

        turn.Proposed.UnionWith(known);
        turn.Proposed.UnionWith(adopted.Select(a => ((TurnContent.Proposed)a.Content).Action));
        await AppendAsync(turn, adopted).ConfigureAwait(false);
        await executor.ExecuteAsync(turn.Run, turn.Active).ConfigureAwait(false);
        var calls = entries
            .Select(e => e.Content)
            .OfType<TurnContent.Answered>()
            .SelectMany(a => a.Calls)
            .ToLookup(c => c.Id);
        await OutcomesAsync(
                turn,
                [
                    .. entries
                        .Select(e => e.Content)
                        .OfType<TurnContent.Proposed>()
                        .Where(p => calls.Contains(p.Call))
                        .Select(p => (calls[p.Call].Last(), p.Action)),
                ]
            )
            .ConfigureAwait(false);
    }

    // What the last answer asked for, and nothing came back of.
    private static IEnumerable<ModelCall> OpenCalls(IReadOnlyList<TurnEntry> entries)
    {
        var last = entries.Reverse().Select(e => e.Content).OfType<TurnContent.Answered>().FirstOrDefault();
        return last is null
            ? []
            : last.Calls.Where(c =>
                !entries.Any(e =>
                    (e.Content is TurnContent.Returned returned && returned.Call == c.Id)
                    || (e.Content is TurnContent.Proposed proposed && proposed.Call == c.Id)
                )
            );
    }

    // Null where it is done already.
    private async Task<ProposedCall?> ReadOrDescribeAsync(Turn turn, ModelCall call, List<NewEntry> results)
    {
        if (call.Error is { } error)
        {
            throw new ToolException(error);
        }

        if (call.Arguments.Length > MaxArguments)
        {
            throw new ToolException($"The arguments are longer than {MaxArguments} characters.");
        }

        if (await own.CallAsync(turn, call).ConfigureAwait(false) is { } result)
        {
            results.Add(result);
            return null;
        }

        var tool =
            turn.Belt.Find(call.Name)
            ?? (turn.Belt.Match(call.Name) is [var nearest, ..] ? nearest : null)
            ?? throw new ToolException($"There is no tool '{LoopTools.Line(call.Name)}'. {Near(turn.Belt, call.Name)}");
        var request = turn.Skills.Bind(tool.Request(call.Arguments));
        using var lease = await connectors.TakeAsync(request.Connection, turn.Token).ConfigureAwait(false);
        if (tool.Definition.Effect.IsPureRead)
        {
            var read = await planner
                .ReadAsync(turn.Run, lease.Connector, turn.Readings, request, turn.Token)
                .ConfigureAwait(false);
            results.Add(Of(call, read.Observation, read.Shown));
            return null;
        }

        return (await lease.Connector.DescribeAsync([request], turn.Token).ConfigureAwait(false))[0];
    }

    private async Task<IReadOnlyList<CallResult>> ActAsync(
        Turn turn,
        List<(ModelCall Call, ProposedCall Proposed)> effects
    )
    {
        if (effects.Count == 0)
        {
            return [];
        }

        await PlanAsync(turn, effects.ConvertAll(e => e.Proposed)).ConfigureAwait(false);
        if (rehearsal is not null)
        {
            var answers = await rehearsal.AnswerAsync(turn, effects).ConfigureAwait(false);
            await AppendAsync(turn, answers).ConfigureAwait(false);
            return
            [
                .. answers
                    .Select(a => (TurnContent.Returned)a.Content)
                    .Select(r => new CallResult(r.Call, r.Text, null, Foreign: false)),
            ];
        }

        var rows = await planner
            .DecideAsync(
                turn.Run,
                [.. effects.Select(e => (e.Proposed, "it serves what you asked for"))],
                Proposer.Agent,
                turn.Token
            )
            .ConfigureAwait(false);
        turn.Proposed.UnionWith(rows.Select(r => r.Id));
        // Which row belongs to which call is on disk before anything is done.
        var proposed = effects.Zip(rows, (e, row) => new NewEntry(new TurnContent.Proposed(e.Call.Id, row.Id)));
        await AppendAsync(turn, [.. proposed]).ConfigureAwait(false);
        await executor.ExecuteAsync(turn.Run, turn.Active).ConfigureAwait(false);
        return await OutcomesAsync(turn, [.. effects.Zip(rows, (e, row) => (e.Call, row.Id))]).ConfigureAwait(false);
    }

    /// <summary>How the actions of calls stand now; what they gave back is kept beside.</summary>
    private async Task<IReadOnlyList<CallResult>> OutcomesAsync(
        Turn turn,
        IReadOnlyList<(ModelCall Call, ActionId Id)> actions
    )
    {
        var (outcomes, seen) = (new List<CallResult>(), new List<NewEntry>());
        foreach (var (call, id) in actions)
        {
            var text = ActionText.Of(await journal.FindAsync(id, turn.Token).ConfigureAwait(false));
            var foreign = false;
            if (turn.Active.Take(id) is { } given)
            {
                seen.Add(Of(call, given, []));
                text = $"{text} {((TurnContent.Returned)seen[^1].Content).Text}";
                foreign = given.HasThirdPartyText;
            }

            outcomes.Add(new CallResult(call.Id, text, id, foreign));
        }

        await AppendAsync(turn, seen).ConfigureAwait(false);
        return outcomes;
    }

    private Task AppendAsync(Turn turn, List<NewEntry> entries) =>
        entries.Count == 0
            ? Task.CompletedTask
            : conversations.AppendAsync(turn.Conversation.Id, turn.Run.Id, entries, turn.Token);

    // Before anything by others was read, what the model asks for is its plan; afterwards only the owner's message can say, and that is asked only
    // where nothing else stands between a call and its effect.
    private async Task PlanAsync(Turn turn, List<ProposedCall> calls)
    {
        var missing = calls
            .GroupBy(c => c.Tool)
            .Select(g => new PlanGrant(g.Key, g.Count()))
            .Where(g => turn.Flow.Plan?.TryGet(g.Tool, out _) != true)
            .ToList();
        if (missing.Count == 0 || turn.Flow.TryPlan(missing))
        {
            return;
        }

        var decisions = await planner.PreviewAsync(turn.Run, turn.Readings, calls, turn.Token).ConfigureAwait(false);
        if (
            decisions.Any(d =>
                d.Verdict == Verdict.Ask && d.Spoken.All(r => r.Rule == PlanRuleId || r.Verdict == Verdict.Allow)
            )
        )
        {
            await OwnerPlan.AskAsync(turn, turn.Token).ConfigureAwait(false);
        }
    }

    private static NewEntry Of(ModelCall call, Observation seen, ImmutableArray<string> shown)
    {
        var whole = ObservationText.Of(seen, shown);
        return whole.Length <= MaxResult
            ? new NewEntry(new TurnContent.Returned(call.Id, whole, IsCut: false, seen.HasThirdPartyText))
            : new NewEntry(
                new TurnContent.Returned(
                    call.Id,
                    ObservationText.Shortened(seen, shown, MaxResult),
                    IsCut: true,
                    seen.HasThirdPartyText
                ),
                whole
            );
    }

    private static string Near(ToolBelt belt, string name)
    {
        var stem = name.Split('_', '.')[0];
        var near = belt.All.Where(t => t.WireName.StartsWith(stem, StringComparison.Ordinal)).Take(10).ToList();
        return near.Count > 0
            ? $"There are: {string.Join(", ", near.Select(t => t.WireName))}."
            : $"Ask for tools of the index with {TurnTools.Open}.";
    }
}
