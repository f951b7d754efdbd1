using System.Collections.Immutable;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>What is said in one rehearsal, kept as long as it lasts. Used by one rehearsal.</summary>
internal sealed class PassingConversations(TimeProvider time) : IConversationStore
{
    private readonly Dictionary<ConversationId, (Conversation Conversation, List<TurnEntry> Entries)> _all = [];
    private readonly Dictionary<string, string> _whole = new(StringComparer.Ordinal);
    private long _entries;

    public Task<Conversation> BeginAsync(AgentName agent, string title, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var begun = new Conversation
        {
            Id = new ConversationId(_all.Count + 1),
            Agent = agent,
            Title = title,
            Started = now,
            Updated = now,
        };
        _all[begun.Id] = (begun, []);
        return Task.FromResult(begun);
    }

    public Task<Conversation?> FindAsync(ConversationId conversation, CancellationToken cancellationToken) =>
        Task.FromResult(_all.TryGetValue(conversation, out var found) ? found.Conversation : null);

    // Nothing of a rehearsal is continued.
    public Task<Conversation?> OfRunAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult<Conversation?>(null);

    public Task<IReadOnlyList<Conversation>> ListAsync(
        AgentName? agent,
        int limit,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Conversation>>([.. _all.Values.Select(a => a.Conversation).Take(limit)]);

    public Task<IReadOnlyList<TurnEntry>> AppendAsync(
        ConversationId conversation,
        RunId run,
        IReadOnlyList<NewEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var added = new List<TurnEntry>(entries.Count);
        foreach (var entry in entries)
        {
            added.Add(new TurnEntry(++_entries, run, entry.Content));
            if (entry.Whole is { } whole)
            {
                _whole[$"{conversation} {added[^1].Handle}"] = whole;
            }
        }

        _all[conversation].Entries.AddRange(added);
        return Task.FromResult<IReadOnlyList<TurnEntry>>(added);
    }

    public Task<IReadOnlyList<TurnEntry>> ReadAsync(
        ConversationId conversation,
        long after,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<TurnEntry>>([.. _all[conversation].Entries.Where(e => e.Id > after)]);

    public Task<IReadOnlyList<TurnEntry>> ReadRunAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<TurnEntry>>([.. _all.Values.SelectMany(a => a.Entries).OrderBy(e => e.Id)]);

    public Task OpenToolsAsync(
        ConversationId conversation,
        ImmutableArray<string> wireNames,
        CancellationToken cancellationToken
    ) => ChangeAsync(conversation, c => c with { OpenTools = wireNames });

    public Task CompactAsync(ConversationId conversation, Compaction compaction, CancellationToken cancellationToken) =>
        ChangeAsync(conversation, c => c with { Compaction = compaction });

    public Task<string?> ReadResultAsync(
        ConversationId conversation,
        string handle,
        CancellationToken cancellationToken
    ) => Task.FromResult(_whole.GetValueOrDefault($"{conversation} {handle}"));

    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    private Task ChangeAsync(ConversationId conversation, Func<Conversation, Conversation> change)
    {
        var (now, entries) = _all[conversation];
        _all[conversation] = (change(now), entries);
        return Task.CompletedTask;
    }
}
