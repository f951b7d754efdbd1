using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Writing;

/// <summary>Sends mail: <c>mail.send</c>.</summary>
internal sealed class WritingTools : IMailToolSet
{
    private readonly SendProposals _proposals;
    private readonly SendActions _actions;
    private readonly SendReconciler _reconciler;

    public WritingTools(SendContext context)
    {
        _proposals = new SendProposals(context);
        _actions = new SendActions(context);
        _reconciler = new SendReconciler(context, _actions);
    }

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools { get; } = [.. MailWritingTools.All.Where(t => t.Name == MailTools.Send)];

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var calls = new List<ProposedCall>(requests.Count);
        foreach (var request in requests)
        {
            calls.Add(await _proposals.SendAsync(request, cancellationToken));
        }

        return calls;
    }

    /// <inheritdoc />
    public Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken) =>
        throw new ToolException($"{call.Tool} is not a read.");

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) => Preparation.OneAtATimeAsync(calls, call => _actions.PrepareAsync(call, cancellationToken));

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var call in calls)
        {
            outcomes.Add(await _actions.ExecuteAsync(call, cancellationToken));
        }

        return outcomes;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Reconciliation>(actions.Count);
        foreach (var action in actions)
        {
            found.Add(await _reconciler.ReconcileAsync(action, mayComplete, cancellationToken));
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) => null; // What was sent is sent.
}
