using System.Globalization;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Actions;

/// <summary>
/// Finds out from the store what became of actions that were cut off. A copy counts for one action only, and only where it arrived
/// after the action was noted; a message is known by its mark, never by its Message-ID.
/// </summary>
internal sealed class MailReconciler(IMailStore store)
{
    private sealed record Open(int Index, MoveNote Note, MailTrace? Original);

    public async Task<IReadOnlyList<Reconciliation>> ReconcileAsync(
        IReadOnlyList<JournalEntry> actions,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        var results = new Reconciliation[actions.Count];
        var moves = new List<(int Index, MoveNote Note)>();
        for (var i = 0; i < actions.Count; i++)
        {
            if (actions[i].Preparation is not { } noted)
            {
                results[i] = new Reconciliation.Unclear(
                    "Nothing was noted before this action. Look for the message in its folder; the action was not tried again."
                );
            }
            else if (actions[i].Tool == MailTools.Flag)
            {
                results[i] = await ReconcileFlagAsync(noted, cancellationToken);
            }
            else
            {
                moves.Add((i, JsonSerializer.Deserialize(noted, MailJson.Default.MoveNote)!)); // Written by MailActions.
            }
        }

        foreach (var group in moves.GroupBy(m => (m.Note.Source.Folder, m.Note.Destination)))
        {
            await ReconcileMovesAsync([.. group], results, mayComplete, cancellationToken);
        }

        return results;
    }

    private async Task<Reconciliation> ReconcileFlagAsync(string noted, CancellationToken cancellationToken)
    {
        var note = JsonSerializer.Deserialize(noted, MailJson.Default.FlagNote)!; // Written by MailActions.
        var trace = (await store.TraceAsync([note.Source], cancellationToken))[0];
        // A message that left its folder cannot be flagged there: trying again finds it gone.
        var asWanted =
            trace is not null
            && trace.Mark == note.Mark
            && trace.Flags.HasFlag(MailFlagNames.Parse(note.Add))
            && (trace.Flags & MailFlagNames.Parse(note.Remove)) == MailFlags.None;
        if (!asWanted)
        {
            return new Reconciliation.NotHappened();
        }

        var (result, undo) = MailActions.Flagged(note);
        return new Reconciliation.Happened(result, undo);
    }

    private async Task ReconcileMovesAsync(
        List<(int Index, MoveNote Note)> moves,
        Reconciliation[] results,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        var originals = await store.TraceAsync([.. moves.Select(m => m.Note.Source)], cancellationToken);
        var destination = await store.StateAsync(moves[0].Note.Destination, cancellationToken);
        var source = await store.StateAsync(moves[0].Note.Source.Folder, cancellationToken);
        var copies = await ArrivalsAsync(moves, destination, cancellationToken);
        var open = moves
            .Zip(originals, (m, o) => new Open(m.Index, m.Note, o is not null && o.Mark == m.Note.Mark ? o : null))
            .ToList();
        // Messages that are gone take their copies first: an original that is still there needs none.
        foreach (var action in open.OrderBy(a => a.Original is null ? 0 : 1).ThenBy(a => a.Index))
        {
            var renumbered = source is not null && source.Version != action.Note.Source.Version;
            var copy = Claim(action.Note, copies, destination);
            results[action.Index] = action.Original is { } original
                ? await DecideBesideOriginalAsync(action.Note, original, copy, mayComplete, cancellationToken)
                : await DecideWithoutOriginalAsync(action.Note, copy, renumbered, cancellationToken);
        }
    }

    // One list for the group, from the lowest noted next id on; Claim checks each action's own.
    private async Task<List<MailTrace>> ArrivalsAsync(
        List<(int Index, MoveNote Note)> moves,
        MailFolderState? destination,
        CancellationToken cancellationToken
    )
    {
        if (destination is null)
        {
            return [];
        }

        if (moves.All(m => m.Note.DestinationId is not null))
        {
            var chosen = moves.Select(m => new MailLocation(
                destination.Name,
                m.Note.DestinationId!,
                destination.Version
            )); // All have one.
            return [.. (await store.TraceAsync([.. chosen], cancellationToken)).OfType<MailTrace>()];
        }

        var sameNumbers = moves.All(m => m.Note.DestinationVersion == destination.Version);
        var next = sameNumbers ? moves.Select(m => m.Note.DestinationNext).OfType<string>().MinBy(Number) : null;
        return [.. await store.ArrivalsAsync(destination.Name, next, cancellationToken)];
    }

