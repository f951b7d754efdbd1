using System.Collections.Immutable;
using System.Globalization;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using IMailStore = MeshClaw.Connectors.Mail.Stores.IMailStore;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>Mail on an IMAP server. An id is a UID, a version is the folder's UIDVALIDITY.</summary>
internal sealed partial class ImapStore : IMailStore
{
    private readonly ImapSession _session;
    private readonly MailAccount _account;
    private readonly ImapFetcher _fetcher;
    private readonly ImapMover _mover;

    public ImapStore(ImapSession session, MailAccount account)
    {
        _session = session;
        _account = account;
        _fetcher = new ImapFetcher(new MailParser(account.TrustedAuthServers, account.Trust));
        _mover = new ImapMover(session);
    }

    /// <summary>How many commands were sent to the server.</summary>
    internal int Commands => _session.Commands;

    /// <inheritdoc />
    public Task<ImmutableArray<MailFolder>> FoldersAsync(bool counts, CancellationToken cancellationToken) =>
        _session.RunAsync(
            async () =>
            {
                var items = counts ? StatusItems.Count | StatusItems.Unread : StatusItems.None;
                var folders = await _session.ListAsync(items, cancellationToken);
                return folders
                    .Select(f => new MailFolder(
                        f.Key,
                        ImapFolderUse.Of(f.Key, f.Value, _account.HoldingFolder),
                        f.Value.Count,
                        f.Value.Unread
                    ))
                    .OrderBy(f => f.Use == MailFolderUse.Inbox ? 0 : 1)
                    .ThenBy(f => f.Name, StringComparer.Ordinal)
                    .ToImmutableArray();
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<MailPage> PageAsync(MailPageRequest request, CancellationToken cancellationToken) =>
        _session.RunAsync(
            async () =>
            {
                var folder = await OpenToReadAsync(request.Folder, cancellationToken);
                var below = ImapPageCursor.Read(request.Cursor, folder);
                var all = SearchQuery.All;
                var query =
                    request.Text is { } text ? SearchQuery.MessageContains(text)
                    : below is { } last
                        ? (last > 1 ? SearchQuery.Uids(new UniqueIdRange(folder.UidValidity, 1, last - 1)) : null)
                    : all;
                var hits = query is null
                    ? []
                    : (await folder.SearchAsync(query, cancellationToken)).Select(u => u.Id).ToArray();
                Array.Sort(hits);
                var left = below is { } end ? hits.Where(u => u < end).ToArray() : hits;
                var uids = left.Reverse().Take(request.Limit).ToList();
                var messages = await _fetcher.MessagesAsync(folder, uids, request.HeadersOnly, cancellationToken);
                var next = left.Length > uids.Count ? ImapPageCursor.Write(folder, uids[^1]) : null;
                return new MailPage(messages, request.Text is null ? folder.Count : hits.Length, next);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<MailMessage?> ReadAsync(MailLocation location, CancellationToken cancellationToken) =>
        _session.RunAsync(
            async () =>
            {
                var folder = await OpenVersionAsync(location, FolderAccess.ReadOnly, cancellationToken);
                return folder is null || Uid(location) is not { } uid
                    ? null
                    : await _fetcher.WholeAsync(folder, uid, cancellationToken);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<ImmutableArray<MailMessage>> PickAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<ImmutableArray<MailMessage>>(
            async () =>
                locations.Count > 0
                && await OpenVersionAsync(locations[0], FolderAccess.ReadOnly, cancellationToken) is { } folder
                    ? await _fetcher.MessagesAsync(
                        folder,
                        [.. locations.Where(l => l.Version == locations[0].Version).Select(Uid).OfType<uint>()],
                        headersOnly: false,
                        cancellationToken
                    )
                    : [],
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<TargetFacts>> DescribeAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<TargetFacts>>(
            async () =>
            {
                var facts = new Dictionary<MailLocation, TargetFacts>(locations.Count);
                foreach (var group in locations.GroupBy(l => (l.Folder, l.Version)))
                {
                    var folder = await OpenVersionAsync(group.First(), FolderAccess.ReadOnly, cancellationToken);
                    if (folder is null)
                    {
                        continue;
                    }

                    var uids = group.Select(Uid).OfType<uint>().ToList();
                    var found = await _fetcher.FactsAsync(folder, uids, cancellationToken);
                    foreach (var location in group)
                    {
                        if (Uid(location) is { } uid && found.TryGetValue(uid, out var fact))
                        {
                            facts[location] = fact;
                        }
                    }
                }

                return [.. locations.Select(l => facts.GetValueOrDefault(l) ?? MailFacts.Gone(l))];
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<MailTrace?>> TraceAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<MailTrace?>>(
            async () =>
            {
                var traces = new Dictionary<MailLocation, MailTrace>(locations.Count);
                foreach (var group in locations.GroupBy(l => (l.Folder, l.Version)))
                {
                    var folder = await OpenVersionAsync(group.First(), FolderAccess.ReadOnly, cancellationToken);
                    if (folder is null)
                    {
                        continue;
                    }

                    var uids = group.Select(Uid).OfType<uint>().ToList();
                    foreach (var trace in await ImapFetcher.TracesAsync(folder, uids, cancellationToken))
                    {
                        traces[trace.Location with { Folder = group.Key.Folder }] = trace;
                    }
                }

                return [.. locations.Select(l => traces.GetValueOrDefault(l))];
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<MailFolderState?> StateAsync(string folder, CancellationToken cancellationToken) =>
        _session.RunAsync<MailFolderState?>(
            async () =>
            {
                var found = await _session.FindAsync(folder, cancellationToken);
                if (found is null)
                {
                    return null;
                }

                try
                {
                    await found.StatusAsync(StatusItems.UidValidity | StatusItems.UidNext, cancellationToken);
                }
                catch (Exception gone) when (gone is ImapCommandException or FolderNotFoundException)
                {
                    if ((await _session.ListAsync(StatusItems.None, cancellationToken)).ContainsKey(folder))
                    {
                        throw;
                    }

                    return null;
                }

                return new MailFolderState(
                    ImapSession.NameOf(found),
                    ImapFetcher.Text(found.UidValidity),
                    found.UidNext is { } next ? ImapFetcher.Text(next.Id) : null
                );
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<MailMoveMethod> MoveMethodAsync(CancellationToken cancellationToken) =>
        _session.RunAsync(() => Task.FromResult(_mover.Method), cancellationToken);

    /// <inheritdoc />
    public IReadOnlyList<string?> ChooseIds(IReadOnlyList<MailLocation> locations, string destination) =>
        new string?[locations.Count];

    /// <inheritdoc />
    public Task<IReadOnlyList<MailMoved>> MoveAsync(
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<MailMoved>>(
            async () =>
            {
                var folder = await OpenVersionAsync(moves[0].Source, FolderAccess.ReadWrite, cancellationToken);
                return folder is null
                    ? [.. moves.Select(_ => new MailMoved(null, "The message was gone before it could be moved."))]
                    : await _mover.MoveAsync(folder, moves, cancellationToken);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<bool>> FlagAsync(
        IReadOnlyList<MailLocation> locations,
        MailFlags add,
        MailFlags remove,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<bool>>(
            async () =>
            {
                var folder = await OpenVersionAsync(locations[0], FolderAccess.ReadWrite, cancellationToken);
                if (folder is null)
                {
                    return [.. locations.Select(_ => false)];
                }

                var uids = locations.Select(Uid).OfType<uint>().ToList();
                var set = ImapFetcher.Set(folder, uids);
                foreach (var (action, flags) in new[] { (StoreAction.Add, add), (StoreAction.Remove, remove) })
                {
                    if (flags != MailFlags.None)
                    {
                        var request = new StoreFlagsRequest(action, ImapFetcher.ToServer(flags)) { Silent = true };
                        await folder.StoreAsync(set, request, cancellationToken);
                    }
                }

                var now = await ImapFetcher.FlagsAsync(folder, uids, cancellationToken);
                return
                [
                    .. locations.Select(l =>
                        Uid(l) is { } uid
                        && now.TryGetValue(uid, out var flags)
                        && flags.HasFlag(add)
                        && (flags & remove) == MailFlags.None
                    ),
                ];
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<MailTrace>> ArrivalsAsync(
        string folder,
        string? next,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<MailTrace>>(
            async () =>
            {
                var opened = await _session.OpenAsync(folder, FolderAccess.ReadOnly, cancellationToken);
                return opened is null
                    ? []
                    : await ImapFetcher.ArrivalsAsync(
                        opened,
                        next is null ? 1 : uint.Parse(next, CultureInfo.InvariantCulture),
                        cancellationToken
                    );
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<IReadOnlyList<MailTrace>> FindAsync(
        string folder,
        MailMark mark,
        CancellationToken cancellationToken
    ) =>
        _session.RunAsync<IReadOnlyList<MailTrace>>(
            async () =>
            {
                var opened = await _session.OpenAsync(folder, FolderAccess.ReadOnly, cancellationToken);
                if (opened is null || mark.Size is < 1 or >= int.MaxValue)
                {
                    return [];
                }

                var size = (int)mark.Size;
                var query = SearchQuery.LargerThan(size - 1).And(SearchQuery.SmallerThan(size + 1));
                var uids = (await opened.SearchAsync(query, cancellationToken)).Select(u => u.Id).ToList();
                var traces = await ImapFetcher.TracesAsync(opened, uids, cancellationToken);
                return [.. traces.Where(t => t.Mark == mark)];
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<bool> AreIdenticalAsync(MailLocation one, MailLocation other, CancellationToken cancellationToken) =>
        _session.RunAsync(
            async () =>
            {
                var first = await HashAsync(one, cancellationToken);
                var second = await HashAsync(other, cancellationToken);
                return first is not null && second is not null && first.AsSpan().SequenceEqual(second);
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task RemoveOriginalAsync(MailLocation original, CancellationToken cancellationToken) =>
        _session.RunAsync(
            async () =>
            {
                var folder = await OpenVersionAsync(original, FolderAccess.ReadWrite, cancellationToken);
                if (folder is not null && Uid(original) is { } uid)
                {
                    await _mover.RemoveAsync(folder, [uid], cancellationToken);
                }

                return true;
            },
            cancellationToken
        );

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<IMailFolder> OpenToReadAsync(string name, CancellationToken cancellationToken) =>
        await _session.OpenAsync(name, FolderAccess.ReadOnly, cancellationToken)
        ?? throw new ToolException($"There is no folder '{name}'. mail.folders lists those that there are.");

    private async Task<IMailFolder?> OpenVersionAsync(
        MailLocation location,
        FolderAccess access,
        CancellationToken cancellationToken
    )
    {
        var folder = await _session.OpenAsync(location.Folder, access, cancellationToken);
        return folder is not null && ImapFetcher.Text(folder.UidValidity) == location.Version ? folder : null;
    }

    private static uint? Uid(MailLocation location) =>
        uint.TryParse(location.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) && uid > 0
            ? uid
            : null;
}
