using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Turns;

/// <summary>Conversations, durable. Each method is one transaction, on disk when it returns. Thread-safe.</summary>
public interface IConversationStore
{
    /// <summary>Begins one.</summary>
    Task<Conversation> BeginAsync(AgentName agent, string title, CancellationToken cancellationToken);

    /// <summary>One, or null.</summary>
    Task<Conversation?> FindAsync(ConversationId conversation, CancellationToken cancellationToken);

    /// <summary>The one that a run belongs to; null where it belongs to none.</summary>
    Task<Conversation?> OfRunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The latest first.</summary>
    Task<IReadOnlyList<Conversation>> ListAsync(AgentName? agent, int limit, CancellationToken cancellationToken);

    /// <summary>Adds steps of a run, in order.</summary>
    /// <returns>The same with their numbers.</returns>
    Task<IReadOnlyList<TurnEntry>> AppendAsync(
        ConversationId conversation,
        RunId run,
        IReadOnlyList<NewEntry> entries,
        CancellationToken cancellationToken
    );

    /// <summary>The steps after one, oldest first.</summary>
    Task<IReadOnlyList<TurnEntry>> ReadAsync(
        ConversationId conversation,
        long after,
        CancellationToken cancellationToken
    );

    /// <summary>All steps of a run, those of its sub-runs too, oldest first.</summary>
    Task<IReadOnlyList<TurnEntry>> ReadRunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Notes which tools' schemas the model has from now on.</summary>
    Task OpenToolsAsync(
        ConversationId conversation,
        ImmutableArray<string> wireNames,
        CancellationToken cancellationToken
    );

    /// <summary>Notes that something is left out of prompts from now on, with an audit entry.</summary>
    Task CompactAsync(ConversationId conversation, Compaction compaction, CancellationToken cancellationToken);

    /// <summary>The whole of a result of this conversation by its <see cref="TurnEntry.Handle"/>; null where that names none of its.</summary>
    Task<string?> ReadResultAsync(ConversationId conversation, string handle, CancellationToken cancellationToken);

    /// <summary>Removes conversations with all that was kept of them, that nothing was added to since a time.</summary>
    /// <returns>How many.</returns>
    Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
