using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Chat;

/// <summary>
/// A company's chat, with the owner's own account: what agents read there others wrote, and what they post the owner says. Not for use by several
/// threads at once. It does not protect against what the platform's own people or the workspace's administrators see.
/// </summary>
public sealed class ChatConnector : IConnector
{
    private readonly ChatContext _context;
    private readonly ChatProposals _proposals;
    private readonly ChatReader _reader;
    private readonly ChatActions _actions;
    private readonly ChatReconciler _reconciler;

    internal ChatConnector(ChatContext context)
    {
        _context = context;
        _proposals = new ChatProposals(context);
        _reader = new ChatReader(context);
        _actions = new ChatActions(context);
        _reconciler = new ChatReconciler(context);
    }

    /// <inheritdoc />
    public ConnectionName Connection => _context.Connection;

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools => ChatTools.Definitions;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        var calls = new List<ProposedCall>(requests.Count);
        foreach (var request in requests)
        {
            calls.Add(await AskAsync(() => _proposals.DescribeAsync(request, cancellationToken)).ConfigureAwait(false));
        }

        return calls;
    }

    /// <inheritdoc />
    public Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return AskAsync(() => _reader.ReadAsync(read.Call, cancellationToken));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) =>
        Preparation.OneAtATimeAsync(
            calls,
            async call =>
            {
                try
                {
                    return await _actions.PrepareAsync(call, cancellationToken).ConfigureAwait(false);
                }
                catch (ChatRefusedException refused)
                {
                    return new Preparation.Gone(refused.Message);
                }
            }
        );

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var call in calls)
        {
            outcomes.Add(await _actions.ExecuteAsync(call, cancellationToken).ConfigureAwait(false));
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
        ArgumentNullException.ThrowIfNull(actions);
        var found = new List<Reconciliation>(actions.Count);
        foreach (var action in actions)
        {
            found.Add(await _reconciler.ReconcileAsync(action, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action.Undo is { } undo ? ChatUndo.Request(Connection, undo) : null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _context.Store.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whose account it is.</summary>
    internal Task<ChatAccount> WhoAmIAsync(CancellationToken cancellationToken) =>
        _context.Store.WhoAmIAsync(cancellationToken);

    // What the platform refuses before anything is done is the caller's to know.
    private static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (ChatRefusedException refused)
        {
            throw new ToolException(refused.Message, refused);
        }
    }
}
