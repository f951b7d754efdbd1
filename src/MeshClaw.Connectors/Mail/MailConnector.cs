using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Actions;
using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Connectors.Mail.Sieve;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Threads;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail;

/// <summary>
/// One mail account. Never marks anything read by reading it and never expunges: deleting moves into the holding folder. Its tools are
/// <see cref="MailTools"/>, in sets; each call goes to the set that has its tool. Not for use by several threads at once. When a connection
/// breaks, the call under way throws <see cref="ConnectorException"/> or <see cref="IOException"/> and the next call connects anew.
/// </summary>
public sealed class MailConnector : IConnector
{
    private readonly IMailStore _store;
    private readonly ImmutableArray<IMailToolSet> _sets;

    /// <param name="account">The account.</param>
    /// <param name="store">Where its mail lies.</param>
    /// <param name="password">For the server of filter scripts; null where there is none.</param>
    /// <param name="sending">What writing and sending need; null where this connector only reads and files.</param>
    /// <param name="writing">Where muted conversations are kept, who the owner is, and the local index; null where there is none of them.</param>
    /// <param name="lists">What showing and leaving lists needs; null where there is no index of the mail.</param>
    internal MailConnector(
        MailAccount account,
        IMailStore store,
        Secret? password = null,
        SendContext? sending = null,
        MailWriting? writing = null,
        ListContext? lists = null
    )
    {
        Connection = account.Connection;
        _store = store;
        _sets =
        [
            new MailboxTools(account, store, writing?.Index),
            .. writing?.Mutes is not { } mutes
                ? (IMailToolSet[])[]
                : [new MuteTools(account, store, mutes, new MutedPeople(account, writing.Owner, writing.Index))],
            .. account.Sieve is null || password is null ? (IMailToolSet[])[] : [new SieveTools(account, password)],
            .. sending is null
                ? (IMailToolSet[])[]
                : [new WritingTools(sending), new DraftTools(sending), new FollowUpTools(sending)],
            .. lists is null ? (IMailToolSet[])[] : [new ListTools(lists)],
        ];
        Tools = [.. _sets.SelectMany(s => s.Tools).Select(t => t.Definition)];
    }

    /// <summary>Where the mail lies; for tests that count commands.</summary>
    internal IMailStore Store => _store;

    /// <inheritdoc />
    public ConnectionName Connection { get; }

    /// <inheritdoc />
    public IReadOnlyList<ToolDefinition> Tools { get; }

    /// <inheritdoc />
    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        var other = requests.FirstOrDefault(r => r.Connection != Connection);
        return other is null
            ? BySetAsync(requests, r => r.Tool, (set, some) => set.DescribeAsync(some, cancellationToken))
            : throw new ToolException($"This is {Connection}, not {other.Connection}.");
    }

    /// <inheritdoc />
    public Task<ToolResult> ReadAsync(AuthorizedRead read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return SetOf(read.Call.Tool).ReadAsync(read.Call, cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CallChange>> PreviewAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.FromResult(SetOf(request.Tool).Preview(request));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        if (calls.Count == 0)
        {
            return [];
        }

        // A batch is of one set, since it becomes one command; what belongs to another waits for the next.
        var first = SetOf(calls[0].Tool);
        var mine = calls.Index().Where(c => SetOf(c.Item.Tool) == first).ToList();
        var prepared = await first.PrepareAsync([.. mine.Select(c => c.Item)], cancellationToken);
        var all = new Preparation[calls.Count];
        Array.Fill(all, new Preparation.Deferred());
        foreach (var ((index, _), preparation) in mine.Zip(prepared))
        {
            all[index] = preparation;
        }

        return all;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(calls);
        return BySetAsync(calls, c => c.Tool, (set, some) => set.ExecuteAsync(some, cancellationToken));
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(actions);
        return BySetAsync(
            actions,
            a => a.Tool,
            (set, some) => set.ReconcileAsync(some, mayComplete, cancellationToken)
        );
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return SetOf(action.Tool).UndoRequest(action);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private IMailToolSet SetOf(ToolName tool) =>
        _sets.FirstOrDefault(s => s.Tools.Any(t => t.Name == tool))
        ?? throw new ToolException(
            MailTools.Definitions.Any(t => t.Name == tool)
                ? $"{Connection} is not set up for {tool}: name its server under the connection in config.yaml "
                    + "('smtp' for sending, 'sieve' for filter scripts), where the account has one."
                : $"There is no tool '{tool}'. There are: {string.Join(", ", Tools.Select(t => t.Name))}."
        );

    /// <summary>Hands each set what is its own; the answers stand in the order of what was asked.</summary>
    private async Task<IReadOnlyList<TAnswer>> BySetAsync<T, TAnswer>(
        IReadOnlyList<T> all,
        Func<T, ToolName> toolOf,
        Func<IMailToolSet, IReadOnlyList<T>, Task<IReadOnlyList<TAnswer>>> ask
    )
    {
        var answers = new TAnswer[all.Count];
        foreach (var group in all.Index().GroupBy(item => SetOf(toolOf(item.Item))))
        {
            var members = group.ToList();
            var some = await ask(group.Key, [.. members.Select(m => m.Item)]);
            foreach (var ((index, _), answer) in members.Zip(some))
            {
                answers[index] = answer;
            }
        }

        return answers;
    }
}
