using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy;

namespace MeshClaw.Core.Turns;

/// <summary>Turns of one agent that follow each other. Written <c>c4</c>.</summary>
public readonly record struct ConversationId(long Value)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"c{Value}");

    /// <summary>Reads <c>c4</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out ConversationId id)
    {
        id = default;
        if (
            text is not { Length: > 1 and < 20 }
            || char.ToLowerInvariant(text[0]) != 'c'
            || !long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value <= 0
        )
        {
            return false;
        }

        id = new ConversationId(value);
        return true;
    }
}

/// <summary>What is said between the owner and one agent, over any number of runs.</summary>
public sealed record Conversation
{
    /// <summary>Characters that a title has at the most.</summary>
    internal const int MaxTitle = 80;

    /// <summary>Its id.</summary>
    public required ConversationId Id { get; init; }

    /// <summary>Which agent.</summary>
    public required AgentName Agent { get; init; }

    /// <summary>The owner's first words, cut to a line.</summary>
    public required string Title { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When something was last added, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Wire names of the tools whose schemas the model was given, in the order in which it asked for them.</summary>
    public ImmutableArray<string> OpenTools { get; init; } = [];

    /// <summary>What has been left out of the prompt so far; the entries themselves stay in the store.</summary>
    public Compaction Compaction { get; init; } = Compaction.None;
}

/// <summary>What of a conversation no longer goes to the model as it was.</summary>
/// <param name="Results">Up to this entry, the text of results is left out; what has a handle can be fetched again.</param>
/// <param name="Entries">Up to this entry, all is left out and <paramref name="Summary"/> stands for it.</param>
/// <param name="Summary">What went before, in a few words. May quote third parties.</param>
/// <param name="Count">How often the conversation was compacted.</param>
public sealed record Compaction(long Results, long Entries, string Summary, int Count)
{
    /// <summary>Nothing was left out yet.</summary>
    public static Compaction None { get; } = new(0, 0, "", 0);
}
