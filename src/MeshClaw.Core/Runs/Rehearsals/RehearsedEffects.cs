using MeshClaw.Core.Mail;
using MeshClaw.Core.Turns;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>
/// Answers calls with an effect in a rehearsal: the guard decides, the decision is noted, and the model is told what would have become of the
/// call. Used by one rehearsal.
/// </summary>
internal sealed class RehearsedEffects(RunPlanner planner, int limit)
{
    private const int MaxWhy = 300;
    private readonly List<ProposedCall> _unasked = [];

    /// <summary>The calls so far.</summary>
    public List<RehearsedCall> Calls { get; } = [];

    /// <summary>Calls beyond the limit.</summary>
    public int Left { get; private set; }

    /// <summary>Decides on calls as one group and notes them; those beyond the limit are counted alone.</summary>
    public async Task NoteAsync(
        RunRecord run,
        RunReadings readings,
        IReadOnlyList<(ProposedCall Call, string Reason)> calls,
        CancellationToken cancellationToken
    )
    {
        var room = calls.Take(Math.Max(0, limit - Calls.Count)).ToList();
        Left += calls.Count - room.Count;
        if (room.Count == 0)
        {
            return;
        }

        // What would have been done unasked before counts against the limits, as it would in the journal.
        List<ProposedCall> group = [.. _unasked, .. room.Select(c => c.Call)];
        var decisions = await planner.PreviewAsync(run, readings, group, cancellationToken).ConfigureAwait(false);
        foreach (var ((call, reason), decision) in room.Zip(decisions.Skip(_unasked.Count)))
        {
            Calls.Add(
                new RehearsedCall(
                    call.Connection,
                    call.Tool,
                    RunPlanner.TitleOf(call),
                    call.Arguments,
                    reason,
                    decision.Verdict,
                    decision.Explanation
                )
            );
        }

        _unasked.AddRange(decisions.Skip(_unasked.Count).Where(d => d.Verdict == Verdict.Allow).Select(d => d.Call));
    }

    /// <summary>The same for a model, which is told what would have become of each.</summary>
    public async Task<List<NewEntry>> AnswerAsync(
        Turn turn,
        IReadOnlyList<(ModelCall Call, ProposedCall Proposed)> effects
    )
    {
        var before = Calls.Count;
        await NoteAsync(
                turn.Run,
                turn.Readings,
                [.. effects.Select(e => (e.Proposed, "the model asked for it"))],
                turn.Token
            )
            .ConfigureAwait(false);
        return
        [
            .. effects.Select(
                (e, i) => LoopTools.Said(e.Call, Say(before + i < Calls.Count ? Calls[before + i] : null))
            ),
        ];
    }

    private static string Say(RehearsedCall? call) =>
        call is null
            ? "This is a test, and it looks at no more calls. Nothing was done."
            : call.Verdict switch
            {
                Verdict.Allow => "This is a test: nothing was done. It would have been done.",
                Verdict.Ask =>
                    "This is a test: nothing was done. It would have waited for the owner's yes. Go on as if it had come.",
                Verdict.Deny =>
                    $"This is a test: nothing was done. It would have been denied: {InvisibleText.Line(call.Explanation, MaxWhy)}",
            };
}
