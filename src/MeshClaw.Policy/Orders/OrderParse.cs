using System.Collections.Immutable;

namespace MeshClaw.Policy.Orders;

/// <summary>What an order may speak of on this device: names resolve only against these.</summary>
public sealed record OrderVocabulary
{
    /// <summary>Names and the normalised addresses they stand for, from the owner's own address book; a name with several addresses is ambiguous.</summary>
    public required IReadOnlyDictionary<string, ImmutableArray<string>> Contacts { get; init; }

    /// <summary>The names of the agents.</summary>
    public required ImmutableArray<string> Agents { get; init; }

    /// <summary>The folders that exist, by the names that the owner sees.</summary>
    public required ImmutableArray<string> Folders { get; init; }

    /// <summary>The owner's local date, for "until Friday".</summary>
    public required DateOnly Today { get; init; }
}

/// <summary>An order read, or the reason why not.</summary>
public abstract record OrderParse
{
    private OrderParse() { }

    /// <summary>It was understood, every word of it.</summary>
    /// <param name="Rule">What it means.</param>
    public sealed record Understood(OrderRule Rule) : OrderParse;

    /// <summary>It was not understood, and nothing was set.</summary>
    /// <param name="Why">One sentence for the owner.</param>
    /// <param name="Examples">Orders that would be understood, near to what was said.</param>
    public sealed record Refused(string Why, ImmutableArray<string> Examples) : OrderParse;
}
