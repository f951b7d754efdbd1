using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Maildir;

/// <summary>
/// Mail in a Maildir++ tree. An id is the file's unique name, which stays when other programs change flags; there is no version. Moving
/// is a rename within the file system, so that bytes, flags and the time of arrival (the file's) stay.
/// </summary>
internal sealed class MaildirStore : IMailStore
{
    private readonly MailAccount _account;
    private readonly MaildirTree _tree;
    private readonly MaildirReader _reader;
    private readonly MailFactCache _cache = new();

    public MaildirStore(MailAccount account, string path)
    {
        _account = account;
        _tree = new MaildirTree(path);
        _reader = new MaildirReader(new MailParser(account.TrustedAuthServers, account.Trust));
    }

    /// <inheritdoc />
    public Task<ImmutableArray<MailFolder>> FoldersAsync(bool counts, CancellationToken cancellationToken)
    {
        var folders = _tree
            .Folders()
            .Select(f =>
            {
                var files = counts ? MaildirFile.List(f.Directory) : [];
                var unread = files.Values.Count(m => !m.Flags.HasFlag(MailFlags.Seen));
                return new MailFolder(f.Name, UseOf(f.Name), files.Count, unread);
            });
        return Task.FromResult(folders.ToImmutableArray());
    }

    /// <inheritdoc />
    public Task<MailPage> PageAsync(MailPageRequest request, CancellationToken cancellationToken)
    {
        var directory =
            _tree.Find(request.Folder)
            ?? throw new ToolException(
                $"There is no folder '{request.Folder}'. mail.folders lists those that there are."
            );
        var below = Cursor(request.Cursor);
        var all = MaildirFile
            .List(directory)
            .Values.Select(f => (File: f, At: MaildirReader.Received(f).UtcTicks))
            .OrderByDescending(f => f.At)
            .ThenByDescending(f => f.File.Id, StringComparer.Ordinal)
            .Where(f => request.Text is null || Contains(request.Folder, f.File, request.Text, cancellationToken))
            .ToList();
        var left = all.Where(f =>
                below is not { } b || f.At < b.At || (f.At == b.At && string.CompareOrdinal(f.File.Id, b.Id) < 0)
            )
            .ToList();
        var page = left.Take(request.Limit).ToList();
        var messages = ImmutableArray.CreateBuilder<MailMessage>(page.Count);
        foreach (var (file, _) in page)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_reader.Read(request.Folder, file, MaildirReader.MaxListed, request.HeadersOnly) is { } message)
            {
                messages.Add(message);
                if (!request.HeadersOnly)
                {
                    _cache.Keep(message.Location, MailFacts.Of(message));
                }
            }
        }

        var next =
            left.Count > page.Count ? $"{page[^1].At.ToString(CultureInfo.InvariantCulture)}:{page[^1].File.Id}" : null;
        return Task.FromResult(new MailPage(messages.ToImmutable(), all.Count, next));
    }

    /// <inheritdoc />
    public Task<MailMessage?> ReadAsync(MailLocation location, CancellationToken cancellationToken) =>
        Task.FromResult(
            Find(location) is { } file
                ? _reader.Read(location.Folder, file, MaildirReader.MaxRead, headerOnly: false)
                : null
        );

    /// <inheritdoc />
    public Task<ImmutableArray<MailMessage>> PickAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var files = List(locations);
        var messages = ImmutableArray.CreateBuilder<MailMessage>(locations.Count);
        foreach (var location in locations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (
                Find(files, location) is { } file
                && _reader.Read(location.Folder, file, MaildirReader.MaxListed, headerOnly: false) is { } message
            )
            {
                messages.Add(message);
                _cache.Keep(message.Location, MailFacts.Of(message));
            }
        }

        return Task.FromResult(messages.ToImmutable());
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<TargetFacts>> DescribeAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var files = List(locations);
        var facts = new List<TargetFacts>(locations.Count);
        foreach (var location in locations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            facts.Add(
                Find(files, location) is { } file && FactsOf(location, file) is { } known
                    ? known.With(location.Folder, file.Flags)
                    : MailFacts.Gone(location)
            );
        }

        return Task.FromResult<IReadOnlyList<TargetFacts>>(facts);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MailTrace?>> TraceAsync(
        IReadOnlyList<MailLocation> locations,
        CancellationToken cancellationToken
    )
    {
        var files = List(locations);
        return Task.FromResult<IReadOnlyList<MailTrace?>>([
            .. locations.Select(l => Find(files, l) is { } file ? MaildirReader.Trace(l.Folder, file) : null),
        ]);
    }

    /// <inheritdoc />
    public Task<MailFolderState?> StateAsync(string folder, CancellationToken cancellationToken) =>
        Task.FromResult(_tree.Find(folder) is null ? null : new MailFolderState(folder, "", null));

    /// <inheritdoc />
    public Task<MailMoveMethod> MoveMethodAsync(CancellationToken cancellationToken) =>
        Task.FromResult(MailMoveMethod.CopyThenRemove); // A link, then the old name goes.

    /// <inheritdoc />
    public IReadOnlyList<string?> ChooseIds(IReadOnlyList<MailLocation> locations, string destination)
    {
        var there = _tree.Find(destination) is { } directory ? MaildirFile.List(directory) : [];
        return [.. locations.Select(l => there.ContainsKey(l.Id) ? Another(l.Id) : l.Id)];
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MailMoved>> MoveAsync(IReadOnlyList<MoveNote> moves, CancellationToken cancellationToken)
    {
        var name = moves[0].Destination;
        if ((_tree.Find(name) ?? _tree.DirectoryOf(name)) is not { } destination)
        {
            var why = $"A Maildir cannot hold a folder named '{name}': a name has no dots and is not that long.";
            return Task.FromResult<IReadOnlyList<MailMoved>>([.. moves.Select(_ => new MailMoved(null, why))]);
        }

        if (name != MailFolderName.Inbox)
        {
            MaildirTree.Make(destination);
        }

        var results = new List<MailMoved>(moves.Count);
        var there = MaildirFile.List(destination);
        var files = List(moves.Select(m => m.Source));
        foreach (var move in moves)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = move.DestinationId ?? move.Source.Id;
            var done = there.ContainsKey(id)
                ? MaildirRename.Taken
                : Rename(files, move.Source, f => f with { Folder = destination, Id = id });
            results.Add(
                done switch
                {
                    MaildirRename.Done => new MailMoved(new MailLocation(name, id, ""), null),
                    MaildirRename.Gone => new MailMoved(null, "The message was gone before it could be moved."),
                    MaildirRename.Taken => new MailMoved(null, $"'{name}' holds a message of that name already."),
                }
            );
        }

        return Task.FromResult<IReadOnlyList<MailMoved>>(results);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<bool>> FlagAsync(
        IReadOnlyList<MailLocation> locations,
        MailFlags add,
        MailFlags remove,
        CancellationToken cancellationToken
    )
    {
        var results = new List<bool>(locations.Count);
        var files = List(locations);
        foreach (var location in locations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results.Add(Rename(files, location, f => f.With(add, remove)) == MaildirRename.Done);
        }

        return Task.FromResult<IReadOnlyList<bool>>(results);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<MailTrace>> ArrivalsAsync(
        string folder,
        string? next,
        CancellationToken cancellationToken
    ) => Task.FromResult(Traces(folder, _ => true));

    /// <inheritdoc />
    public Task<IReadOnlyList<MailTrace>> FindAsync(
        string folder,
        MailMark mark,
        CancellationToken cancellationToken
    ) => Task.FromResult(Traces(folder, t => t.Mark == mark));

    /// <inheritdoc />
    public Task<byte[]?> RawAsync(MailLocation location, int most, CancellationToken cancellationToken) =>
        Task.FromResult(Find(location) is { } file ? MaildirReader.Raw(file, most) : null);

    /// <inheritdoc />
    public Task<bool> AreIdenticalAsync(MailLocation one, MailLocation other, CancellationToken cancellationToken) =>
        Task.FromResult(
            Find(one) is { } first
                && Find(other) is { } second
                && MaildirReader.Hash(first) is { } hash
                && MaildirReader.Hash(second) is { } same
                && hash.AsSpan().SequenceEqual(same)
        );

    /// <inheritdoc />
    public Task RemoveOriginalAsync(MailLocation original, CancellationToken cancellationToken)
    {
        if (Find(original) is { } file)
        {
            File.Delete(file.Path);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MaildirRename Rename(
        Dictionary<string, Dictionary<string, MaildirFile>> files,
        MailLocation location,
        Func<MaildirFile, MaildirFile> change
    )
    {
        var done = Rename(Find(files, location), change);
        // Another program may have renamed the file since it was listed: looked for once more.
        return done == MaildirRename.Gone ? Rename(Find(location), change) : done;
    }

    private static MaildirRename Rename(MaildirFile? file, Func<MaildirFile, MaildirFile> change)
    {
        if (file is null)
        {
            return MaildirRename.Gone;
        }

        var target = change(file);
        return target.Path != file.Path ? file.RenameTo(target)
            : File.Exists(file.Path) ? MaildirRename.Done
            : MaildirRename.Gone;
    }

    // The same unique name is there already; the size that names carry after a comma stays.
    private static string Another(string id)
    {
        var comma = id.IndexOf(',', StringComparison.Ordinal);
        var mark = ".m" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        return comma < 0 ? id + mark : id[..comma] + mark + id[comma..];
    }

    private MailFacts? FactsOf(MailLocation location, MaildirFile file)
    {
        if (_cache.Find(location) is { } known)
        {
            return known;
        }

        if (_reader.Read(location.Folder, file, MaildirReader.MaxListed, headerOnly: false) is not { } message)
        {
            return null;
        }

        var facts = MailFacts.Of(message);
        _cache.Keep(location, facts);
        return facts;
    }

    private bool Contains(string folder, MaildirFile file, string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _reader.Read(folder, file, MaildirReader.MaxListed, headerOnly: false) is { } message
            && message
                .From.Concat(message.To)
                .Concat(message.Cc)
                .SelectMany(p => new[] { p.Name, p.Address ?? "" })
                .Append(message.Subject)
                .Append(message.Text)
                .Any(part => part.Contains(text, StringComparison.OrdinalIgnoreCase));
    }

    private IReadOnlyList<MailTrace> Traces(string folder, Func<MailTrace, bool> wanted) =>
        _tree.Find(folder) is { } directory
            ?
            [
                .. MaildirFile
                    .List(directory)
                    .Values.Select(f => MaildirReader.Trace(folder, f))
                    .OfType<MailTrace>()
                    .Where(wanted),
            ]
            : [];

    private Dictionary<string, Dictionary<string, MaildirFile>> List(IEnumerable<MailLocation> locations) =>
        locations
            .Select(l => l.Folder)
            .Distinct()
            .ToDictionary(f => f, f => _tree.Find(f) is { } directory ? MaildirFile.List(directory) : []);

    private MaildirFile? Find(MailLocation location) => Find(List([location]), location);

    private static MaildirFile? Find(
        Dictionary<string, Dictionary<string, MaildirFile>> files,
        MailLocation location
    ) => location.Version.Length == 0 ? files[location.Folder].GetValueOrDefault(location.Id) : null;

    private MailFolderUse UseOf(string name) =>
        name switch
        {
            "Sent" => MailFolderUse.Sent,
            "Drafts" => MailFolderUse.Drafts,
            _ => MailFolderName.UseByName(name, _account.HoldingFolder),
        };

    private static (long At, string Id)? Cursor(string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        var parts = cursor.Split(':', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? (at, parts[1])
            : throw new ToolException("The cursor is not one that mail.list gave.");
    }
}
