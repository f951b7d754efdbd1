using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>How a number in an order is meant.</summary>
internal enum LimitWords
{
    /// <summary>No number was said.</summary>
    None,

    /// <summary>"more than five", to be denied.</summary>
    MoreThan,

    /// <summary>"at most five".</summary>
    AtMost,
}

/// <summary>
/// What one reading of an order has understood so far. Immutable: readings branch. The rule's own parts are in
/// <see cref="Rule"/>; the rest is what only the sentence knows, or a phrase that still waits for its place.
/// </summary>
internal sealed record Draft
{
    /// <summary>Nothing understood yet.</summary>
    public static Draft Empty { get; } = new();

    public OrderRule Rule { get; init; } = new() { Verdict = OrderVerdict.Deny, Verbs = Verbs.None };

    /// <summary>Negative objects: "nothing", "nobody", "neither".</summary>
    public int Negations { get; init; }

    /// <summary>How the number is meant.</summary>
    public LimitWords Limit { get; init; }

    /// <summary>A clause wants the owner's yes: "without asking me".</summary>
    public bool Asks { get; init; }

    /// <summary>"only".</summary>
    public bool Only { get; init; }

    /// <summary>An exception clause was said; a second would be ambiguous.</summary>
    public bool Excepted { get; init; }

    /// <summary>An exception was said within a list of people.</summary>
    public bool PeopleExcepted { get; init; }

    /// <summary>"from Ana" with nothing behind it that separates it from "to Boris".</summary>
    public bool OpenFrom { get; init; }

    /// <summary>Some mail was named, not just "anything".</summary>
    public bool MailSaid { get; init; }

    /// <summary>"the mails": means some only if a condition says which.</summary>
    public bool Definite { get; init; }

    /// <summary>A verb such as "reply to" that lacks its object still.</summary>
    public bool NeedsObject { get; init; }

    /// <summary>"hold off": makes sense only with an end.</summary>
    public bool NeedsUntil { get; init; }

    /// <summary>The recipients were put with "with", as for sharing.</summary>
    public bool SaidWith { get; init; }

    /// <summary>The recipients were put with "to".</summary>
    public bool SaidTo { get; init; }

    /// <summary>Several verbs that share no object: conditions on mail could be meant for one of them only.</summary>
    public bool Mixed { get; init; }

    /// <summary>A condition said from here on could belong to a part of the sentence only: "deploy or send mail on Fridays".</summary>
    public bool Closed { get; init; }

    /// <summary>Understood, and yet not to be set: why.</summary>
    public string? Doubt { get; init; }

    /// <summary>Orders to offer with <see cref="Doubt"/>.</summary>
    public ImmutableArray<string> DoubtExamples { get; init; } = [];

    // Phrases that wait for their place.
    public ImmutableArray<string> People { get; init; } = [];
    public ImmutableArray<string> NotPeople { get; init; } = [];
    public ImmutableArray<string> Names { get; init; } = [];
    public ImmutableArray<DayOfWeek> Weekdays { get; init; } = [];
    public TargetKinds Kinds { get; init; }
    public int Number { get; init; }
    public TimeSpan Time { get; init; }
    public TimeSpan FirstTime { get; init; }

    /// <summary>With a verb more.</summary>
    public Draft With(Verbs verb) => this with { Rule = Rule with { Verbs = Rule.Verbs | verb } };

    /// <summary>The people who wait become the senders; null if senders were said before.</summary>
    public Draft? TakeFrom() =>
        Rule.From is not null || Rule.NotFrom is not null
            ? null
            : Clear() with
            {
                Rule = Rule with { From = OrNull(People), NotFrom = OrNull(NotPeople) },
            };

    /// <summary>The people who wait become the recipients; null if recipients were said before.</summary>
    public Draft? TakeTo() =>
        Rule.To is not null || Rule.NotTo is not null
            ? null
            : Clear() with
            {
                Rule = Rule with { To = OrNull(People), NotTo = OrNull(NotPeople) },
            };

    /// <summary>Without the people who wait.</summary>
    public Draft Clear() => this with { People = [], NotPeople = [] };

    /// <summary>A list in one order without repeats; null if empty.</summary>
    public static ImmutableArray<string>? OrNull(ImmutableArray<string> list) =>
        list.IsEmpty ? null : [.. list.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
