using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>
/// Mail on a JMAP server (RFC 8621). An id is the Email's, the same in every folder; there is no version, because ids are never used
/// again. Messages that are the same to the last byte may be one Email (Cyrus has it so): what happens to one then happens to both.
/// </summary>
internal sealed class JmapStore : IMailStore
{
    private readonly MailAccount _account;
    private readonly JmapClient _client;
    private readonly JmapFolders _folders;
    private readonly JmapEmails _emails;
    private readonly JmapPages _pages;
    private readonly JmapMover _mover;
    private Dictionary<string, JmapRow> _traced = [];

    public JmapStore(JmapHttp http, MailAccount account)
    {
        _account = account;
        _client = new JmapClient(http);
        _folders = new JmapFolders(_client, account.HoldingFolder);
        _emails = new JmapEmails(_client, new MailParser(account.TrustedAuthServers, account.Trust));
        _pages = new JmapPages(_client);
        _mover = new JmapMover(_client, _emails);
    }

    /// <summary>How many requests were sent; for tests that count them.</summary>
    internal int Requests => _client.Requests;

    /// <summary>What changes between two states of the account, for an index.</summary>
    internal JmapChanges Changes(TimeProvider time) =>
        new(_client, _folders, _emails, _pages, _account.Connection, time);

    /// <inheritdoc />
    public async Task<ImmutableArray<MailFolder>> FoldersAsync(bool counts, CancellationToken cancellationToken) =>
        [
            .. (await _folders.ReadAsync(cancellationToken)).All.Select(m => new MailFolder(
                m.Path,
                m.Use,
                m.Total,
                m.Unread
            )),
        ];

    /// <inheritdoc />
    public async Task<MailPage> PageAsync(MailPageRequest request, CancellationToken cancellationToken)
    {
        var mailbox = await _folders.FindAsync(request.Folder, cancellationToken) ?? throw NoFolder(request.Folder);
        var page = await _pages.ReadAsync(mailbox.Id, request.Text, request.Cursor, request.Limit, cancellationToken);
        if (page is null)
        {
            await _folders.ReadAsync(cancellationToken); // It was removed meanwhile.
            throw NoFolder(request.Folder);
        }

        var rows = await _emails.RowsAsync(page.Ids, headers: true, cancellationToken);
        var there = page
            .Ids.Select(i => rows.GetValueOrDefault(i))
            .OfType<JmapRow>()
            .Where(r => r.Mailboxes.Contains(mailbox.Id))
            .ToList();
        var messages = await _emails.MessagesAsync(there, mailbox.Path, request.HeadersOnly, cancellationToken);
        return new MailPage(messages, page.Total, page.Next);
    }

    /// <inheritdoc />
    public async Task<MailMessage?> ReadAsync(MailLocation location, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync([location], headers: true, cancellationToken);
        return rows[0] is { } row
            ? await _emails.WholeAsync(row, location, JmapEmails.MaxRead, cancellationToken)
            : null;
    }

    /// <inheritdoc />
    public async Task<ImmutableArray<MailMessage>> PickAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var rows = await RowsAsync(locations, headers: true, cancellationToken);
        return locations.Count == 0
            ? []
            : await _emails.MessagesAsync(
                [.. rows.OfType<JmapRow>()],
                locations[0].Folder,
                headersOnly: false,
                cancellationToken
            );
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<TargetFacts>> DescribeAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var known = locations.Distinct().ToDictionary(l => l, _emails.Known);
        var rows = new Dictionary<MailLocation, JmapRow>();
        foreach (var headers in new[] { false, true })
        {
            var group = known.Where(k => k.Value is null == headers).Select(k => k.Key).ToList();
            foreach (var (location, row) in group.Zip(await RowsAsync(group, headers, cancellationToken)))
            {
                if (row is not null)
                {
                    rows[location] = row;
                }
            }
        }

