using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Writing;

/// <summary>Keeps messages on this device: <c>mail.draft</c>, <c>mail.drafts</c>, <c>mail.discard</c>.</summary>
internal sealed class DraftTools(SendContext context) : IMailToolSet
{
    private const string Collection = "drafts";
    private const int MostListed = 200;
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);

    // Whoever proposed it may have taken its words from a mail.
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);

    private readonly SendProposals _proposals = new(context);

    private ConnectionName Connection => context.Account.Connection;

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools { get; } =
    [
        .. MailWritingTools.All.Where(t =>
            t.Name == MailTools.Draft || t.Name == MailTools.Drafts || t.Name == MailTools.Discard
        ),
    ];

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
                request.Tool == MailTools.Draft
                    ? await DescribeDraftAsync(request, cancellationToken)
                    : await DescribeOtherAsync(request, cancellationToken)
            );
        }

        return calls;
    }

    /// <inheritdoc />
    public async Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var wanted = MailArguments.Parse(ToolOf(call.Tool), call.Arguments).Text("draft");
        var list = new DraftList(
            wanted.Length > 0
                ? [await FindAsync(wanted, cancellationToken)]
                : await context.Writing.Drafts.ListAsync(Connection, MostListed, cancellationToken)
        );
        return new ToolResult(list, new Observation { Records = [.. list.Drafts.Select(RecordOf)] });
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<Preparation>>([.. calls.Select(_ => DraftNote.Prepare())]);

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<CallOutcome>(calls.Count);
        foreach (var authorized in calls)
        {
            var call = authorized.Take();
            var note = JsonSerializer.Deserialize(authorized.Preparation, WritingJson.Default.DraftNote)!; // By PrepareAsync.
            outcomes.Add(
                call.Tool == MailTools.Draft
                    ? await WriteAsync(call, note, cancellationToken)
                    : await DiscardAsync(call, cancellationToken)
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
            var note = action.Preparation is { } json
                ? JsonSerializer.Deserialize(json, WritingJson.Default.DraftNote)
                : null;
            // Throwing away twice is throwing away: only a writing must be found.
            var written =
                action.Tool == MailTools.Draft && note is not null
                    ? await context.Writing.Drafts.FindByKeyAsync(note.Key, cancellationToken)
                    : null;
            found.Add(
                written is null
                    ? new Reconciliation.NotHappened()
                    : new Reconciliation.Happened(ResultOf(written), UndoOf(written))
            );
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) =>
        action is { Undo: { } undo } && action.Tool == MailTools.Draft
            ? new ToolRequest(Connection, MailTools.Discard, undo)
            : null;

    private async Task<ProposedCall> DescribeDraftAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var tool = ToolOf(request.Tool);
        var (whole, _) = await _proposals.CompleteAsync(SendRequest.Parse(tool, request.Arguments), cancellationToken);
        var old = whole.Draft.Length > 0 ? await FindAsync(whole.Draft, cancellationToken) : null;
        var title = $"Draft to {string.Join(", ", whole.To.DefaultIfEmpty("nobody yet"))}: {whole.Subject}";
        return Propose(tool, whole.ToArguments().ToJson(), TargetOf(old, title), whole.Original);
    }

    private async Task<ProposedCall> DescribeOtherAsync(ToolRequest request, CancellationToken cancellationToken)
    {
        var tool = ToolOf(request.Tool);
        var draft = MailArguments.Parse(tool, request.Arguments).Text("draft");
        if (!tool.Effect.IsPureRead)
        {
            var old = await FindAsync(draft, cancellationToken);
            return Propose(tool, request.Arguments, TargetOf(old, $"Draft {old.Id}"), null);
        }

        var values = SendValues.Of(Connection, request.Arguments, null, leaves: false);
        return new ProposedCall(Connection, tool.Name, tool.Effect, Verbs.None, request.Arguments, [], values: values);
    }

    private ProposedCall Propose(MailTool tool, string arguments, Target target, Core.Mail.MailLocation? original) =>
        new(
            Connection,
            tool.Name,
            tool.Effect,
            Verbs.Any, // Orders have no verb for what stays here.
            arguments,
            [target],
            values: SendValues.Of(Connection, arguments, original, leaves: false)
        );

    private Target TargetOf(Draft? draft, string title) =>
        new(
            Connection,
            Collection,
            draft?.Id.ToString() ?? "new",
            draft is null ? "" : $"{draft.Revision}",
            new TargetFacts
            {
                From = [context.Identity.Address],
                Folder = Collection,
                Subject = title,
                Kinds = TargetKinds.None,
                Received = draft?.Updated ?? context.Writing.Time.GetUtcNow(),
                Title = title.Length > 200 ? title[..200] : title,
            }
        );

    private async Task<Draft> FindAsync(string text, CancellationToken cancellationToken) =>
        DraftId.TryParse(text, out var id)
        && await context.Writing.Drafts.FindAsync(id, cancellationToken) is { } draft
        && draft.Connection == Connection
            ? draft
            : throw new ToolException($"{Connection} has no draft '{text}'. mail.drafts lists those that there are.");

    private async Task<CallOutcome> WriteAsync(ProposedCall call, DraftNote note, CancellationToken cancellationToken)
    {
        var whole = SendRequest.Parse(ToolOf(call.Tool), call.Arguments);
        DraftId? id = DraftId.TryParse(whole.Draft, out var old) ? old : null;
        var content = (whole with { Draft = "" }).ToArguments().ToJson();
        var written = await context.Writing.Drafts.WriteAsync(id, Connection, content, note.Key, cancellationToken);
        return written is null
            ? new CallOutcome.Failed($"The draft {whole.Draft} is gone.")
            : new CallOutcome.Done(ResultOf(written), UndoOf(written));
    }

    private async Task<CallOutcome> DiscardAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var text = MailArguments.Parse(ToolOf(call.Tool), call.Arguments).Text("draft");
        return
            DraftId.TryParse(text, out var id)
            && await context.Writing.Drafts.DiscardAsync(id, discarded: true, cancellationToken)
            ? new CallOutcome.Done(
                JsonSerializer.Serialize(new DraftResult(text, 0), WritingJson.Default.DraftResult),
                Undo: null
            )
            : new CallOutcome.Failed($"The draft {text} is gone.");
    }

    private static SeenRecord RecordOf(Draft draft) =>
        new(
            [SendValues.DraftKind],
            draft.Id.ToString(),
            [
                new SeenField("draft", FieldKind.Id, draft.Id.ToString(), s_own),
                new SeenField("revision", FieldKind.Value, $"{draft.Revision}", s_own),
                new SeenField("content", FieldKind.Prose, draft.Content, s_foreign),
            ]
        );

    private static MailTool ToolOf(ToolName name) => MailWritingTools.All.First(t => t.Name == name);

    private static string ResultOf(Draft draft) =>
        JsonSerializer.Serialize(new DraftResult(draft.Id.ToString(), draft.Revision), WritingJson.Default.DraftResult);

    // Only a new one can be taken back whole; what an older revision said stays readable.
    private static string? UndoOf(Draft draft) =>
        draft.Revision > 1
            ? null
            : JsonSerializer.Serialize(new DiscardArguments(draft.Id.ToString()), WritingJson.Default.DiscardArguments);
}
