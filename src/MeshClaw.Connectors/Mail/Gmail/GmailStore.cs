using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// Mail at Gmail, through its own interface. An id is the message's own and stays when it is moved; a version is empty, or says what a
/// move did besides (<see cref="GmailTrail"/>). A move is one change of labels, so a message is here or there and never both.
/// </summary>
internal sealed class GmailStore(MailAccount account, GmailApi api) : IMailStore
{
    private readonly GmailFolders _folders = new(api, account.HoldingFolder);
    private readonly GmailMessages _messages = new(api, new MailParser(account.TrustedAuthServers, account.Trust));
    private readonly MailFactCache _cache = new();

    /// <summary>How many requests were sent to Gmail.</summary>
    internal int Requests => api.Requests;

    /// <inheritdoc />
    public MailFlags Flags => MailFlags.Seen | MailFlags.Flagged;

    /// <inheritdoc />
    public async Task<ImmutableArray<MailFolder>> FoldersAsync(bool counts, CancellationToken cancellationToken)
    {
        var folders = await _folders.ListAsync(cancellationToken);
        var counted = counts
            ? await api.LabelsAsync([.. folders.Select(f => f.Label).OfType<string>()], cancellationToken)
            : null;
        var list = ImmutableArray.CreateBuilder<MailFolder>(folders.Length);
        foreach (var folder in folders)
        {
            var label = folder.Label is { } id ? counted?.GetValueOrDefault(id) : null;
            var (total, unread) =
                !counts ? (0, 0)
                : folder.Label is null ? await EstimateAsync(folder, cancellationToken)
                : (label?.MessagesTotal ?? 0, label?.MessagesUnread ?? 0);
            list.Add(new MailFolder(folder.Name, folder.Use, total, unread));
        }

        return list.ToImmutable();
    }

    /// <inheritdoc />
    public async Task<MailPage> PageAsync(MailPageRequest request, CancellationToken cancellationToken)
    {
        var folder =
            await _folders.FindAsync(request.Folder, cancellationToken)
            ?? throw new ToolException(
                $"There is no folder '{request.Folder}'. mail.folders lists those that there are."
            );
        var cursor = GmailCursor.Parse(request.Cursor);
        var listing = folder.Listing(request.Text) with { Limit = request.Limit, Page = cursor?.Page };
        var page = await api.ListAsync(listing, cancellationToken);
        var outlines = await api.MessagesAsync(
            [.. page.Messages.Select(m => m.Id)],
            GmailApi.Outline,
            cancellationToken
        );
        var here = outlines.OfType<GmailMessage>().Where(o => folder.Holds(o.LabelIds)).ToList();
        var messages = request.HeadersOnly
            ? [.. here.Select(o => _messages.Header(request.Folder, o))]
            : await _messages.ReadAsync(request.Folder, here, cancellationToken);
        if (!request.HeadersOnly)
        {
            foreach (var message in messages)
            {
                _cache.Keep(Key(message.Location.Id), MailFacts.Of(message));
            }
        }

        var seen = (cursor?.Seen ?? 0) + page.Messages.Length;
        var next = page.NextPageToken is { } token ? new GmailCursor(seen, token).ToString() : null;
        var total =
            folder.Label is { } label && request.Text is null ? await CountAsync(label, cancellationToken)
            : next is null ? seen
            : Math.Max(seen, page.ResultSizeEstimate);
        return new MailPage(messages, total, next);
    }

    /// <inheritdoc />
    public async Task<MailMessage?> ReadAsync(MailLocation location, CancellationToken cancellationToken) =>
        (await AtAsync([location], GmailApi.Minimal, cancellationToken))[0] is { } message
            ? await _messages.ReadAsync(location, message, cancellationToken)
            : null;

    /// <inheritdoc />
    public async Task<ImmutableArray<MailMessage>> PickAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var outlines = await AtAsync(locations, GmailApi.Outline, cancellationToken);
        return locations.Count == 0
            ? []
            : await _messages.ReadAsync(locations[0].Folder, [.. outlines.OfType<GmailMessage>()], cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<TargetFacts>> DescribeAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var known = locations.Where(l => _cache.Find(Key(l.Id)) is not null).ToList();
        var found = new Dictionary<MailLocation, GmailMessage>();
        foreach (
            var (asked, parts) in new[]
            {
                (known, GmailApi.Minimal),
                (locations.Except(known).ToList(), GmailApi.Outline),
            }
        )
        {
            foreach (var (location, message) in asked.Zip(await AtAsync(asked, parts, cancellationToken)))
            {
                if (message is not null)
                {
                    found[location] = message;
                }
            }
        }

        return [.. locations.Select(l => found.TryGetValue(l, out var m) ? Facts(l, m) : MailFacts.Gone(l))];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailTrace?>> TraceAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var messages = await AtAsync(locations, GmailApi.Minimal, cancellationToken);
        return [.. locations.Zip(messages, (l, m) => m is null ? null : Trace(l, m))];
    }

