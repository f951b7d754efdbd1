using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Labels;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Actions;

/// <summary>Reads the mailbox and files its messages.</summary>
internal sealed class MailboxTools : IMailToolSet
{
    private readonly ConnectionName _connection;
    private readonly IMailStore _store;
    private readonly MailFinder _finder;
    private readonly MailProposals _proposals;
    private readonly MailActions _actions;
    private readonly MailReconciler _reconciler;
    private readonly MailLabels _labels;

    /// <param name="account">The account.</param>
    /// <param name="store">Where its mail lies.</param>
    /// <param name="index">What is known of it here; null where nothing is.</param>
    public MailboxTools(MailAccount account, IMailStore store, IMailIndex? index)
    {
        _connection = account.Connection;
        _store = store;
        _finder = new MailFinder(account.Connection, store, index);
        var destinations = new MailDestinations(store, account.HoldingFolder, account.SnoozeFolder);
        _proposals = new MailProposals(account.Connection, store, destinations);
        _actions = new MailActions(store, destinations);
        _reconciler = new MailReconciler(store);
        _labels = new MailLabels(account.Connection);
    }

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools => MailTools.All;

    /// <inheritdoc />
    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    ) => _proposals.DescribeAsync(requests, cancellationToken);

    /// <inheritdoc />
    public async Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var request = MailRequest.Parse(call.Tool, call.Arguments);
        if (request.Name == MailTools.Folders)
        {
            var folders = await _store.FoldersAsync(counts: true, cancellationToken);
            var list = new MailFolderList([.. folders.Select(f => f.ToInfo())]);
            return new ToolResult(list, MailLabels.Of(list));
        }

        if (request.Name == MailTools.Read)
        {
            var message = await _store.ReadAsync(request.Location, cancellationToken);
            return message is null
                ? throw new ToolException(
                    $"There is no message {request.Id} in '{request.Folder}' any more: list the folder again."
                )
                : new ToolResult(message, _labels.Of(message)) { Shown = MailLabels.Shown };
        }

        if (request.Name == MailTools.List || request.Name == MailTools.Search)
        {
            var text = request.Name == MailTools.Search ? request.Text : null;
            var wanted = new MailPageRequest(request.Folder, text, request.Cursor, request.Limit, request.HeadersOnly);
            var page = text is null
                ? await _store.PageAsync(wanted, cancellationToken)
                : await _finder.FindAsync(wanted, cancellationToken);
            return new ToolResult(page, _labels.Of(page, text)) { Shown = MailLabels.Shown };
        }

        throw new ToolException($"{request.Name} is not a read.");
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) => _actions.PrepareAsync(calls, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    ) => _actions.ExecuteAsync(calls, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    ) => _reconciler.ReconcileAsync(actions, mayComplete, cancellationToken);

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action)
    {
        if (action.Undo is null)
        {
            return null;
        }

        if (action.Tool == MailTools.Flag)
        {
            var flags = JsonSerializer.Deserialize(action.Undo, MailJson.Default.FlagUndo)!; // Written by MailActions.
            var at = flags.Message;
            var again = new FlagArguments(at.Folder, at.Id, at.Version, flags.Add, flags.Remove);
            return new ToolRequest(
                _connection,
                MailTools.Flag,
                JsonSerializer.Serialize(again, MailJson.Default.FlagArguments)
            );
        }

        var move = JsonSerializer.Deserialize(action.Undo, MailJson.Default.MoveUndo)!; // Written by MailActions.
        var back = new MoveArguments(move.From.Folder, move.From.Id, move.From.Version, move.To);
        return new ToolRequest(
            _connection,
            MailTools.Move,
            JsonSerializer.Serialize(back, MailJson.Default.MoveArguments)
        );
    }
}
