using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>The journal for whoever may only look: what would write is a defect of the caller and throws.</summary>
internal sealed class ReadOnlyJournal(IJournal journal) : IJournal
{
    /// <inheritdoc />
    public Task<(IReadOnlyList<JournalEntry> Entries, ApprovalId? Approval)> ProposeAsync(
        RunId run,
        AgentName agent,
        IReadOnlyList<JournalProposal> proposals,
        DateTimeOffset approvalExpires,
        CancellationToken cancellationToken
    ) => throw Refused();

    /// <inheritdoc />
    public Task<int> RecordAsync(IReadOnlyList<ActionChange> changes, CancellationToken cancellationToken) =>
        throw Refused();

    /// <inheritdoc />
    public Task<DueActions> ReleaseDueAsync(CancellationToken cancellationToken) => throw Refused();

    /// <inheritdoc />
    public Task<IReadOnlyList<IntentOutcome>> CommitAsync(
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    ) => throw Refused();

    /// <inheritdoc />
    public string IdempotencyKey(ActionId action) => throw Refused();

    /// <inheritdoc />
    public Task<JournalEntry?> FindAsync(ActionId action, CancellationToken cancellationToken) =>
        journal.FindAsync(action, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<JournalEntry>> ListAsync(JournalQuery query, CancellationToken cancellationToken) =>
        journal.ListAsync(query, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<ActionState, int>> CountAsync(RunId run, CancellationToken cancellationToken) =>
        journal.CountAsync(run, cancellationToken);

    /// <inheritdoc />
    public Task<GuardState> ReadGuardStateAsync(RunId run, DateTimeOffset now, CancellationToken cancellationToken) =>
        journal.ReadGuardStateAsync(run, now, cancellationToken);

    private static InvalidOperationException Refused() => new("A test of an agent writes nothing into the journal.");
}
