using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Guarding;

/// <summary>The guard's answer. Ordered: the strictest wins.</summary>
public enum Verdict
{
    /// <summary>May be done now.</summary>
    Allow,

    /// <summary>Waits for the owner's yes to exactly this call.</summary>
    Ask,

    /// <summary>Is not done, whoever says yes.</summary>
    Deny,
}

/// <summary>One rule's part in a decision.</summary>
/// <param name="Rule">The rule's id: <c>stop</c>, <c>orders</c> with the order (<c>orders:o3</c>), <c>limits:actions-per-run</c> …</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Sentence">Why, in one sentence for the owner.</param>
public sealed record Reason(string Rule, Verdict Verdict, string Sentence);

/// <summary>What the guard decided on one call, and which rules made it.</summary>
public sealed class Decision
{
    internal Decision(
        ProposedCall call,
        Verdict verdict,
        ImmutableArray<Reason> reasons,
        ImmutableArray<Reason> spoken,
        Permit? permit
    )
    {
        Call = call;
        Verdict = verdict;
        Reasons = reasons;
        Spoken = spoken;
        Permit = permit;
    }

    /// <summary>The call.</summary>
    public ProposedCall Call { get; }

    /// <summary>The strictest of all reasons.</summary>
    public Verdict Verdict { get; }

    /// <summary>The rules that made the verdict, strictest first; never empty.</summary>
    public ImmutableArray<Reason> Reasons { get; }

    /// <summary>Every rule that spoke, in the guard's order, also those that a stricter one overruled.</summary>
    public ImmutableArray<Reason> Spoken { get; }

    /// <summary>Present exactly when <see cref="Verdict"/> is <see cref="Verdict.Allow"/>.</summary>
    public Permit? Permit { get; }

    /// <summary>One sentence for the owner: the first reason.</summary>
    public string Explanation => Reasons[0].Sentence;
}
