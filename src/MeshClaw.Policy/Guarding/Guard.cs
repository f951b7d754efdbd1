using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding.Rules;

namespace MeshClaw.Policy.Guarding;

/// <summary>
/// The only thing that can turn a proposed call into an authorized one. Pure: no clock, no I/O, no model. Every rule judges every
/// call, the strictest verdict wins, and a rule that throws denies.
/// </summary>
public static class Guard
{
    /// <summary>All rules, in the order in which they speak. The order decides who is named first, never the verdict.</summary>
    internal static ImmutableArray<IGuardRule> Rules { get; } =
    [
        new StopRule(),
        new ShapeRule(),
        new CeilingRule(),
        new OrdersRule(),
        new StatementsRule(),
        new GrantRule(),
        // Before what asks for every call alike: the first reason is what a card says first.
        new WarningRule(),
        new AutonomyRule(),
        new PlanRule(),
        new FlowRule(),
        new CommandRule(),
        new UrlRule(),
        new LimitsRule(),
    ];

    /// <summary>Decides on one call.</summary>
    public static Decision Decide(ProposedCall call, GuardSnapshot snapshot) => Decide([call], snapshot)[0];

    /// <summary>
    /// Decides on a group of calls that a run proposes together, in order: they share limits, and a group larger than the bulk
    /// limit asks as a whole.
    /// </summary>
    public static ImmutableArray<Decision> Decide(IReadOnlyList<ProposedCall> calls, GuardSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(snapshot);
        var group = new GroupState(snapshot.Used);
        var judged = new List<(ProposedCall Call, List<Reason> Reasons, ImmutableArray<LimitUse> Uses)>(calls.Count);
        foreach (var call in calls)
        {
            judged.Add((call, Judge(call, snapshot, group), group.TakeUses()));
        }

        var limits = EffectiveGrant.Of(snapshot).Limits;
        var acting = judged.Count(j => !j.Call.Effect.IsPureRead && Strictest(j.Reasons) != Verdict.Deny);
        // Counted over the run: many small groups are no way around it.
        var unasked = snapshot.Used.GetValueOrDefault(UnaskedCounter(snapshot.Run));
        var bulk = snapshot.Proposer == Proposer.Agent && acting + unasked > limits.Bulk;
        return
        [
            .. judged.Select(j =>
            {
                if (bulk && !j.Call.Effect.IsPureRead)
                {
                    var sentence = $"With {acting + unasked} actions the run is over the bulk limit of {limits.Bulk}.";
                    j.Reasons.Add(new Reason("bulk", Verdict.Ask, sentence));
                }

                return Conclude(j.Call, j.Reasons, j.Uses, snapshot);
            }),
        ];
    }

    /// <summary>Leave to read, for a decision that allowed a call without any effect.</summary>
    /// <exception cref="InvalidOperationException">The decision did not allow it, or the call does more than read.</exception>
    public static AuthorizedRead OpenRead(Decision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return
            decision is { Verdict: Verdict.Allow, Permit: { } permit, Call.Effect.IsPureRead: true }
            && permit.TrySpend()
            ? new AuthorizedRead(decision.Call)
            : throw new InvalidOperationException($"Not a permitted read: {decision.Explanation}");
    }

    /// <summary>
    /// Turns permits into authorized calls, by way of the journal: each intent is durable before its authorization exists. The
    /// results stand in the order of <paramref name="intents"/>; the call is null where the outcome is not
    /// <see cref="IntentOutcome.Committed"/>. A permit serves once, also when it was refused.
    /// </summary>
    public static async Task<IReadOnlyList<(IntentOutcome Outcome, AuthorizedCall? Call)>> AuthorizeAsync(
        IReadOnlyList<Intent> intents,
        IIntentLedger ledger,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(intents);
        ArgumentNullException.ThrowIfNull(ledger);
        if (intents.Any(i => !i.Permit.TrySpend()))
        {
            throw new InvalidOperationException("A permit was used before.");
        }

        var outcomes = await ledger.CommitAsync(intents, cancellationToken).ConfigureAwait(false);
        if (outcomes.Count != intents.Count)
        {
            throw new InvalidOperationException("The journal did not answer for every intent.");
        }

        return
        [
            .. intents.Select(
                (intent, i) =>
                    outcomes[i] == IntentOutcome.Committed
                        ? (
                            outcomes[i],
                            new AuthorizedCall(
                                intent.Action,
                                intent.Permit.Call,
                                ledger.IdempotencyKey(intent.Action),
                                intent.Preparation
                            )
                        )
                        : (outcomes[i], (AuthorizedCall?)null)
            ),
        ];
    }

    private static List<Reason> Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group)
    {
        var reasons = new List<Reason>();
        foreach (var rule in Rules)
        {
            try
            {
                rule.Judge(call, snapshot, group, reasons);
            }
            catch (Exception failure)
            {
                reasons.Add(
                    new Reason(rule.Id, Verdict.Deny, $"The rule '{rule.Id}' failed ({failure.GetType().Name}).")
                );
            }
        }

        if (Strictest(reasons) == Verdict.Deny)
        {
            group.ReturnUses();
        }

        return reasons;
    }

    private static Decision Conclude(
        ProposedCall call,
        List<Reason> reasons,
        ImmutableArray<LimitUse> uses,
        GuardSnapshot snapshot
    )
    {
        var verdict = reasons.Count == 0 ? Verdict.Deny : Strictest(reasons);
        if (reasons.Count == 0)
        {
            reasons.Add(new Reason("guard", Verdict.Deny, "No rule allows it."));
        }

        ApprovalId? approval = null;
        if (verdict == Verdict.Ask && Covers(snapshot.Approval, call, snapshot.Now))
        {
            approval = snapshot.Approval!.Id; // Covers is false for null.
            verdict = Verdict.Allow;
            reasons.Add(new Reason("approval", Verdict.Allow, $"You approved exactly this call ({approval})."));
        }

        var strictestFirst =
            verdict == Verdict.Allow
                ? reasons.OrderBy(r => r.Rule == "approval" ? 0 : 1).ToImmutableArray()
                : [.. reasons.Where(r => r.Verdict == verdict)];
        if (verdict == Verdict.Allow && approval is null && !call.Effect.IsPureRead)
        {
            uses = uses.Add(new LimitUse(UnaskedCounter(snapshot.Run), 1, long.MaxValue, "bulk"));
        }

        var permit =
            verdict == Verdict.Allow
                ? new Permit(
                    call,
                    snapshot.Run,
                    snapshot.Proposer,
                    snapshot.PolicyVersion,
                    snapshot.Orders.Version,
                    snapshot.StopEpoch,
                    approval,
                    uses
                )
                : null;
        return new Decision(call, verdict, strictestFirst, [.. reasons], permit);
    }

    private static string UnaskedCounter(RunId run) => $"run/{run}/unasked";

    private static bool Covers(ApprovalGrant? approval, ProposedCall call, DateTimeOffset now) =>
        approval is not null && now < approval.Expires && approval.CallHashes.Contains(call.Hash);

    private static Verdict Strictest(List<Reason> reasons) =>
        reasons.Count == 0 ? Verdict.Allow : reasons.Max(r => r.Verdict);
}
