using System.Globalization;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>The contract of the index in the plainest way: everything in memory, every answer by looking through all of it. Of one account.</summary>
internal sealed class NaiveMailIndex : IMailIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Folder> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<MailId, IndexedMail> _mails = [];
    private readonly Dictionary<MailMark, List<MailId>> _byMark = [];
    private long _last;

    private sealed class Folder
    {
        public string Version { get; set; } = "";
        public string? Cursor { get; set; }
        public bool Complete { get; set; }
        public int Total { get; set; }
        public Dictionary<string, (MailId Mail, MailMarks Marks)> Places { get; } = new(StringComparer.Ordinal);
    }

    /// <summary>Fails every nth write, before it has done anything: as if the process had been killed there.</summary>
    public int DiesAt { get; set; } = int.MaxValue;

    /// <summary>Batches that were written.</summary>
    public List<FolderBatch> Batches { get; } = [];

    /// <summary>Called after each write.</summary>
    public Func<FolderBatch, Task> Written { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Every place, by folder and id, with its marks.</summary>
    public IEnumerable<(string Folder, string Id, MailMarks Marks)> Places =>
        _folders.SelectMany(f => f.Value.Places.Select(p => (f.Key, p.Key, p.Value.Marks)));

    public IndexedMail this[MailId mail] => _mails[mail];

    public Task<IReadOnlyList<IndexedFolder>> FoldersAsync(
        ConnectionName connection,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<IndexedFolder>>([
                .. _folders.Select(f => new IndexedFolder(
                    f.Key,
                    f.Value.Version,
                    f.Value.Cursor,
                    f.Value.Complete,
                    f.Value.Places.Count,
                    f.Value.Total
                )),
            ]);
        }
    }

    public async Task<IndexedBatch> ApplyAsync(FolderBatch batch, CancellationToken cancellationToken)
    {
        var written = Apply(batch);
        await Written(batch);
        return written;
    }

    private IndexedBatch Apply(FolderBatch batch)
    {
        lock (_gate)
        {
            if (--DiesAt <= 0)
            {
                throw new IOException("killed");
            }

            Batches.Add(batch);
            var folder = _folders.GetValueOrDefault(batch.Folder) ?? (_folders[batch.Folder] = new Folder());
            if (folder.Version != batch.Version)
            {
                folder.Places.Clear();
                (folder.Version, folder.Cursor, folder.Complete) = (batch.Version, null, false);
            }

            batch.Removed.ToList().ForEach(id => folder.Places.Remove(id));
            foreach (var place in batch.Changed.Where(p => folder.Places.ContainsKey(p.Id)))
            {
                folder.Places[place.Id] = folder.Places[place.Id] with { Marks = place.Marks };
            }

            var (created, moved) = (new List<MailId>(), 0);
            foreach (var mail in batch.Arrivals)
            {
                Arrive(folder, mail, created, ref moved);
            }

            folder.Cursor = batch.Cursor ?? folder.Cursor;
            folder.Complete = batch.Complete;
            folder.Total = batch.Total;
            return new IndexedBatch(created, moved);
        }
    }

    public Task RemoveFoldersExceptAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> folders,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            _folders.Keys.Except(folders).ToList().ForEach(f => _folders.Remove(f));
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<IndexedPlace>> PlacesAsync(
        ConnectionName connection,
        string folder,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            var places = _folders.GetValueOrDefault(folder)?.Places ?? [];
            return Task.FromResult<IReadOnlyList<IndexedPlace>>([
                .. places
                    .Select(p => new IndexedPlace(p.Key, p.Value.Marks))
                    .Where(p => after is null || Compare(p.Id, after) > 0)
                    .Order(Comparer<IndexedPlace>.Create((a, b) => Compare(a.Id, b.Id)))
                    .Take(limit),
            ]);
        }
    }

    public Task<IReadOnlySet<MailMark>> KnownAsync(
        ConnectionName connection,
        IReadOnlyCollection<MailMark> marks,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlySet<MailMark>>(marks.Where(_byMark.ContainsKey).ToHashSet());
        }
    }

    public Task<IReadOnlyList<MailPeople>> PeopleAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> messageIds,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("Synchronisation asks for nobody.");

    public Task<MailHits> SearchAsync(MailQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Synchronisation does not search.");

    public Task<IReadOnlyList<MailLocation>> FindAsync(MailId mail, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<MailLocation>>([
                .. from folder in _folders
                from place in folder.Value.Places
                where place.Value.Mail == mail
                select new MailLocation(folder.Key, place.Key, folder.Value.Version),
            ]);
        }
    }

    public Task<MailId?> FindAsync(
        ConnectionName connection,
        MailLocation location,
        CancellationToken cancellationToken
    )
    {
        lock (_gate)
        {
            var folder = _folders.GetValueOrDefault(location.Folder);
            return Task.FromResult(
                folder?.Version == location.Version && folder.Places.TryGetValue(location.Id, out var place)
                    ? place.Mail
                    : (MailId?)null
            );
        }
    }

    public Task<IReadOnlyList<IndexProgress>> ProgressAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("Synchronisation does not ask.");

    public Task ForgetAsync(ConnectionName connection, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Synchronisation does not forget.");

    public Task<int> TidyAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    // A mark that has no place just now was moved or renumbered; one that has, is a copy of the same bytes: the same mail too.
    private void Arrive(Folder folder, IndexedMail mail, List<MailId> created, ref int moved)
    {
        if (_byMark.TryGetValue(mail.Mark, out var known))
        {
            folder.Places[mail.Id] = (known[0], mail.Marks);
            moved++;
            return;
        }

        if (mail.Words is null)
        {
            throw new ArgumentException($"No words, and the mark of {mail.Id} in {folder} is not known.");
        }

        var id = new MailId(++_last);
        _mails[id] = mail;
        _byMark[mail.Mark] = [id];
        folder.Places[mail.Id] = (id, mail.Marks);
        created.Add(id);
    }

    private static int Compare(string one, string other) =>
        long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var a)
        && long.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(one, other);
}
