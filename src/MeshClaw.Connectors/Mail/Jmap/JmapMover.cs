using System.Text.Json.Nodes;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>
/// Changes emails with patches (RFC 8620 5.3): a move takes away one mailbox and adds another, all at once, and leaves what else the
/// email lies in. It is sent on the condition that nothing changed since it was looked at, so that a message that another program
/// moved meanwhile is not moved too.
/// </summary>
internal sealed class JmapMover(JmapClient client, JmapEmails emails)
{
    private const string GoneBefore = "The message was gone before it could be moved.";
    private const int MaxTries = 8;
    private const int Chunk = 500;

    /// <summary>Moves emails out of a mailbox into another. Outcomes in order.</summary>
    public async Task<IReadOnlyList<MailMoved>> MoveAsync(
        IReadOnlyList<MoveNote> moves,
        JmapMailbox source,
        JmapMailbox destination,
        CancellationToken cancellationToken
    )
    {
        var results = new List<MailMoved>(moves.Count);
        foreach (var chunk in moves.Chunk(await ChunkAsync(cancellationToken)))
        {
            results.AddRange(await MoveChunkAsync(chunk, source, destination, cancellationToken));
        }

        return results;
    }

    /// <summary>Sets and takes away flags; false for an email that is not in the mailbox.</summary>
    public async Task<IReadOnlyList<bool>> FlagAsync(
        IReadOnlyList<MailLocation> locations,
        JmapMailbox mailbox,
        MailFlags add,
        MailFlags remove,
        CancellationToken cancellationToken
    )
    {
        var rows = await emails.RowsAsync(locations.Select(EmailOf).OfType<string>(), false, cancellationToken);
        var there = rows.Values.Where(r => r.Mailboxes.Contains(mailbox.Id)).Select(r => r.Id).ToList();
        var flagged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var chunk in there.Chunk(await ChunkAsync(cancellationToken)))
        {
            var update = new JsonObject();
            foreach (var id in chunk)
            {
                update[id] = Keywords(add, remove);
            }

            var call = new JmapCall("Email/set", new JsonObject { ["update"] = update });
            var set = (await CallAsync([call], "mail.store", cancellationToken)).Get(0, JmapJson.Default.SetReply);
            flagged.UnionWith(set.Updated?.Keys ?? Enumerable.Empty<string>());
            if (set.NotUpdated?.Values.FirstOrDefault(e => e is { Type: not "notFound" }) is { } refused)
            {
                throw new ConnectorException(JmapErrors.NotSet(refused));
            }
        }

