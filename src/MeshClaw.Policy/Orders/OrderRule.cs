using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Orders;

/// <summary>What an order does with a call that it is about.</summary>
public enum OrderVerdict
{
    /// <summary>Never.</summary>
    Deny,

    /// <summary>Only after the owner's yes.</summary>
    Ask,

    /// <summary>At most <see cref="OrderRule.Count"/> times in each <see cref="OrderRule.Per"/>.</summary>
    Limit,
}

/// <summary>The window that a limit counts in. Hours, days and weeks (from Monday) are the owner's local ones.</summary>
public enum OrderPeriod
{
    /// <summary>One run.</summary>
    Run,

    /// <summary>A clock hour.</summary>
    Hour,

    /// <summary>A calendar day.</summary>
    Day,

    /// <summary>A week from Monday.</summary>
    Week,
}

/// <summary>
/// A standing order as the guard evaluates it: a verdict on some verbs under conditions that must all hold. A list that is null
/// is no condition; a list is never empty. Orders only narrow what is allowed.
/// </summary>
public sealed record OrderRule
{
    /// <summary>What happens to a call that the order is about.</summary>
    public required OrderVerdict Verdict { get; init; }

    /// <summary>The verbs it speaks of; <see cref="Verbs.Any"/> for every effect.</summary>
    public required Verbs Verbs { get; init; }

    /// <summary>Mail from one of these (patterns as in <see cref="MailAddress.Matches"/>).</summary>
    public ImmutableArray<string>? From { get; init; }

    /// <summary>All mail but that from these.</summary>
    public ImmutableArray<string>? NotFrom { get; init; }

    /// <summary>What goes to one of these recipients.</summary>
    public ImmutableArray<string>? To { get; init; }

    /// <summary>What goes to anybody but these recipients.</summary>
    public ImmutableArray<string>? NotTo { get; init; }

    /// <summary>Mail that lies in one of these folders; compared without case.</summary>
    public ImmutableArray<string>? Folder { get; init; }

    /// <summary>Mail that lies outside these folders.</summary>
    public ImmutableArray<string>? NotFolder { get; init; }

    /// <summary>Mail whose subject contains one of these; compared without case, in Unicode form NFKC.</summary>
    public ImmutableArray<string>? Subject { get; init; }

    /// <summary>Mail that is one of these kinds.</summary>
    public TargetKinds? Kind { get; init; }

    /// <summary>Mail that is none of these kinds.</summary>
    public TargetKinds? NotKind { get; init; }

    /// <summary>Mail that arrived more than so many days ago.</summary>
    public int? OlderThanDays { get; init; }

    /// <summary>Mail that arrived less than so many days ago.</summary>
    public int? NewerThanDays { get; init; }

    /// <summary>Only this agent.</summary>
    public AgentName? Agent { get; init; }

    /// <summary>How many, for <see cref="OrderVerdict.Limit"/>; 0 or more.</summary>
    public int? Count { get; init; }

    /// <summary>In which window, for <see cref="OrderVerdict.Limit"/>.</summary>
    public OrderPeriod? Per { get; init; }

    /// <summary>Only on these days, in the owner's zone; not empty.</summary>
    public ImmutableArray<DayOfWeek>? Days { get; init; }

    /// <summary>Only between these local times; the second may be 24:00 (as <see cref="TimeSpan"/>) or lie on the next day.</summary>
    public (TimeSpan Start, TimeSpan End)? Between { get; init; }

    /// <summary>Holds through this day, in the owner's zone.</summary>
    public DateOnly? UntilDate { get; init; }

    /// <summary>Holds until the owner removes it, and was given with those words; for showing back.</summary>
    public bool UntilTold { get; init; }
}

/// <summary>An order in force.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Text">The owner's own words.</param>
/// <param name="Rule">What they mean.</param>
/// <param name="Given">When it was given.</param>
public sealed record Order(OrderId Id, string Text, OrderRule Rule, DateTimeOffset Given);

/// <summary>All orders in force. <see cref="Version"/> grows with every change.</summary>
public sealed record OrderBook(long Version, ImmutableArray<Order> Orders)
{
    /// <summary>No orders yet.</summary>
    public static OrderBook Empty { get; } = new(0, []);
}
