using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Sieve;

/// <summary>
/// Filter scripts on the mail server and the answer while the owner is away. A script can forward all mail to a stranger, so writing one
/// counts as giving access; and what is written is bound to what was there before: a script that changed meanwhile is left alone.
/// </summary>
internal sealed class SieveTools(MailAccount account, Secret password) : IMailToolSet
{
    /// <summary>The script that is made where the owner has none.</summary>
    private const string OwnScript = "meshclaw";

    /// <inheritdoc />
    public ImmutableArray<MailTool> Tools => MailSieveTools.All;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ProposedCall>> DescribeAsync(
        IReadOnlyList<ToolRequest> requests,
        CancellationToken cancellationToken
    )
    {
        var parsed = requests.Select(Parse).ToList();
        if (parsed.All(p => p.Tool.Effect.IsPureRead))
        {
            return [.. requests.Zip(parsed, (r, p) => Propose(r, p, []))];
        }

        await using var session = await OpenAsync(cancellationToken);
        var calls = new List<ProposedCall>(requests.Count);
        foreach (var (request, arguments) in requests.Zip(parsed))
        {
            var state = await ReadAsync(session, arguments, cancellationToken);
            var wanted = Wanted(arguments, state, session.Extensions);
            if (wanted.Text is { } text && await session.CheckAsync(text, cancellationToken) is { } wrong)
            {
                throw new ToolException($"The mail server does not take this script: {wrong}");
            }

            var facts = new TargetFacts
            {
                From = [],
                Folder = "",
                Subject = state.Script,
                Kinds = TargetKinds.None,
                Title = $"filter script {state.Script}",
            };
            var target = new Target(account.Connection, "sieve", state.Script, Digest(state.Text), facts);
            calls.Add(Propose(request, arguments, [target]));
        }

        return calls;
    }

