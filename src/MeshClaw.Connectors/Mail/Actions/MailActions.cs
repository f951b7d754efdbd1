using System.Text.Json;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Connectors.Mail.Actions;

/// <summary>Prepares and makes changes, a batch of one kind at a time, so that a batch is one command of the server.</summary>
internal sealed class MailActions(IMailStore store, MailDestinations destinations)
{
    /// <summary>What calls of one batch have in common.</summary>
    private sealed record Batch(string Tool, string Source, string? Destination, MailFlags Add, MailFlags Remove);

    public async Task<IReadOnlyList<Preparation>> PrepareAsync(
        IReadOnlyList<ProposedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var requests = calls.Select(c => MailRequest.Parse(c.Tool, c.Arguments)).ToList();
        var map = await destinations.ReadAsync(cancellationToken);
        var results = new Preparation[calls.Count];
        Array.Fill(results, new Preparation.Deferred());
        var groups = Enumerable
            .Range(0, calls.Count)
            .GroupBy(i => new Batch(
                requests[i].Name.Value,
                requests[i].Folder,
                map.Of(requests[i]),
                requests[i].Add,
                requests[i].Remove
            ));
        foreach (var group in groups)
        {
            var members = group.ToList();
            if (await PrepareGroupAsync(group.Key, members, requests, results, cancellationToken))
            {
                break; // The rest belong to other batches.
            }
        }

        return results;
    }

    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(
        IReadOnlyList<AuthorizedCall> calls,
        CancellationToken cancellationToken
    )
    {
        var outcomes = new CallOutcome[calls.Count];
        var moves = new List<(int Index, MoveNote Note)>();
        var flags = new List<(int Index, FlagNote Note)>();
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i].Take();
            if (call.Tool == MailTools.Flag)
            {
                var note = JsonSerializer.Deserialize(calls[i].Preparation, MailJson.Default.FlagNote)!; // By PrepareAsync.
                Match(call, note.Source);
                flags.Add((i, note));
            }
            else
            {
                var note = JsonSerializer.Deserialize(calls[i].Preparation, MailJson.Default.MoveNote)!; // By PrepareAsync.
                Match(call, note.Source);
                moves.Add((i, note));
            }
        }

        foreach (var batch in moves.GroupBy(m => (m.Note.Source.Folder, m.Note.Source.Version, m.Note.Destination)))
        {
            await MoveAsync([.. batch], outcomes, cancellationToken);
        }

        foreach (
            var batch in flags.GroupBy(f =>
                (
                    f.Note.Source.Folder,
                    f.Note.Source.Version,
                    MailFlagNames.Parse(f.Note.Add),
                    MailFlagNames.Parse(f.Note.Remove)
                )
            )
        )
        {
            await FlagAsync([.. batch], outcomes, cancellationToken);
        }

        return outcomes;
    }

    /// <summary>The outcome of a message that arrived: what happened, and how to take it back.</summary>
    public static (string Result, string Undo) Moved(MoveNote note, MailLocation place) =>
        (
            JsonSerializer.Serialize(
                new MoveResult(place.Folder, place.Id, place.Version),
                MailJson.Default.MoveResult
            ),
            JsonSerializer.Serialize(new MoveUndo(place, note.Source.Folder), MailJson.Default.MoveUndo)
        );

    /// <summary>The outcome of flags that are as wanted. Only what was changed is taken back.</summary>
    public static (string Result, string? Undo) Flagged(FlagNote note) =>
        (
            JsonSerializer.Serialize(new FlagResult(note.Added, note.Removed), MailJson.Default.FlagResult),
            note.Added.Length + note.Removed.Length == 0
                ? null
                : JsonSerializer.Serialize(
                    new FlagUndo(note.Source, note.Removed, note.Added),
                    MailJson.Default.FlagUndo
                )
        );

    private async Task<bool> PrepareGroupAsync(
        Batch batch,
        List<int> members,
        List<MailRequest> requests,
        Preparation[] results,
        CancellationToken cancellationToken
    )
    {
        var traces = await store.TraceAsync([.. members.Select(i => requests[i].Location)], cancellationToken);
        var destination = batch.Destination is { } name ? await store.StateAsync(name, cancellationToken) : null;
        var method = batch.Destination is null ? MailMoveMethod.Atomic : await store.MoveMethodAsync(cancellationToken);
        var target = destination?.Name ?? batch.Destination;
        var ids = target is null ? null : store.ChooseIds([.. members.Select(i => requests[i].Location)], target);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var any = false;
        foreach (var (position, index) in members.Index())
        {
            var trace = traces[position];
            if (trace is null)
            {
                results[index] = new Preparation.Gone("The message is no longer where it was.");
            }
            else if (batch.Destination is not null && destination?.Name == batch.Source)
            {
                results[index] = new Preparation.Gone("The message lies in that folder already.");
            }
            else if (seen.Add(trace.Mark.Fingerprint)) // Twins go one after the other, so that each copy can be told.
            {
                results[index] = new Preparation.Ready(
                    target is null
                        ? Note(trace, batch.Add, batch.Remove)
                        : Note(trace, destination, target, ids![position], method) // Chosen for every move.
                );
                any = true;
            }
        }

        return any;
    }

    private static string Note(
        MailTrace trace,
        MailFolderState? destination,
        string name,
        string? id,
        MailMoveMethod method
    )
    {
        var note = new MoveNote(trace.Location, trace.Mark, name, destination?.Version, destination?.Next, id, method);
        return JsonSerializer.Serialize(note, MailJson.Default.MoveNote);
    }

    private static string Note(MailTrace trace, MailFlags add, MailFlags remove)
    {
        var note = new FlagNote(
            trace.Location,
            trace.Mark,
            MailFlagNames.Format(add),
            MailFlagNames.Format(remove),
            MailFlagNames.Format(add & ~trace.Flags),
            MailFlagNames.Format(remove & trace.Flags)
        );
        return JsonSerializer.Serialize(note, MailJson.Default.FlagNote);
    }

    private async Task MoveAsync(
        List<(int Index, MoveNote Note)> batch,
        CallOutcome[] outcomes,
        CancellationToken cancellationToken
    )
    {
        if (batch.Any(m => m.Note.Method == MailMoveMethod.None))
        {
            foreach (var (index, _) in batch)
            {
                outcomes[index] = new CallOutcome.Failed(
                    "The mail server offers neither MOVE nor UIDPLUS: moving could expunge mail that others marked as deleted, so nothing was done."
                );
            }

            return;
        }

        var moved = await store.MoveAsync([.. batch.Select(m => m.Note)], cancellationToken);
        foreach (var ((index, note), result) in batch.Zip(moved))
        {
            outcomes[index] = result switch
            {
                { Place: { } place } => Done(Moved(note, place)),
                { Why: { } why } => new CallOutcome.Failed(why),
                _ => throw new ConnectorException("The mail server did not say where a message went; looking for it."),
            };
        }
    }

    private async Task FlagAsync(
        List<(int Index, FlagNote Note)> batch,
        CallOutcome[] outcomes,
        CancellationToken cancellationToken
    )
    {
        var first = batch[0].Note;
        var done = await store.FlagAsync(
            [.. batch.Select(f => f.Note.Source)],
            MailFlagNames.Parse(first.Add),
            MailFlagNames.Parse(first.Remove),
            cancellationToken
        );
        foreach (var ((index, note), present) in batch.Zip(done))
        {
            outcomes[index] = present
                ? Done(Flagged(note))
                : new CallOutcome.Failed("The message was gone before its marks could be changed.");
        }
    }

    // What is done is what was authorized: a note of another message is refused.
    private static void Match(ProposedCall call, MailLocation source)
    {
        if (
            call.Targets is not [var target]
            || new MailLocation(target.Collection, target.Id, target.Version) != source
        )
        {
            throw new InvalidOperationException($"The note of {call.Tool} is of another message.");
        }
    }

    private static CallOutcome.Done Done((string Result, string? Undo) outcome) => new(outcome.Result, outcome.Undo);
}