        return [.. locations.Select(l => EmailOf(l) is { } id && flagged.Contains(id))];
    }

    /// <summary>Takes an email out of one mailbox; the server refuses where it lies in no other.</summary>
    public async Task RemoveAsync(string email, JmapMailbox mailbox, CancellationToken cancellationToken)
    {
        var update = new JsonObject { [email] = new JsonObject { [$"mailboxIds/{mailbox.Id}"] = null } };
        var call = new JmapCall("Email/set", new JsonObject { ["update"] = update });
        var set = (await CallAsync([call], "mail.expunge", cancellationToken)).Get(0, JmapJson.Default.SetReply);
        if (set.NotUpdated?.GetValueOrDefault(email) is { Type: not "notFound" } refused)
        {
            throw new ConnectorException(JmapErrors.NotSet(refused));
        }
    }

    private async Task<MailMoved[]> MoveChunkAsync(
        MoveNote[] moves,
        JmapMailbox source,
        JmapMailbox destination,
        CancellationToken cancellationToken
    )
    {
        var ids = JmapCall.List(moves.Select(m => EmailOf(m.Source)).OfType<string>().Distinct());
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var look = await client.CallAsync([JmapEmails.Get(ids.DeepClone(), headers: false)], cancellationToken);
            var (state, before) = Rows(look, 0);
            var there = moves.Where(m => Find(before, m)?.Mailboxes.Contains(source.Id) == true).ToList();
            if (there.Count == 0)
            {
                return [.. moves.Select(_ => new MailMoved(null, GoneBefore))];
            }

            var update = new JsonObject();
            foreach (var move in there)
            {
                update[Find(before, move)!.Id] = Patch(move, source, destination); // It is there.
            }

            var reply = await CallAsync(
                [
                    new JmapCall("Email/set", new JsonObject { ["ifInState"] = state, ["update"] = update }),
                    JmapEmails.Get(ids.DeepClone(), headers: false),
                ],
                "mail.move",
                cancellationToken
            );
            if (reply.ErrorOf(0)?.Type == "stateMismatch")
            {
                continue; // Something changed since it was looked at; nothing was done.
            }

            var set = reply.Get(0, JmapJson.Default.SetReply);
            var (_, after) = Rows(reply, 1);
            return [.. moves.Select(m => Outcome(m, set, Find(before, m), Find(after, m), source, destination))];
        }

        return
        [
            .. moves.Select(_ => new MailMoved(
                null,
                "The mailbox was changing all the time, so nothing was done: try again."
            )),
        ];
    }

    private static MailMoved Outcome(
        MoveNote move,
        SetReply set,
        JmapRow? before,
        JmapRow? after,
        JmapMailbox source,
        JmapMailbox destination
    )
    {
        if (before is null || !before.Mailboxes.Contains(source.Id))
        {
            return new MailMoved(null, GoneBefore);
        }

        if (set.NotUpdated?.GetValueOrDefault(before.Id) is { } refused)
        {
            return new MailMoved(null, refused.Type == "notFound" ? GoneBefore : JmapErrors.NotSet(refused));
        }

        var kept = before.Mailboxes.Contains(destination.Id);
        var place = new MailLocation(destination.Path, kept ? JmapId.WithKept(before.Id) : before.Id, "");
        return set.Updated?.ContainsKey(before.Id) == true || after?.Mailboxes.Contains(destination.Id) == true && !kept
            ? new MailMoved(place, null)
            : new MailMoved(null, null); // It is looked for.
    }

    private static JsonObject Patch(MoveNote move, JmapMailbox source, JmapMailbox destination)
    {
        var patch = new JsonObject { [$"mailboxIds/{destination.Id}"] = true };
        if (JmapId.Parse(move.Source.Id) is { Kept: false })
        {
            patch[$"mailboxIds/{source.Id}"] = null;
        }

        return patch;
    }

    private static JsonObject Keywords(MailFlags add, MailFlags remove)
    {
        var patch = new JsonObject();
        foreach (
            var (flag, keyword) in new[]
            {
                (MailFlags.Seen, "$seen"),
                (MailFlags.Flagged, "$flagged"),
                (MailFlags.Answered, "$answered"),
            }
        )
        {
            if (add.HasFlag(flag))
            {
                patch["keywords/" + keyword] = true;
            }
            else if (remove.HasFlag(flag))
            {
                patch["keywords/" + keyword] = null;
            }
        }

        return patch;
    }

    private async Task<JmapReply> CallAsync(
        IReadOnlyList<JmapCall> calls,
        string point,
        CancellationToken cancellationToken
    ) =>
        await client.TryCallAsync(calls, point, cancellationToken)
        ?? throw new ConnectorException("The mail server's answer to a change is too large; looking for what it did.");

    private async Task<int> ChunkAsync(CancellationToken cancellationToken)
    {
        var limits = (await client.SessionAsync(cancellationToken)).Limits;
        // An update takes some 800 bytes where every id is as long as it may be.
        var bySize = (int)Math.Clamp(limits.MaxSizeRequest / 1024 - 8, 1, Chunk);
        return Math.Min(bySize, Math.Min(limits.MaxObjectsInGet, limits.MaxObjectsInSet));
    }

    private static (string State, Dictionary<string, JmapRow> Rows) Rows(JmapReply reply, int call)
    {
        var (state, list) = JmapEmails.Read(reply, call);
        return (
            state,
            list.OfType<EmailReply>()
                .Select(JmapRow.Of)
                .DistinctBy(r => r.Id)
                .ToDictionary(r => r.Id, StringComparer.Ordinal)
        );
    }

    private static JmapRow? Find(Dictionary<string, JmapRow> rows, MoveNote move) =>
        EmailOf(move.Source) is { } id ? rows.GetValueOrDefault(id) : null;

    private static string? EmailOf(MailLocation location) => JmapId.Parse(location.Id)?.Email;
}