    /// <inheritdoc />
    public async Task<ToolResult> ReadAsync(ProposedCall call, CancellationToken cancellationToken)
    {
        var arguments = Parse(new ToolRequest(call.Connection, call.Tool, call.Arguments));
        await using var session = await OpenAsync(cancellationToken);
        var list = await session.ListAsync(cancellationToken);
        var scripts = ImmutableArray.CreateBuilder<MailFilterScript>();
        foreach (var script in list.Where(s => !arguments.Has("script") || s.Name == arguments.Text("script")))
        {
            var text = await session.GetAsync(script.Name, cancellationToken) ?? "";
            scripts.Add(new MailFilterScript(script.Name, script.Active, text));
        }

        var found = new MailFilterScripts(scripts.ToImmutable());
        return new ToolResult(found, SieveLabels.Of(found));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        // One at a time: the second would be written on what the first has not changed yet.
        var prepared = new Preparation[calls.Count];
        Array.Fill(prepared, new Preparation.Deferred());
        var arguments = Parse(new ToolRequest(calls[0].Connection, calls[0].Tool, calls[0].Arguments));
        await using var session = await OpenAsync(cancellationToken);
        var state = await ReadAsync(session, arguments, cancellationToken);
        prepared[0] =
            calls[0].Targets is [var target] && target.Id == state.Script && target.Version == Digest(state.Text)
                ? new Preparation.Ready(Json(Note(arguments, state, session.Extensions)))
                : new Preparation.Gone("The filter script was changed since this was proposed.");
        return prepared;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new List<CallOutcome>(calls.Count);
        await using var session = await OpenAsync(cancellationToken);
        foreach (var authorized in calls)
        {
            var call = authorized.Take();
            var note = Read(authorized.Preparation);
            if (call.Targets is not [var target] || target.Id != note.Script || target.Version != Digest(note.Before))
            {
                throw new InvalidOperationException($"The note of {call.Tool} is of another script.");
            }

            var now = await session.GetAsync(note.Script, cancellationToken);
            if (Digest(now) != Digest(note.Before))
            {
                outcomes.Add(new CallOutcome.Failed("The filter script was changed by another program meanwhile."));
                continue;
            }

            await WriteAsync(session, note, cancellationToken);
            outcomes.Add(new CallOutcome.Done("{}", Undo(note)));
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
        await using var session = await OpenAsync(cancellationToken);
        foreach (var action in actions)
        {
            if (action.Preparation is not { } noted)
            {
                found.Add(new Reconciliation.NotHappened()); // The note is written with the intent, before anything is sent.
                continue;
            }

            var note = Read(noted);
            var text = await session.GetAsync(note.Script, cancellationToken);
            var active = await ActiveAsync(session, cancellationToken);
            found.Add(
                Digest(text) == Digest(note.After) && active == note.ActiveAfter
                    ? new Reconciliation.Happened("{}", Undo(note))
                : Digest(text) == Digest(note.Before) && active == note.ActiveBefore ? new Reconciliation.NotHappened()
                : new Reconciliation.Unclear(
                    $"The filter script {note.Script} is neither as before nor as it should be. "
                        + "Look at it (meshclaw mail sieve get) and set it as you want it."
                )
            );
        }

        return found;
    }

    /// <inheritdoc />
    public ToolRequest? UndoRequest(JournalEntry action) =>
        action.Undo is { } undo ? new ToolRequest(account.Connection, MailSieveTools.Put, undo) : null;

    private static async Task WriteAsync(SieveSession session, SieveNote note, CancellationToken cancellationToken)
    {
        if (note.After is { } text)
        {
            await session.PutAsync(note.Script, text, cancellationToken);
            KillPoint.Pass("sieve.put");
        }

        if (note.ActiveAfter != note.ActiveBefore)
        {
            await session.ActivateAsync(note.ActiveAfter, cancellationToken);
        }

        if (note.After is null)
        {
            await session.DeleteAsync(note.Script, cancellationToken);
        }
    }

    private sealed record State(string Script, string? Text, string Active);

    private static async Task<State> ReadAsync(
        SieveSession session,
        MailArguments arguments,
        CancellationToken cancellationToken
    )
    {
        var active = await ActiveAsync(session, cancellationToken);
        var script =
            arguments.Tool.Name == MailSieveTools.Put ? arguments.Text("script")
            : active.Length > 0 ? active
            : OwnScript;
        return new State(script, await session.GetAsync(script, cancellationToken), active);
    }

    private static async Task<string> ActiveAsync(SieveSession session, CancellationToken cancellationToken) =>
        (await session.ListAsync(cancellationToken)).FirstOrDefault(s => s.Active)?.Name ?? "";

    private (string? Text, string Active) Wanted(
        MailArguments arguments,
        State state,
        ImmutableHashSet<string> extensions
    )
    {
        if (arguments.Tool.Name == MailSieveTools.Vacation)
        {
            if (!arguments.Switch("off"))
            {
                return (SieveScript.With(state.Text ?? "", VacationOf(arguments).ToSieve(extensions)), state.Script);
            }

            return state.Text is { } text && SieveScript.HasBlock(text)
                ? (SieveScript.With(text, null), state.Active)
                : throw new ToolException("No answer of MeshClaw's is set on this mail server.");
        }

        var active =
            arguments.Has("activate") ? (arguments.Switch("activate") ? state.Script : Without(state))
            : arguments.Has("text") ? state.Active
            : Without(state);
        if (arguments.Has("text"))
        {
            return (arguments.Text("text"), active);
        }

        return state.Text is null
            ? throw new ToolException($"There is no filter script '{state.Script}' that could be removed.")
            : (null, active);
    }

    private static string Without(State state) => state.Active == state.Script ? "" : state.Active;

    private VacationReply VacationOf(MailArguments arguments)
    {
        if (arguments.Text("text").Trim().Length == 0)
        {
            throw new ToolException("mail.vacation needs a 'text' to answer with, or 'off'.");
        }

        var reply = new VacationReply
        {
            Text = arguments.Text("text"),
            Subject = arguments.Text("subject"),
            From = arguments.Time("from"),
            Until = arguments.Time("until"),
            Days = arguments.Number("days", 7),
            Addresses = account.User.Contains('@', StringComparison.Ordinal) ? [account.User] : [],
        };
        return reply.Until <= reply.From
            ? throw new ToolException("mail.vacation needs an 'until' that is after 'from'.")
            : reply;
    }

    private SieveNote Note(MailArguments arguments, State state, ImmutableHashSet<string> extensions)
    {
        var (text, active) = Wanted(arguments, state, extensions);
        return new SieveNote(state.Script, state.Text, text, state.Active, active);
    }

    private static string Undo(SieveNote note) =>
        JsonSerializer.Serialize(
            new SieveUndo(note.Script, note.Before, note.ActiveBefore == note.Script),
            SieveJson.Default.SieveUndo
        );

    private ProposedCall Propose(ToolRequest request, MailArguments arguments, Target[] targets) =>
        new(
            account.Connection,
            request.Tool,
            arguments.Tool.Effect,
            Verbs.None,
            request.Arguments,
            targets,
            values: SieveLabels.Values(arguments.Tool, request.Arguments)
        );

    private MailArguments Parse(ToolRequest request) =>
        MailArguments.Parse(Tools.Single(t => t.Name == request.Tool), request.Arguments);

    private Task<SieveSession> OpenAsync(CancellationToken cancellationToken) =>
        SieveSession.OpenAsync(account, password, cancellationToken);

    private static string Digest(string? text) =>
        text is null ? "none" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Json(SieveNote note) => JsonSerializer.Serialize(note, SieveJson.Default.SieveNote);

    private static SieveNote Read(string json) => JsonSerializer.Deserialize(json, SieveJson.Default.SieveNote)!; // By PrepareAsync.
}

/// <summary>What is noted before a script is written: enough to tell afterwards whether it was.</summary>
/// <param name="Script">Its name.</param>
/// <param name="Before">Its text; null where there was none.</param>
/// <param name="After">The text that it gets; null where it goes.</param>
/// <param name="ActiveBefore">Which script filtered; empty for none.</param>
/// <param name="ActiveAfter">Which one is to.</param>
internal sealed record SieveNote(string Script, string? Before, string? After, string ActiveBefore, string ActiveAfter);

/// <summary>Arguments of the <c>mail.sieve-put</c> that takes one back.</summary>
internal sealed record SieveUndo(string Script, string? Text, bool Activate);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SieveNote))]
[JsonSerializable(typeof(SieveUndo))]
internal sealed partial class SieveJson : JsonSerializerContext;
