using MeshClaw.Core.Journal;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Tests;

/// <summary>A ledger that commits everything: which intents a real one refuses its own tests show.</summary>
internal sealed class EveryIntent : IIntentLedger
{
    public static EveryIntent Ledger { get; } = new();

    public Task<IReadOnlyList<IntentOutcome>> CommitAsync(
        IReadOnlyList<Intent> intents,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<IntentOutcome>>([.. intents.Select(_ => IntentOutcome.Committed)]);

    public string IdempotencyKey(ActionId action) => action.ToString();

    /// <summary>The journal's row of a call while it is carried out.</summary>
    public static JournalEntry Row(AgentName agent, ProposedCall call, string note) =>
        new()
        {
            Id = new ActionId(1),
            Run = new RunId(1),
            Agent = agent,
            Connection = call.Connection,
            Tool = call.Tool,
            Arguments = call.Arguments,
            Hash = call.Hash,
            Targets = "[]",
            Title = "",
            State = ActionState.Executing,
            Preparation = note,
            Created = DateTimeOffset.UnixEpoch,
            Updated = DateTimeOffset.UnixEpoch,
        };
}
