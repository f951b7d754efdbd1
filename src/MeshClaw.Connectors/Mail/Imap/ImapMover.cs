using System.Globalization;
using MailKit;
using MailKit.Net.Imap;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>
/// Moves messages: MOVE (RFC 6851) where the server has it; else COPY, then \Deleted and UID EXPUNGE (RFC 4315) of exactly those whose
/// copies are known to be there. A plain EXPUNGE, which takes away what others marked, is never sent.
/// </summary>
internal sealed class ImapMover(ImapSession session)
{
    private const string GoneBefore = "The message was gone before it could be moved.";

    /// <summary>How this server moves.</summary>
    public MailMoveMethod Method =>
        session.Client.Capabilities.HasFlag(ImapCapabilities.Move) ? MailMoveMethod.Atomic
        : session.Client.Capabilities.HasFlag(ImapCapabilities.UidPlus) ? MailMoveMethod.CopyThenRemove
        : MailMoveMethod.None;

    /// <summary>Moves messages of an open folder.</summary>
    public async Task<IReadOnlyList<MailMoved>> MoveAsync(
        IMailFolder source,
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        IMailFolder destination;
        try
        {
            destination = await session.FindOrMakeAsync(moves[0].Destination, cancellationToken);
        }
        catch (ImapCommandException refused)
        {
            var why = $"The mail server did not make the folder '{moves[0].Destination}': {refused.ResponseText}";
            return [.. moves.Select(_ => new MailMoved(null, why))];
        }

        return Method switch
        {
            MailMoveMethod.Atomic => await MoveAtOnceAsync(source, destination, moves, cancellationToken),
            MailMoveMethod.CopyThenRemove => await CopyThenRemoveAsync(source, destination, moves, cancellationToken),
            MailMoveMethod.None => throw new ConnectorException(
                "The mail server no longer offers MOVE or UIDPLUS; nothing was moved."
            ),
        };
    }

    /// <summary>Expunges exactly these.</summary>
    public async Task RemoveAsync(IMailFolder source, IEnumerable<uint> uids, CancellationToken cancellationToken)
    {
        if (!session.Client.Capabilities.HasFlag(ImapCapabilities.UidPlus))
        {
            throw new ConnectorException(
                "The mail server cannot expunge single messages (no UIDPLUS); nothing was removed."
            );
        }

        var set = ImapFetcher.Set(source, uids);
        var deleted = new StoreFlagsRequest(StoreAction.Add, MessageFlags.Deleted) { Silent = true };
        await source.StoreAsync(set, deleted, cancellationToken);
        await source.ExpungeAsync(set, cancellationToken);
    }

    private async Task<IReadOnlyList<MailMoved>> MoveAtOnceAsync(
        IMailFolder source,
        IMailFolder destination,
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        UniqueIdMap map;
        var why = GoneBefore;
        try
        {
            map = await source.MoveToAsync(Set(source, moves), destination, cancellationToken) ?? UniqueIdMap.Empty;
        }
        catch (ImapCommandException refused)
        {
            // Some may have been moved before it was refused.
            map = UniqueIdMap.Empty;
            why = $"The mail server refused to move it: {refused.ResponseText}";
        }

        if (map.Count > 0)
        {
            return [.. moves.Select(m => Moved(m, map, destination) ?? new MailMoved(null, why))];
        }

        var copies = await FindCopiesAsync(destination, moves, cancellationToken);
        var left = await StillThereAsync(source, moves, cancellationToken);
        return
        [
            .. moves.Select(
                (m, i) =>
                    left.Contains(m.Source.Id)
                        ? new MailMoved(null, why == GoneBefore ? "The mail server left it where it was." : why)
                    : copies[i] is { } copy ? new MailMoved(copy.Location, null)
                    : new MailMoved(null, null)
            ),
        ];
    }

    private async Task<IReadOnlyList<MailMoved>> CopyThenRemoveAsync(
        IMailFolder source,
        IMailFolder destination,
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        UniqueIdMap map;
        try
        {
            map = await source.CopyToAsync(Set(source, moves), destination, cancellationToken) ?? UniqueIdMap.Empty;
        }
        catch (ImapCommandException refused)
        {
            // COPY is all or nothing (RFC 3501, 6.4.7).
            return
            [
                .. moves.Select(_ => new MailMoved(
                    null,
                    $"The mail server refused to copy it: {refused.ResponseText}"
                )),
            ];
        }

        List<MailMoved> results;
        if (map.Count > 0)
        {
            results = [.. moves.Select(m => Moved(m, map, destination) ?? new MailMoved(null, GoneBefore))];
        }
        else
        {
            var copies = await FindCopiesAsync(destination, moves, cancellationToken);
            results =
            [
                .. copies.Select(c => c is null ? new MailMoved(null, GoneBefore) : new MailMoved(c.Location, null)),
            ];
        }

        var copied = moves.Where((_, i) => results[i].Place is not null).Select(m => Uid(m)).ToList();
        if (copied.Count > 0)
        {
            await session.OpenAsync(moves[0].Source.Folder, FolderAccess.ReadWrite, cancellationToken);
            await RemoveAsync(source, copied, cancellationToken);
        }

        return results;
    }

    // Where the server does not say (no UIDPLUS, UIDNOTSTICKY): what arrived since the note was made and has the same mark.
    private async Task<List<MailTrace?>> FindCopiesAsync(
        IMailFolder destination,
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        var name = ImapSession.NameOf(destination);
        var opened = await session.OpenAsync(name, FolderAccess.ReadOnly, cancellationToken);
        if (opened is null)
        {
            return [.. moves.Select(_ => (MailTrace?)null)];
        }

        var version = ImapFetcher.Text(opened.UidValidity);
        var first = moves[0];
        var next =
            first.DestinationVersion == version && first.DestinationNext is { } noted
                ? uint.Parse(noted, CultureInfo.InvariantCulture)
                : 1;
        var arrivals = await ImapFetcher.ArrivalsAsync(opened, next, cancellationToken);
        var found = new List<MailTrace?>(moves.Count);
        foreach (var move in moves)
        {
            var copy = arrivals.Find(a => a.Mark == move.Mark);
            if (copy is not null)
            {
                arrivals.Remove(copy);
            }

            found.Add(copy);
        }

        return found;
    }

    private async Task<HashSet<string>> StillThereAsync(
        IMailFolder source,
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        await session.OpenAsync(moves[0].Source.Folder, FolderAccess.ReadOnly, cancellationToken);
        var flags = await ImapFetcher.FlagsAsync(source, [.. moves.Select(Uid)], cancellationToken);
        return [.. flags.Keys.Select(ImapFetcher.Text)];
    }

    private static MailMoved? Moved(MoveNote move, UniqueIdMap map, IMailFolder destination)
    {
        if (!map.TryGetValue(new UniqueId(Uid(move)), out var uid))
        {
            return null;
        }

        var version = uid.Validity > 0 ? uid.Validity : destination.UidValidity;
        var place = new MailLocation(
            ImapSession.NameOf(destination),
            ImapFetcher.Text(uid.Id),
            ImapFetcher.Text(version)
        );
        return new MailMoved(place, null);
    }

    private static List<UniqueId> Set(IMailFolder source, IEnumerable<MoveNote> moves) =>
        ImapFetcher.Set(source, moves.Select(Uid));

    private static uint Uid(MoveNote move) => uint.Parse(move.Source.Id, CultureInfo.InvariantCulture);
}
