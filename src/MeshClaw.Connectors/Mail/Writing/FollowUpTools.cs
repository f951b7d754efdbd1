using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Recipients;
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

/// <summary>Waits for answers: <c>mail.followup</c>.</summary>
internal sealed class FollowUpTools(SendContext context) : IMailToolSet
{
    private const int MostFolders = 200;
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);
    private static readonly MailTool s_answers = MailWritingTools.All.First(t => t.Name == MailTools.Answers);
    private static readonly MailTool s_tool = MailWritingTools.All.First(t => t.Name == MailTools.FollowUp);

    private ConnectionName Connection => context.Account.Connection;

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools { get; } = [s_tool, s_answers];

    /// <inheritdoc />
    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyList<ProposedCall>>([
            .. requests.Select(r => r.Tool == s_answers.Name ? DescribeAnswers(r.Arguments) : Describe(r.Arguments)),
        ]);

    /// <inheritdoc />
    public async Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var id = MailArguments.Parse(s_answers, call.Arguments).Text("messageId").Trim('<', '>', ' ');
        var people = new List<string>();
        foreach (var folder in (await context.Store.FoldersAsync(counts: false, cancellationToken)).Take(MostFolders))
        {
            // Answers that the owner wrote are none, nor is what was thrown away as junk.
            if (folder.Use is not (MailFolderUse.Sent or MailFolderUse.Drafts or MailFolderUse.Junk))
            {
                people.AddRange(await context.Sent.AnswerersAsync(folder.Name, id, cancellationToken));
            }
        }

        var answers = new MailAnswers([
            .. people.Where(p => !context.Own.Contains(p)).Distinct(StringComparer.Ordinal),
        ]);
        return new ToolResult(
            answers,
            new Observation
            {
                Records =
                [
                    new SeenRecord(
                        ["answers"],
                        id,
                        [
                            new SeenField("messageId", FieldKind.Value, id, s_own),
                            .. answers.From.Select(a => new SeenField("from", FieldKind.Prose, a, s_foreign)),
                        ]
                    ),
                ],
            }
        );
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
            var added = await context.Writing.FollowUps.AddAsync(Read(call.Arguments), note.Key, cancellationToken);
            outcomes.Add(new CallOutcome.Done(ResultOf(added), Undo: null));
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
            var added = note is null
                ? null
                : await context.Writing.FollowUps.FindByKeyAsync(note.Key, cancellationToken);
            found.Add(
                added is null
                    ? new Reconciliation.NotHappened()
                    : new Reconciliation.Happened(ResultOf(added), Undo: null)
            );
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) => null;

    private ProposedCall DescribeAnswers(string arguments)
    {
        if (MailArguments.Parse(s_answers, arguments).Text("messageId").Trim('<', '>', ' ').Length == 0)
        {
            throw new ToolException("mail.answers needs a 'messageId' that is not empty.");
        }

        var values = SendValues.Of(Connection, arguments, null, leaves: false);
        return new ProposedCall(
            Connection,
            s_answers.Name,
            s_answers.Effect,
            Verbs.None,
            arguments,
            [],
            values: values
        );
    }

    private ProposedCall Describe(string arguments)
    {
        var what = Read(arguments);
        if (what.Due <= context.Writing.Time.GetUtcNow())
        {
            throw new ToolException("'by' lies in the past: give a time to come.");
        }

        var title =
            $"Remind me if {what.Person ?? "nobody"} {(what.Person is null ? "answers" : "does not answer")} by {what.Due:yyyy-MM-dd HH:mm}Z";
        var facts = new TargetFacts
        {
            From = [context.Identity.Address],
            Folder = "follow-ups",
            Subject = title,
            Kinds = TargetKinds.None,
            Received = context.Writing.Time.GetUtcNow(),
            Title = title,
        };
        return new ProposedCall(
            Connection,
            s_tool.Name,
            s_tool.Effect,
            Verbs.Any, // Orders have no verb for what stays here.
            arguments,
            [new Target(Connection, "follow-ups", what.MessageId, "", facts)],
            values: SendValues.Of(Connection, arguments, null, leaves: false)
        );
    }

    private NewFollowUp Read(string arguments)
    {
        var read = MailArguments.Parse(s_tool, arguments);
        var person = read.Text("person");
        var id = read.Text("messageId").Trim('<', '>', ' ');
        return new NewFollowUp(
            Connection,
            id.Length > 0 ? id : throw new ToolException("mail.followup needs a 'messageId' that is not empty."),
            person.Length == 0 ? null : RecipientResolver.Resolve(person, context.Writing.Contacts(), []),
            (read.Time("by") ?? throw new ToolException("mail.followup needs 'by'.")).ToUniversalTime(),
            read.Text("note")
        );
    }

    private static string ResultOf(FollowUp followUp) =>
        JsonSerializer.Serialize(
            new FollowUpResult(followUp.Name, followUp.What.Due),
            WritingJson.Default.FollowUpResult
        );
}
