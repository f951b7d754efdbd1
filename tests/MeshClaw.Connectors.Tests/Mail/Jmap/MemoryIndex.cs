using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Tests.Mail.Jmap;

/// <summary>An index in memory, of one account, that keeps the contract's order within a batch.</summary>
internal sealed class MemoryIndex : IMailIndex
{
    private readonly Dictionary<string, IndexedFolder> _folders = [];
    private readonly Dictionary<(string Folder, string Id), (MailMark Mark, MailMarks Marks)> _places = [];
    private readonly Dictionary<MailMark, (MailId Id, MailWords Words)> _mails = [];

    public List<FolderBatch> Batches { get; } = [];

    public string[] Lines() =>
        [
            .. _places
                .Select(p =>
                    $"{p.Key.Folder} {_mails[p.Value.Mark].Words.Subject} {(p.Value.Marks == 0 ? "" : p.Value.Marks)}"
                )
                .Order(StringComparer.Ordinal),
        ];

    public void SetCursors(string cursor)
    {
        foreach (var folder in _folders.Values.ToList())
        {
            _folders[folder.Name] = folder with { Cursor = cursor };
        }
    }

    public Task<IReadOnlyList<IndexedFolder>> FoldersAsync(
        ConnectionName connection,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<IndexedFolder>>([.. _folders.Values]);

    public Task<IndexedBatch> ApplyAsync(FolderBatch batch, CancellationToken cancellationToken)
    {
        Batches.Add(batch);
        foreach (var id in batch.Removed)
        {
            _places.Remove((batch.Folder, id));
        }

        foreach (var place in batch.Changed.Where(c => _places.ContainsKey((batch.Folder, c.Id))))
        {
            _places[(batch.Folder, place.Id)] = (_places[(batch.Folder, place.Id)].Mark, place.Marks);
        }

        var news = new List<MailId>();
        foreach (var mail in batch.Arrivals)
        {
            if (!_mails.ContainsKey(mail.Mark))
            {
                var words = mail.Words ?? throw new InvalidOperationException("A new mail came without its words.");
                _mails[mail.Mark] = (new MailId(_mails.Count + 1), words);
                news.Add(_mails[mail.Mark].Id);
            }

            _places[(batch.Folder, mail.Id)] = (mail.Mark, mail.Marks);
        }

        var before = _folders.GetValueOrDefault(batch.Folder);
        _folders[batch.Folder] = new IndexedFolder(
            batch.Folder,
            batch.Version,
            batch.Cursor ?? before?.Cursor,
            batch.Complete || before?.Complete == true,
            _places.Keys.Count(p => p.Folder == batch.Folder),
            batch.Total
        );
        return Task.FromResult(new IndexedBatch(news, batch.Arrivals.Count - news.Count));
    }

    public Task RemoveFoldersExceptAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> folders,
        CancellationToken cancellationToken
    )
    {
        foreach (var name in _folders.Keys.Except(folders).ToList())
        {
            _folders.Remove(name);
        }

        foreach (var place in _places.Keys.Where(p => !folders.Contains(p.Folder)).ToList())
        {
            _places.Remove(place);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<IndexedPlace>> PlacesAsync(
        ConnectionName connection,
        string folder,
        string? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyList<IndexedPlace>>([
            .. _places
                .Where(p => p.Key.Folder == folder && string.CompareOrdinal(p.Key.Id, after) > 0)
                .OrderBy(p => p.Key.Id, StringComparer.Ordinal)
                .Take(limit)
                .Select(p => new IndexedPlace(p.Key.Id, p.Value.Marks)),
        ]);

    public Task<IReadOnlySet<MailMark>> KnownAsync(
        ConnectionName connection,
        IReadOnlyCollection<MailMark> marks,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlySet<MailMark>>(marks.Where(_mails.ContainsKey).ToHashSet());

    public Task<MailId?> FindAsync(
        ConnectionName connection,
        MailLocation location,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<MailId?>(
            _places.TryGetValue((location.Folder, location.Id), out var place) ? _mails[place.Mark].Id : null
        );

    public Task<IReadOnlyList<MailPeople>> PeopleAsync(
        ConnectionName connection,
        IReadOnlyCollection<string> messageIds,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("Synchronisation asks for nobody.");

    public Task<MailHits> SearchAsync(MailQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<MailLocation>> FindAsync(MailId mail, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<IndexProgress>> ProgressAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<int> TidyAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    public Task ForgetAsync(ConnectionName connection, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
