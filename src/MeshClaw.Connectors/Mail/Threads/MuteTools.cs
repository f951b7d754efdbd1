using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.Mail.Labels;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Threads;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Threads;

/// <summary>
/// Mutes conversations: <c>mail.mute</c>, <c>mail.unmute</c>. Writes down what is muted, on this device; the gateway puts later messages
/// away. Who takes part, and what belongs to it, <see cref="MutedPeople"/> says.
/// </summary>
internal sealed class MuteTools(MailAccount account, IMailStore store, IThreadMuteStore mutes, MutedPeople people)
    : IMailToolSet
{
    private static readonly MailTool s_mute = MailThreadTools.All.First(t => t.Name == MailTools.Mute);
    private static readonly MailTool s_unmute = MailThreadTools.All.First(t => t.Name == MailTools.Unmute);

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools => MailThreadTools.All;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var calls = new List<ProposedCall>(requests.Count);
        foreach (var request in requests)
        {
            var arguments = Parse(request.Tool, request.Arguments);
            calls.Add(
                arguments.Has("mute")
                    ? await DescribeMuteAsync(request, arguments, cancellationToken)
                    : await DescribeMessageAsync(request, arguments, cancellationToken)
            );
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
            var arguments = Parse(call.Tool, call.Arguments);
            if (arguments.Has("mute"))
            {
                var known = await FindAsync(arguments, cancellationToken);
                await mutes.SetAsync(known.Id, call.Tool == s_mute.Name, cancellationToken);
                outcomes.Add(Done(known));
                continue;
            }

            var note = JsonSerializer.Deserialize(authorized.Preparation, WritingJson.Default.DraftNote)!; // By PrepareAsync.
            var message = await store.ReadAsync(arguments.Location, cancellationToken);
            if (message is null)
            {
                outcomes.Add(new CallOutcome.Failed("The message was gone before its conversation could be muted."));
                continue;
            }

            var to = arguments.Has("to") ? arguments.Text("to") : null;
            outcomes.Add(
                await people.ReadAsync(message, to, cancellationToken) is { } wanted
                    ? Done(await mutes.AddAsync(wanted, note.Key, cancellationToken))
                    : new CallOutcome.Failed(
                        "The message has no Message-ID of its own, and refers to none that its sender took part in: "
                            + "its conversation cannot be told."
                    )
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
            var arguments = Parse(action.Tool, action.Arguments);
            var known =
                arguments.Has("mute") ? await FindAsync(arguments, cancellationToken)
                : action.Preparation is { } json
                && JsonSerializer.Deserialize(json, WritingJson.Default.DraftNote) is { } note
                    ? await mutes.FindByKeyAsync(note.Key, cancellationToken)
                : null;
            // Setting one that is set already is no second effect.
            found.Add(
                known is not null && known.Ended is null == (action.Tool == s_mute.Name)
                    ? new Reconciliation.Happened(ResultOf(known), ResultOf(known))
                    : new Reconciliation.NotHappened()
            );
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) =>
        action.Undo is { } undo
            ? new ToolRequest(account.Connection, action.Tool == s_mute.Name ? s_unmute.Name : s_mute.Name, undo)
            : null;

    private async Task<ProposedCall> DescribeMessageAsync(
        ToolRequest request,
        MailArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var at = arguments.Location;
        if (at.Id.Length == 0 || request.Tool == s_unmute.Name)
        {
            throw new ToolException($"{request.Tool} needs a message (folder, id, version) or a 'mute'.");
        }

        var facts = (await store.DescribeAsync([at], cancellationToken))[0];
        return Propose(request, at, facts, MailValues.Of(account.Connection, at, request.Arguments));
    }

    private async Task<ProposedCall> DescribeMuteAsync(
        ToolRequest request,
        MailArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var known = await FindAsync(arguments, cancellationToken);
        var facts = new TargetFacts
        {
            From = [.. known.What.People],
            Folder = "mutes",
            Subject = known.What.Subject,
            Kinds = TargetKinds.None,
            Received = known.Since,
            Title = $"the conversation \u201c{known.What.Subject}\u201d",
        };
        var at = new MailLocation("mutes", known.Name, "");
        return Propose(request, at, facts, SendValues.Of(account.Connection, request.Arguments, null, leaves: false));
    }

    // What a mute does is to archive what comes later: whatever keeps a message out of the archive keeps its conversation from being muted.
    private ProposedCall Propose(
        ToolRequest request,
        MailLocation at,
        TargetFacts facts,
        IEnumerable<CallValue> values
    ) =>
        new(
            account.Connection,
            request.Tool,
            s_mute.Effect,
            request.Tool == s_mute.Name ? Verbs.Archive : Verbs.Any,
            request.Arguments,
            [new Target(account.Connection, at.Folder, at.Id, at.Version, facts)],
            values: values
        );

    private async Task<ThreadMute> FindAsync(MailArguments arguments, CancellationToken cancellationToken)
    {
        var name = arguments.Text("mute");
        return
            ThreadMute.TryParse(name, out var id)
            && await mutes.FindAsync(id, cancellationToken) is { } known
            && known.What.Connection == account.Connection
            ? known
            : throw new ToolException($"There is no mute '{name}' of {account.Connection}. See: meshclaw mail muted");
    }

    private static MailArguments Parse(ToolName tool, string arguments) =>
        MailArguments.Parse(tool == s_mute.Name ? s_mute : s_unmute, arguments);

    private static CallOutcome.Done Done(ThreadMute mute) => new(ResultOf(mute), ResultOf(mute));

    // Both what happened and all that taking it back takes.
    private static string ResultOf(ThreadMute mute) =>
        JsonSerializer.Serialize(new MuteResult(mute.Name), MuteJson.Default.MuteResult);
}

/// <summary>What became of a mute.</summary>
/// <param name="Mute"><c>t3</c>.</param>
internal sealed record MuteResult(string Mute);

/// <summary>JSON of mutes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MuteResult))]
internal sealed partial class MuteJson : JsonSerializerContext;
