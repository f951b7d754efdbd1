using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Files;

/// <summary>
/// The files of one workspace, and nothing else of this machine: no link is followed, and no way leads up. What is replaced or deleted is
/// held for 30 days. Not for use by several threads at once; programs in the sandbox may write in the workspace all the while.
/// </summary>
public sealed class FilesConnector : IConnector
{
    private static readonly TimeSpan s_held = TimeSpan.FromDays(30);

    private readonly string _workspace;
    private readonly string _holding;
    private readonly TimeProvider _time;
    private readonly Func<Guid> _random;
    private Parts? _parts;

    /// <param name="connection">Its name.</param>
    /// <param name="workspace">Full path; made where it is missing.</param>
    /// <param name="holding">Full path of the holding folder, on the same disk, where no program reaches.</param>
    /// <param name="time">For the names of what is held.</param>
    /// <param name="random">Likewise; null for the system's.</param>
    public FilesConnector(
        ConnectionName connection,
        string workspace,
        string holding,
        TimeProvider time,
        Func<Guid>? random = null
    )
    {
        Connection = connection;
        (_workspace, _holding, _time, _random) = (workspace, holding, time, random ?? Guid.NewGuid);
    }

    /// <inheritdoc />
    public ConnectionName Connection { get; }

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools => FilesTools.Definitions;

    /// <inheritdoc />
    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        var parts = Open();
        return Task.FromResult<IReadOnlyList<ProposedCall>>([.. requests.Select(parts.Proposals.Describe)]);
    }

    /// <inheritdoc />
    public Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var reader = Open().Reader;
        var request = FilesRequest.Parse(read.Call.Tool, read.Call.Arguments);
        if (request.Name == FilesTools.List)
        {
            var list = reader.List(request);
            return Task.FromResult(new ToolResult(list, FileLabels.Of(list)));
        }

        if (request.Name == FilesTools.Read)
        {
            var page = reader.Read(request);
            return Task.FromResult(new ToolResult(page, FileLabels.Of(page)));
        }

        var matches = reader.Search(request, cancellationToken);
        return Task.FromResult(new ToolResult(matches, FileLabels.Of(matches, request.Text)));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        // One at a time: the next may be about what this one changes.
        var prepared = new Preparation[calls.Count];
        Array.Fill(prepared, new Preparation.Deferred());
        for (var i = 0; i < calls.Count; i++)
        {
            prepared[i] = Open().Actions.Prepare(calls[i]);
            if (prepared[i] is Preparation.Ready)
            {
                break;
            }
        }

        return Task.FromResult<IReadOnlyList<Preparation>>(prepared);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        var actions = Open().Actions;
        return Task.FromResult<IReadOnlyList<CallOutcome>>([.. calls.Select(actions.Execute)]);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actions);
        var found = Open().Actions;
        return Task.FromResult<IReadOnlyList<Reconciliation>>([.. actions.Select(found.Reconcile)]);
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return FileUndo.From(action.Undo) is { } undo
            ? new ToolRequest(Connection, new ToolName(undo.Tool), undo.Arguments())
            : null;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Parts Open()
    {
        if (_parts is null)
        {
            var tree = WorkspaceTree.Open(_workspace, _holding);
            Forget(tree);
            var proposals = new FileProposals(Connection, tree);
            string NewHeld() => HeldName.Make(_time.GetUtcNow(), _random());
            _parts = new Parts(proposals, new FileReader(tree), new FileActions(tree, proposals, NewHeld));
        }

        return _parts;
    }

    /// <summary>What was held for long enough goes; whatever else lies there stays.</summary>
    private void Forget(WorkspaceTree tree)
    {
        var before = _time.GetUtcNow() - s_held;
        foreach (var entry in Directory.EnumerateFileSystemEntries(_holding).Select(Path.GetFileName).ToList())
        {
            if (entry is not null && HeldName.TimeOf(entry) is { } held && held < before)
            {
                tree.Drop(entry);
            }
        }
    }

    private sealed record Parts(FileProposals Proposals, FileReader Reader, FileActions Actions);
}
