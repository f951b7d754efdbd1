using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>Shows the lists that write to the owner, and leaves them: <c>mail.lists</c>, <c>mail.unsubscribe</c>.</summary>
internal sealed class ListTools : IMailToolSet
{
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);
    private static readonly MailTool s_lists = MailListTools.All.First(t => t.Name == MailTools.Lists);

    private readonly ListContext _context;
    private readonly ListProposals _proposals;
    private readonly ListActions _clicks;
    private readonly SendActions? _mails;
    private readonly SendReconciler? _mailReconciler;

    public ListTools(ListContext context)
    {
        _context = context;
        _proposals = new ListProposals(context);
        _clicks = new ListActions(context);
        if (context.Sending is { } sending)
        {
            _mails = new SendActions(sending, ListRequest.MailOf);
            _mailReconciler = new SendReconciler(sending, _mails, ListRequest.MailOf);
        }
    }

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools => MailListTools.All;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var calls = new List<ProposedCall>(requests.Count);
        foreach (var request in requests)
        {
            calls.Add(
                request.Tool == MailTools.Lists
                    ? DescribeLists(request.Arguments)
                    : await _proposals.LeaveAsync(request, cancellationToken)
            );
        }

        return calls;
    }

    /// <inheritdoc />
    public async Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var arguments = MailArguments.Parse(s_lists, call.Arguments);
        var found = await _context.Lists.ListsAsync(
            _context.Account.Connection,
            _context.Writing.Time.GetUtcNow() - MailLists.Recent,
            arguments.Number("limit", MailTools.DefaultLimit),
            cancellationToken
        );
        var lists = MailLists.Of(found, arguments.Switch("unreadOnly"));
        return new ToolResult(lists, new Observation { Records = [.. lists.Lists.Select(RecordOf)] });
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) =>
        Preparation.OneAtATimeAsync(
            calls,
            async call =>
                IsMail(call.Arguments) ? await Mails.PrepareAsync(call, cancellationToken) : ListActions.Prepare()
        );

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var call in calls)
        {
            outcomes.Add(
                ListActions.IsNoteOf(call.Preparation)
                    ? await _clicks.ExecuteAsync(call, cancellationToken)
                    : await Mails.ExecuteAsync(call, cancellationToken)
            );
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
            found.Add(
                !IsMail(action.Arguments) ? _clicks.Reconcile(action)
                : _mailReconciler is not null
                    ? await _mailReconciler.ReconcileAsync(action, mayComplete, cancellationToken)
                : new Reconciliation.Unclear(
                    $"{_context.Account.Connection} sends no mail any more, so what became of this one cannot be told. It was not sent again."
                )
            );
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) => null; // Who has left a list can only subscribe anew.

    private SendActions Mails =>
        _mails ?? throw new ToolException($"{_context.Account.Connection} cannot send: it has no server for it.");

    private static bool IsMail(string arguments) => ListRequest.Parse(arguments).By == ListRequest.Mail;

    private ProposedCall DescribeLists(string arguments)
    {
        _ = MailArguments.Parse(s_lists, arguments);
        return new ProposedCall(
            _context.Account.Connection,
            s_lists.Name,
            s_lists.Effect,
            Verbs.None,
            arguments,
            [],
            values: ListValues.Of(_context.Account.Connection, arguments, null)
        );
    }

    private static SeenRecord RecordOf(IndexedList list) =>
        new(
            [ListValues.ListKind],
            list.List,
            [
                new SeenField("list", FieldKind.Id, list.List, s_foreign),
                .. list.Name.Length > 0
                    ? [new SeenField("name", FieldKind.DisplayName, list.Name, s_foreign)]
                    : Array.Empty<SeenField>(),
                Number("messages", list.Messages),
                Number("recent", list.Recent),
                Number("read", list.Read),
                new SeenField("lastReceived", FieldKind.Value, Text(list.LastReceived), s_own),
                .. list.LastRead is { } read
                    ? [new SeenField("lastRead", FieldKind.Value, Text(read), s_own)]
                    : Array.Empty<SeenField>(),
                // What its newest message says.
                new SeenField("leaving", FieldKind.Value, list.Leaving.ToString(), s_foreign),
            ]
        );

    private static SeenField Number(string name, int value) =>
        new(name, FieldKind.Value, value.ToString(CultureInfo.InvariantCulture), s_own);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
