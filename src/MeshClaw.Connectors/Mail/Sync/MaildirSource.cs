using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshClaw.Connectors.Mail.Maildir;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// A Maildir++ tree. A folder whose directories have the times of before has not changed; else its names are compared with the index's.
/// Memory grows with the names of one folder, not with their contents.
/// </summary>
internal sealed class MaildirSource(MailAccount account, string root, TimeProvider time) : IMailSource
{
    private const int Page = 5000;
    private const int Batch = 250;

    private readonly MaildirTree _tree = new(root);
    private readonly MaildirReader _reader = new(new MailParser(account.TrustedAuthServers));
    private Dictionary<string, MaildirCursor> _seen = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public ConnectionName Connection => account.Connection;

    /// <inheritdoc />
    public Task<IReadOnlyList<SourceFolder>> FoldersAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var folders = _tree.Folders();
        _seen = folders.ToDictionary(f => f.Name, f => MaildirCursor.Of(f.Directory, now), StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<SourceFolder>>([
            .. folders.Select(f =>
            {
                var use = MailFolderName.UseByName(f.Name, account.HoldingFolder);
                var at = _seen[f.Name];
                return new SourceFolder(f.Name, use, 0, known => known.Complete && at.IsAt(known.Cursor));
            }),
        ]);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceStep> ChangesAsync(
        ChangesRequest request,
        IMailIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var folder in request.Folders)
        {
            await foreach (var step in FolderAsync(folder, index, cancellationToken))
            {
                yield return step;
            }
        }
    }

    /// <inheritdoc />
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wake, cancellationToken);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(root) { IncludeSubdirectories = true };
        watcher.NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName;
        watcher.Created += (_, e) => Tell(e.FullPath);
        watcher.Deleted += (_, e) => Tell(e.FullPath);
        watcher.Renamed += (_, e) => Tell(e.FullPath);
        watcher.Error += (_, _) => told.TrySetResult(); // More came at once than it could hold.
        watcher.EnableRaisingEvents = true;
        if (IsChanged()) // Since it was listed and before anybody watched.
        {
            return true;
        }

        var young = _seen.Values.Any(f => f.IsYoung);
        try
        {
            await told.Task.WaitAsync(young ? MaildirCursor.Young : limit, time, either.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return young; // Looked at again when its times can tell.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }

        // Servers keep lists of their own in the same directories, and deliver by way of tmp.
        void Tell(string path)
        {
            var sub = Path.GetFileName(Path.GetDirectoryName(path));
            if (sub is "new" or "cur" || Path.GetFileName(path) is "cur")
            {
                told.TrySetResult();
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool IsChanged()
    {
        var now = time.GetUtcNow();
        var folders = _tree.Folders();
        return folders.Length != _seen.Count
            || folders.Any(f => !_seen.TryGetValue(f.Name, out var seen) || seen != MaildirCursor.Of(f.Directory, now));
    }

    private async IAsyncEnumerable<SourceStep> FolderAsync(
        FolderRequest request,
        IMailIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var name = request.Folder.Name;
        if (_tree.Find(name) is not { } directory)
        {
            yield break; // Deleted since it was listed.
        }

        // The times before the names: what changes in between shows the next time.
        var cursor = MaildirCursor.Of(directory, time.GetUtcNow());
        var files = MaildirFile.List(directory);
        var complete = request.Known is { Complete: true };
        var template = new FolderBatch
        {
            Connection = Connection,
            Folder = name,
            Version = "",
            Complete = complete,
            Total = files.Count,
        };
        string? after = null;
        while (true)
        {
            var page = await index.PlacesAsync(Connection, name, after, Page, cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            after = page[^1].Id;
            var (removed, changed) = Compare(page, files);
            if (removed.Count + changed.Count > 0)
            {
                yield return new SourceStep(template with { Removed = removed, Changed = changed });
            }
        }

        // Names begin with the second of delivery: the newest first.
        foreach (var part in files.Values.OrderByDescending(f => f.Id, StringComparer.Ordinal).Chunk(Batch))
        {
            var arrivals = await ReadAsync(name, part, index, cancellationToken);
            yield return new SourceStep(template with { Arrivals = arrivals }, News: complete);
        }

        yield return new SourceStep(template with { Cursor = cursor.Format(), Complete = true });
    }

    // What is left of the files is not known.
    private static (List<string> Removed, List<IndexedPlace> Changed) Compare(
        IReadOnlyList<IndexedPlace> page,
        Dictionary<string, MaildirFile> files
    )
    {
        var (removed, changed) = (new List<string>(), new List<IndexedPlace>());
        foreach (var place in page)
        {
            if (!files.Remove(place.Id, out var file))
            {
                removed.Add(place.Id);
            }
            else if (MailMarksOf.Maildir(file.Info) is var marks && marks != place.Marks)
            {
                changed.Add(new IndexedPlace(place.Id, marks));
            }
        }

        return (removed, changed);
    }

    private async Task<List<IndexedMail>> ReadAsync(
        string folder,
        MaildirFile[] files,
        IMailIndex index,
        CancellationToken cancellationToken
    )
    {
        var traces = files.Select(f => (File: f, Trace: MaildirReader.Trace(folder, f))).ToList();
        var marks = traces.Select(t => t.Trace?.Mark).OfType<MailMark>().ToHashSet();
        var known = await index.KnownAsync(Connection, marks, cancellationToken);
        var mails = new List<IndexedMail>(files.Length);
        foreach (var (file, trace) in traces)
        {
            var words =
                trace is null || known.Contains(trace.Mark) ? null
                : _reader.Read(folder, file, MaildirReader.MaxListed, headerOnly: false) is { } message
                    ? MailWordsReader.Of(message)
                : null;
            if (trace is not null && (words is not null || known.Contains(trace.Mark))) // Else it was renamed meanwhile.
            {
                mails.Add(
                    new IndexedMail
                    {
                        Id = file.Id,
                        Mark = trace.Mark,
                        Marks = MailMarksOf.Maildir(file.Info),
                        Received = MaildirReader.Received(file),
                        Words = words,
                    }
                );
            }
        }

        return mails;
    }
}

/// <summary>The times of a Maildir folder's directories when its names were read; 0 for one that was too young to tell.</summary>
internal sealed record MaildirCursor(int V, long New, long Cur)
{
    // Two changes within one tick of the clock have the same time.
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    public static MaildirCursor Of(string directory, DateTimeOffset now)
    {
        return new MaildirCursor(1, Time("new"), Time("cur"));

        long Time(string sub)
        {
            var changed = Directory.GetLastWriteTimeUtc(Path.Combine(directory, sub));
            return now - changed > Young ? changed.Ticks : 0;
        }
    }

    public bool IsAt(string? cursor) =>
        cursor is not null && !IsYoung && JsonSerializer.Deserialize(cursor, MaildirJson.Default.MaildirCursor) == this;

    /// <summary>Whether a change might not show in its times yet.</summary>
    public bool IsYoung => New == 0 || Cur == 0;

    public string Format() => JsonSerializer.Serialize(this, MaildirJson.Default.MaildirCursor);
}

/// <summary>JSON of Maildir cursors.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(MaildirCursor))]
internal sealed partial class MaildirJson : JsonSerializerContext;