    /// <inheritdoc />
    public async Task<MailFolderState?> StateAsync(string folder, CancellationToken cancellationToken) =>
        await _folders.FindAsync(folder, cancellationToken) is { } found
            ? new MailFolderState(found.Name, "", null)
            : null;

    /// <inheritdoc />
    public Task<MailMoveMethod> MoveMethodAsync(CancellationToken cancellationToken) =>
        Task.FromResult(MailMoveMethod.Atomic);

    /// <inheritdoc />
    public IReadOnlyList<string?> ChooseIds(IReadOnlyList<MailLocation> locations, string destination) =>
        [.. locations.Select(l => l.Id)]; // The message keeps its own.

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailMoved>> MoveAsync(
        IReadOnlyList<MoveNote> moves,
        CancellationToken cancellationToken
    )
    {
        if (await _folders.FindAsync(moves[0].Source.Folder, cancellationToken) is not { } source)
        {
            return [.. moves.Select(_ => new MailMoved(null, "The message was gone before it could be moved."))];
        }

        var destination = await _folders.FindOrMakeAsync(moves[0].Destination, cancellationToken);
        source = await _folders.FindAsync(source.Name, cancellationToken) ?? source; // The holding label may be new.
        var ids = moves.Select(m => m.Source.Id).ToList();
        var before = await api.MessagesAsync(ids, GmailApi.Minimal, cancellationToken);
        var plans = moves
            .Zip(before, (move, m) => GmailMove.Plan(m?.LabelIds, source, move.Source.Version, destination))
            .ToList();
        foreach (var same in plans.Zip(ids).Where(p => p.First.Why is null).GroupBy(p => p.First.Key))
        {
            var plan = same.First().First;
            await api.ModifyAsync([.. same.Select(p => p.Second)], plan.Add, plan.Remove, cancellationToken);
        }

        var after = await api.MessagesAsync(ids, GmailApi.Minimal, cancellationToken);
        return
        [
            .. plans.Select(
                (plan, i) =>
                    plan.Why is not null ? new MailMoved(null, plan.Why)
                    : after[i] is not { } moved ? new MailMoved(null, "The message was gone before it could be moved.")
                    // Changed by another program between the two requests, or not yet told: looked for again later.
                    : plan.IsDone(moved.LabelIds) ? new MailMoved(plan.Place(ids[i], destination), null)
                    : new MailMoved(null, null)
            ),
        ];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<bool>> FlagAsync(
        IReadOnlyList<MailLocation> locations,
        MailFlags add,
        MailFlags remove,
        CancellationToken cancellationToken
    )
    {
        if ((add & ~Flags) != MailFlags.None)
        {
            throw new ToolException("Gmail does not keep whether a message was answered. It takes: seen, flagged.");
        }

        var here = await AtAsync(locations, GmailApi.Minimal, cancellationToken);
        var ids = locations.Zip(here).Where(p => p.Second is not null).Select(p => p.First.Id).ToList();
        if (ids.Count > 0)
        {
            await api.ModifyAsync(ids, Labels(add, remove), Labels(remove, add), cancellationToken);
        }

        var after = await AtAsync(locations, GmailApi.Minimal, cancellationToken);
        return
        [
            .. after.Select(m =>
                m is not null
                && GmailFolder.Flags(m.LabelIds) is var flags
                && flags.HasFlag(add)
                && (flags & remove) == MailFlags.None
            ),
        ];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailTrace>> ArrivalsAsync(
        string folder,
        string? next,
        CancellationToken cancellationToken
    )
    {
        if (await _folders.FindAsync(folder, cancellationToken) is not { } found)
        {
            return [];
        }

        var ids = await GmailIds.AllAsync(api, found.Listing(null), cancellationToken);
        var places = ids.Select(id => new MailLocation(found.Name, id, "")).Reverse().ToList();
        return [.. (await TraceAsync(places, cancellationToken)).OfType<MailTrace>()];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<MailTrace>> FindAsync(
        string folder,
        MailMark mark,
        CancellationToken cancellationToken
    ) =>
        GmailMessages.IdOf(mark) is { Length: > 0 } id
            ? [.. (await TraceAsync([new MailLocation(folder, id, "")], cancellationToken)).OfType<MailTrace>()]
            : [];

    /// <inheritdoc />
    public async Task<byte[]?> RawAsync(MailLocation location, int most, CancellationToken cancellationToken) =>
        (await AtAsync([location], GmailApi.Minimal, cancellationToken))[0] is { } there
        && await api.BytesAsync(there.Id, most + 1, cancellationToken) is { } bytes
        && bytes.Length <= most
            ? bytes
            : null;

    /// <inheritdoc />
    public async Task<bool> AreIdenticalAsync(MailLocation one, MailLocation other, CancellationToken cancellationToken)
    {
        var there = await AtAsync([one, other], GmailApi.Minimal, cancellationToken);
        if (there.Any(m => m is null))
        {
            return false;
        }

        return one.Id == other.Id
            || (
                await api.BytesAsync(one.Id, int.MaxValue, cancellationToken) is { } first
                && await api.BytesAsync(other.Id, int.MaxValue, cancellationToken) is { } second
                && first.AsSpan().SequenceEqual(second)
            );
    }

    /// <inheritdoc />
    public Task RemoveOriginalAsync(MailLocation original, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Gmail moves at once: there is never a copy with an original beside it.");

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Each message, where it lies in that folder; null where it does not.
    private async Task<IReadOnlyList<GmailMessage?>> AtAsync(
        IReadOnlyList<MailLocation> locations,
        string parts,
        CancellationToken cancellationToken
    )
    {
        var folders = new Dictionary<string, GmailFolder?>();
        foreach (var name in locations.Select(l => l.Folder).Distinct())
        {
            folders[name] = await _folders.FindAsync(name, cancellationToken);
        }

        var ids = locations.Select(l => l.Id).Where(id => id.Length > 0).Distinct().ToList();
        var found = (await api.MessagesAsync(ids, parts, cancellationToken))
            .OfType<GmailMessage>()
            .ToDictionary(m => m.Id);
        return
        [
            .. locations.Select(l =>
                GmailTrails.Parse(l.Version) is not null
                && found.GetValueOrDefault(l.Id) is { } message
                && folders[l.Folder]?.Holds(message.LabelIds) == true
                    ? message
                    : null
            ),
        ];
    }

    private TargetFacts Facts(MailLocation location, GmailMessage message)
    {
        var facts = _cache.Find(Key(location.Id)) ?? GmailMessages.Facts(message);
        _cache.Keep(Key(location.Id), facts);
        return facts.With(location.Folder, GmailFolder.Flags(message.LabelIds));
    }

    private async Task<int> CountAsync(string label, CancellationToken cancellationToken) =>
        (await api.LabelsAsync([label], cancellationToken)).GetValueOrDefault(label)?.MessagesTotal ?? 0;

    private async Task<(int Total, int Unread)> EstimateAsync(GmailFolder folder, CancellationToken cancellationToken)
    {
        var all = await api.ListAsync(folder.Listing(null) with { Limit = 1 }, cancellationToken);
        var unread = await api.ListAsync(
            folder.Listing(null, GmailFolder.Unread) with
            {
                Limit = 1,
            },
            cancellationToken
        );
        return (all.ResultSizeEstimate, unread.ResultSizeEstimate);
    }

    private static MailTrace Trace(MailLocation location, GmailMessage message) =>
        new(location, GmailMessages.Mark(message.Id), GmailFolder.Flags(message.LabelIds));

    // The labels that make some flags so: a message without the label UNREAD is seen.
    private static List<string> Labels(MailFlags set, MailFlags cleared) =>
        [
            .. set.HasFlag(MailFlags.Flagged) ? [GmailFolder.Starred] : Array.Empty<string>(),
            .. cleared.HasFlag(MailFlags.Seen) ? [GmailFolder.Unread] : Array.Empty<string>(),
        ];

    // Facts belong to the message, wherever it lies.
    private static MailLocation Key(string id) => new("", id, "");
}
