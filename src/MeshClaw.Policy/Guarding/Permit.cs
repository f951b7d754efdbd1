using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Guarding;

/// <summary>
/// The guard's yes to one call on one snapshot. Not yet leave to act: an <see cref="AuthorizedCall"/> comes only out of
/// <see cref="Guard.AuthorizeAsync"/>, after the journal holds the intent. Serves once.
/// </summary>
public sealed class Permit
{
    private int _spent;

    internal Permit(
        ProposedCall call,
        RunId run,
        Proposer proposer,
        string policyVersion,
        long ordersVersion,
        long stopEpoch,
        ApprovalId? approval,
        ImmutableArray<LimitUse> uses
    )
    {
        Call = call;
        Run = run;
        Proposer = proposer;
        PolicyVersion = policyVersion;
        OrdersVersion = ordersVersion;
        StopEpoch = stopEpoch;
        Approval = approval;
        Uses = uses;
    }

    /// <summary>The call.</summary>
    public ProposedCall Call { get; }

    /// <summary>The run that proposed it.</summary>
    public RunId Run { get; }

    /// <summary>Who proposed it.</summary>
    public Proposer Proposer { get; }

    /// <summary>Policy at the decision; must be the same when the intent is written.</summary>
    public string PolicyVersion { get; }

    /// <summary>Orders at the decision; must be the same when the intent is written.</summary>
    public long OrdersVersion { get; }

    /// <summary>Stops counted at the decision; must be the same when the intent is written.</summary>
    public long StopEpoch { get; }

    /// <summary>The approval that it uses up, if it needed one.</summary>
    public ApprovalId? Approval { get; }

    /// <summary>What it takes from limits.</summary>
    public ImmutableArray<LimitUse> Uses { get; }

    internal bool TrySpend() => Interlocked.Exchange(ref _spent, 1) == 0;
}

/// <summary>Leave to read: reads change nothing, so no journal stands between.</summary>
public sealed class AuthorizedRead
{
    internal AuthorizedRead(ProposedCall call) => Call = call;

    /// <summary>The call to answer.</summary>
    public ProposedCall Call { get; }
}

/// <summary>
/// Leave to act, once: the only thing that a connector's acting method accepts. No public constructor, no copy: it exists only after
/// the guard allowed the call and the journal committed its intent.
/// </summary>
public sealed class AuthorizedCall
{
    private readonly ProposedCall _call;
    private int _taken;

    internal AuthorizedCall(ActionId action, ProposedCall call, string idempotencyKey, string preparation)
    {
        Action = action;
        _call = call;
        IdempotencyKey = idempotencyKey;
        Preparation = preparation;
    }

    /// <summary>The journal's row.</summary>
    public ActionId Action { get; }

    /// <summary>Of which tool; says who is to take it.</summary>
    public ToolName Tool => _call.Tool;

    /// <summary>The same for every attempt at this action; for services that take one.</summary>
    public string IdempotencyKey { get; }

    /// <summary>What the connector noted before the intent was written, to find out later whether the effect happened (JSON).</summary>
    public string Preparation { get; }

    /// <summary>Takes the call, to make it now.</summary>
    /// <exception cref="InvalidOperationException">It was taken before: one authorization serves one effect.</exception>
    public ProposedCall Take() =>
        Interlocked.Exchange(ref _taken, 1) == 0
            ? _call
            : throw new InvalidOperationException($"The authorization of {Action} was used before.");
}

/// <summary>A permit on its way into the journal.</summary>
/// <param name="Action">The journal's row.</param>
/// <param name="Permit">The guard's yes.</param>
/// <param name="Preparation">What the connector noted, JSON.</param>
public sealed record Intent(ActionId Action, Permit Permit, string Preparation);

/// <summary>What the journal's transaction found when it checked again.</summary>
public enum IntentOutcome
{
    /// <summary>Written: the action is executing.</summary>
    Committed,

    /// <summary>A stop came in between.</summary>
    Stopped,

    /// <summary>Policy or orders changed: decide anew.</summary>
    Stale,

    /// <summary>Another action used the limit up.</summary>
    LimitReached,

    /// <summary>The approval was used, revoked or ran out.</summary>
    ApprovalVoid,

    /// <summary>The row is not waiting to be executed: somebody else has it.</summary>
    NotPending,
}

/// <summary>Where intents are written: the journal. One transaction, durable when it returns.</summary>
public interface IIntentLedger
{
    /// <summary>
    /// Checks each intent again (no stop, same versions, limits and approval not used up), uses up what it needs, and marks its
    /// row executing, all in one durable transaction. The outcomes stand in the order of <paramref name="intents"/>.
    /// </summary>
    Task<IReadOnlyList<IntentOutcome>> CommitAsync(IReadOnlyList<Intent> intents, CancellationToken cancellationToken);

    /// <summary>The key that makes an action's attempts one to the outside.</summary>
    string IdempotencyKey(ActionId action);
}
