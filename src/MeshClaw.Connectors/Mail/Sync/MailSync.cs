using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// Brings the index up to date with one account: a round of listing, reading and writing. A round that is broken off at any point, by a
/// crash too, leaves the index at the end of a batch; the next one goes on from there.
/// </summary>
internal sealed class MailSync(IMailSource source, IMailIndex index)
{
    private const int Much = 1000;

    /// <summary>
    /// One round: as many passes as it takes until every folder is in the index in whole. Each pass looks first for what came meanwhile,
    /// so that a first round of hours does not keep new mail waiting.
    /// </summary>
    /// <param name="arrived">Told of mail that is new to the owner, a batch at a time, after it is in the index; not of what a first round finds.</param>
    /// <param name="cancellationToken">Ends it after the batch that is being written.</param>
    public async Task<MailSyncResult> RunAsync(
        Func<MailArrivals, CancellationToken, Task> arrived,
        CancellationToken cancellationToken
    )
    {
        var result = new MailSyncResult();
        var more = true;
        while (more)
        {
            (result, more) = await PassAsync(result with { Faults = [] }, arrived, cancellationToken);
        }

        if (result.New >= Much)
        {
            SyncMemory.Release();
        }

        return result;
    }

    private async Task<(MailSyncResult Result, bool More)> PassAsync(
        MailSyncResult result,
        Func<MailArrivals, CancellationToken, Task> arrived,
        CancellationToken cancellationToken
    )
    {
        var connection = source.Connection;
        var folders = await source.FoldersAsync(cancellationToken);
        var known = (await index.FoldersAsync(connection, cancellationToken)).ToDictionary(f => f.Name);
        var requests = folders
            .Select(f => new FolderRequest(f, known.GetValueOrDefault(f.Name)))
            .Where(r => r.Known is null || !r.Folder.IsAt(r.Known))
            .ToList();
        result = result with { Folders = folders.Count };
        var (arrivals, incomplete) = (0, new HashSet<string>(StringComparer.Ordinal));
        if (requests.Count > 0)
        {
            var request = new ChangesRequest(requests, IsFirst: known.Values.All(f => f.Known == 0));
            await foreach (var step in source.ChangesAsync(request, index, cancellationToken))
            {
                result = await TakeAsync(step, result, arrived, cancellationToken);
                if (step.Batch is { } batch)
                {
                    arrivals += batch.Arrivals.Count;
                    _ = batch.Complete ? incomplete.Remove(batch.Folder) : incomplete.Add(batch.Folder);
                }
            }
        }

        // Last: mail that moved out of a folder that is gone is known at its new place by now.
        var names = folders.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        if (known.Keys.Any(k => !names.Contains(k)))
        {
            await index.RemoveFoldersExceptAsync(connection, names, cancellationToken);
        }

        return (result, incomplete.Count > 0 && arrivals > 0); // A folder that gives nothing and never ends is left for another round.
    }

    private async Task<MailSyncResult> TakeAsync(
        SourceStep step,
        MailSyncResult result,
        Func<MailArrivals, CancellationToken, Task> arrived,
        CancellationToken cancellationToken
    )
    {
        if (step.Batch is not { } batch)
        {
            return step.Fault is { } fault ? result with { Faults = [.. result.Faults, fault] } : result;
        }

        var written = await index.ApplyAsync(batch, cancellationToken);
        if (step.News && written.New.Count > 0)
        {
            await arrived(new MailArrivals(source.Connection, batch.Folder, written.New), cancellationToken);
        }

        return result with
        {
            New = result.New + written.New.Count,
            Moved = result.Moved + written.Moved,
            Changed = result.Changed + batch.Changed.Count,
            Removed = result.Removed + batch.Removed.Count,
        };
    }
}

/// <summary>Mail that came, and is in the index.</summary>
/// <param name="Connection">To which account.</param>
/// <param name="Folder">Into which folder.</param>
/// <param name="Mails">Which, in the order of arrival.</param>
public sealed record MailArrivals(ConnectionName Connection, string Folder, IReadOnlyList<MailId> Mails);

/// <summary>What a round came to.</summary>
public sealed record MailSyncResult
{
    /// <summary>How many folders there are.</summary>
    public int Folders { get; init; }

    /// <summary>Messages that the index had never seen.</summary>
    public int New { get; init; }

    /// <summary>Messages that were known from elsewhere.</summary>
    public int Moved { get; init; }

    /// <summary>Places whose marks were written.</summary>
    public int Changed { get; init; }

    /// <summary>Places that are gone.</summary>
    public int Removed { get; init; }

    /// <summary>Folders that could not be read.</summary>
    public IReadOnlyList<MailSyncFault> Faults { get; init; } = [];
}
