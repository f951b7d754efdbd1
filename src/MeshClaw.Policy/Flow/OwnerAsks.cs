using System.Collections.Frozen;
using System.Collections.Immutable;

namespace MeshClaw.Policy.Flow;

/// <summary>What the owner's words ask for, read once for a run: the guard only looks it up.</summary>
internal sealed class OwnerAsks(OwnerWords owner)
{
    /// <summary>Something is to be deleted, cancelled or taken away.</summary>
    public bool Deletes { get; } = Intents.Deletes(owner.Text);

    /// <summary>Money is to move, or something to be bought.</summary>
    public bool Spends { get; } = Intents.Spends(owner.Text);

    /// <summary>Somebody is to get access.</summary>
    public bool Shares { get; } = Intents.Shares(owner.Text);

    /// <summary>Anything is to be done.</summary>
    public bool Does { get; } = Intents.Does(owner.Text);

    /// <summary>What is read is to be passed on.</summary>
    public bool Relays { get; } = Relaying.IsAskedFor(owner.Text);

    /// <summary>A text itself is to be passed on.</summary>
    public bool Verbatim { get; } = Relaying.IsVerbatim(owner.Text);

    /// <summary>Whoever wrote something is to be answered.</summary>
    public bool Replies { get; } = Relaying.IsReply(owner.Text);

    /// <summary>Something is to be sent to the owner.</summary>
    public bool ForMe { get; } = Intents.SendsToMe(owner.Text);

    /// <summary>A link in what is read is to be followed.</summary>
    public bool FollowsLinks { get; } = Links.IsAskedFor(owner);

    /// <summary>All links of a place are to be followed.</summary>
    public bool FollowsAllLinks { get; } = Links.AllAreAskedFor(owner.Text);

    /// <summary>Sentences that set a condition.</summary>
    public ImmutableArray<ConditionalSentence> Conditions { get; } = Flow.Conditions.In(owner.Text);

    /// <summary>What is chosen by comparison.</summary>
    public ImmutableArray<Comparison> Comparisons { get; } = Superlatives.In(owner.Text);

    /// <summary>The stems of each sentence that says what is not, or not to be.</summary>
    public ImmutableArray<FrozenSet<string>> Negated { get; } = Relaying.NegatedIn(owner.Text);

    /// <summary>The clauses.</summary>
    public Clauses Clauses { get; } = new(owner);
}