        return
        [
            .. locations.Select(l =>
                rows.GetValueOrDefault(l) is { } row
                    ? (known[l] ?? _emails.Facts(row, l)).With(l.Folder, row.Flags)
                    : MailFacts.Gone(l)
            ),
        ];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailTrace?>> TraceAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var rows = await RowsAsync(locations, headers: true, cancellationToken);
        _traced = rows.OfType<JmapRow>().DistinctBy(r => r.Id).ToDictionary(r => r.Id, StringComparer.Ordinal);
        return [.. locations.Zip(rows, (l, r) => r is null ? null : new MailTrace(l, r.Mark, r.Flags))];
    }

    /// <inheritdoc />
    public async Task<MailFolderState?> StateAsync(string folder, CancellationToken cancellationToken) =>
        await _folders.FindAsync(folder, cancellationToken) is { } mailbox
            ? new MailFolderState(mailbox.Path, "", null)
            : null;

    /// <inheritdoc />
    public Task<MailMoveMethod> MoveMethodAsync(CancellationToken cancellationToken) =>
        Task.FromResult(MailMoveMethod.Atomic); // The update of one object is all or nothing (RFC 8620 5.3).

    /// <summary>
    /// An email keeps its id. Where it lies in the destination already, as it was last traced, its id there says so: taken back, it
    /// stays there, as it was.
    /// </summary>
    public IReadOnlyList<string?> ChooseIds(IReadOnlyList<MailLocation> locations, string destination)
    {
        var there = _folders.Known(destination)?.Id;
        return
        [
            .. locations.Select(l =>
                JmapId.Parse(l.Id) is not { } id ? l.Id
                : there is not null && _traced.GetValueOrDefault(id.Email)?.Mailboxes.Contains(there) == true
                    ? JmapId.WithKept(id.Email)
                : id.Email
            ),
        ];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailMoved>> MoveAsync(
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        if (
            moves[0].Source.Version.Length > 0
            || await _folders.FindAsync(moves[0].Source.Folder, cancellationToken) is not { } source
        )
        {
            return [.. moves.Select(_ => new MailMoved(null, "The message was gone before it could be moved."))];
        }

        var (destination, why) = await _folders.FindOrMakeAsync(moves[0].Destination, cancellationToken);
        return destination is null
            ? [.. moves.Select(_ => new MailMoved(null, why))]
            : await _mover.MoveAsync(moves, source, destination, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<bool>> FlagAsync(
        IReadOnlyList<MailLocation> locations,
        MailFlags add,
        MailFlags remove,
        CancellationToken cancellationToken
    ) =>
        locations[0].Version.Length == 0
        && await _folders.FindAsync(locations[0].Folder, cancellationToken) is { } mailbox
            ? await _mover.FlagAsync(locations, mailbox, add, remove, cancellationToken)
            : [.. locations.Select(_ => false)];

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailTrace>> ArrivalsAsync(
        string folder,
        string? next,
        CancellationToken cancellationToken
    ) => await TracesAsync(folder, new JsonObject(), cancellationToken); // Ids do not grow: all of them.

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailTrace>> FindAsync(
        string folder,
        MailMark mark,
        CancellationToken cancellationToken
    )
    {
        var size = new JsonObject { ["minSize"] = mark.Size, ["maxSize"] = mark.Size + 1 }; // The upper one is exclusive.
        return [.. (await TracesAsync(folder, size, cancellationToken)).Where(t => t.Mark == mark)];
    }

    /// <inheritdoc />
    public async Task<byte[]?> RawAsync(MailLocation location, int most, CancellationToken cancellationToken) =>
        (await RowsAsync([location], headers: true, cancellationToken))[0] is { } row && row.Size <= most
            ? await _emails.RawAsync(row, most, cancellationToken)
            : null;

    /// <inheritdoc />
    public async Task<bool> AreIdenticalAsync(MailLocation one, MailLocation other, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync([one, other], headers: true, cancellationToken);
        if (rows[0] is not { } first || rows[1] is not { } second)
        {
            return false;
        }

        return (first.Blob.Length > 0 && first.Blob == second.Blob)
            || (
                await _emails.HashAsync(first, cancellationToken) is { } hash
                && await _emails.HashAsync(second, cancellationToken) is { } same
                && hash.AsSpan().SequenceEqual(same)
            );
    }

    /// <inheritdoc />
    public async Task RemoveOriginalAsync(MailLocation original, CancellationToken cancellationToken)
    {
        if (
            (await RowsAsync([original], headers: false, cancellationToken))[0] is { } row
            && await _folders.FindAsync(original.Folder, cancellationToken) is { } mailbox
        )
        {
            await _mover.RemoveAsync(row.Id, mailbox, cancellationToken);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<IReadOnlyList<MailTrace>> TracesAsync(
        string folder,
        JsonObject filter,
        CancellationToken cancellationToken
    )
    {
        if (await _folders.FindAsync(folder, cancellationToken) is not { } mailbox)
        {
            return [];
        }

        filter["inMailbox"] = mailbox.Id;
        var ids = await _pages.AllAsync(filter, cancellationToken);
        var rows = await _emails.RowsAsync(ids, headers: true, cancellationToken);
        return
        [
            .. rows
                .Values.Where(r => r.Mailboxes.Contains(mailbox.Id))
                .OrderBy(r => r.Received)
                .Select(r => new MailTrace(JmapEmails.Place(r, mailbox.Path), r.Mark, r.Flags)),
        ];
    }

    // In order; null for one that is not in its folder, or was listed by another kind of store.
    private async Task<IReadOnlyList<JmapRow?>> RowsAsync(
        IReadOnlyList<MailLocation> locations,
        bool headers,
        CancellationToken cancellationToken
    )
    {
        var ids = locations.Where(l => l.Version.Length == 0).Select(l => JmapId.Parse(l.Id)?.Email).OfType<string>();
        var rows = await _emails.RowsAsync(ids, headers, cancellationToken);
        var mailboxes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var folder in locations.Select(l => l.Folder).Distinct())
        {
            mailboxes[folder] = (await _folders.FindAsync(folder, cancellationToken))?.Id;
        }

        return
        [
            .. locations.Select(l =>
                l.Version.Length == 0
                && JmapId.Parse(l.Id) is { } id
                && rows.GetValueOrDefault(id.Email) is { } row
                && mailboxes[l.Folder] is { } mailbox
                && row.Mailboxes.Contains(mailbox)
                    ? row
                    : null
            ),
        ];
    }

    private static ToolException NoFolder(string name) =>
        new($"There is no folder '{name}'. mail.folders lists those that there are.");
}