    private static MailTrace? Claim(MoveNote note, List<MailTrace> copies, MailFolderState? destination)
    {
        var copy = copies.Find(c =>
            c.Mark == note.Mark
            && (
                note.DestinationId is { } id
                    ? c.Location.Id == id
                    : note.DestinationVersion != destination?.Version
                        || note.DestinationNext is null
                        || Number(c.Location.Id) >= Number(note.DestinationNext)
            )
        );
        if (copy is not null)
        {
            copies.Remove(copy);
        }

        return copy;
    }

    private async Task<Reconciliation> DecideBesideOriginalAsync(
        MoveNote note,
        MailTrace original,
        MailTrace? copy,
        bool mayComplete,
        CancellationToken cancellationToken
    )
    {
        // A server that moves at once leaves no half-done move: what looks like a copy is another message.
        if (copy is null || note.Method == MailMoveMethod.Atomic)
        {
            return new Reconciliation.NotHappened();
        }

        if (!mayComplete)
        {
            return new Reconciliation.Unclear(
                $"The message was copied into '{note.Destination}' but still lies in '{note.Source.Folder}' too. "
                    + "Delete one of the two, or try the action again."
            );
        }

        if (!await store.AreIdenticalAsync(original.Location, copy.Location, cancellationToken))
        {
            return new Reconciliation.Unclear(
                $"A message in '{note.Destination}' looks like the one in '{note.Source.Folder}' but is not the same. Nothing was removed."
            );
        }

        await store.RemoveOriginalAsync(original.Location, cancellationToken);
        return Happened(note, copy.Location);
    }

    private async Task<Reconciliation> DecideWithoutOriginalAsync(
        MoveNote note,
        MailTrace? copy,
        bool renumbered,
        CancellationToken cancellationToken
    )
    {
        if (renumbered)
        {
            // The folder counts anew: the message may lie in it under another id.
            var there = await store.FindAsync(note.Source.Folder, note.Mark, cancellationToken);
            if (there.Count > 0)
            {
                return copy is null
                    ? new Reconciliation.NotHappened()
                    : new Reconciliation.Unclear(
                        $"The server renumbered '{note.Source.Folder}', and the message is both there and in '{note.Destination}'. "
                            + "Look at the two and delete one if they are the same."
                    );
            }
        }

        return copy is not null ? Happened(note, copy.Location) : await LookEverywhereAsync(note, cancellationToken);
    }

    private async Task<Reconciliation> LookEverywhereAsync(MoveNote note, CancellationToken cancellationToken)
    {
        var places = new List<string>();
        foreach (var folder in await store.FoldersAsync(counts: false, cancellationToken))
        {
            if ((await store.FindAsync(folder.Name, note.Mark, cancellationToken)).Count > 0)
            {
                places.Add($"'{folder.Name}'");
            }
        }

        return new Reconciliation.Unclear(
            places.Count == 0
                ? $"The message is neither in '{note.Source.Folder}' nor in '{note.Destination}', nor in any other folder: "
                    + "another mail program may have removed it. Look into that program's trash."
                : $"The message is no longer in '{note.Source.Folder}'; one like it lies in {string.Join(" and ", places)}. "
                    + "If that is not where it belongs, move it by hand."
        );
    }

    private static uint Number(string id) => uint.Parse(id, CultureInfo.InvariantCulture);

    private static Reconciliation.Happened Happened(MoveNote note, MailLocation place)
    {
        var (result, undo) = MailActions.Moved(note, place);
        return new Reconciliation.Happened(result, undo);
    }
}
