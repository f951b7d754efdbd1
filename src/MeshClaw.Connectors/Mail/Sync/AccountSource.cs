using System.Runtime.CompilerServices;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// An account with one state for all of it (JMAP, Gmail): asked what changed since then, every so often, since neither pushes to a program
/// behind a home router.
/// </summary>
internal sealed class AccountSource(
    ConnectionName connection,
    IMailStore store,
    Func<IMailIndex, CancellationToken, IAsyncEnumerable<FolderBatch>> changes,
    TimeProvider time
) : IMailSource
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public ConnectionName Connection => connection;

    /// <inheritdoc />
    public async Task<IReadOnlyList<SourceFolder>> FoldersAsync(CancellationToken cancellationToken) =>
        [
            .. (await store.FoldersAsync(counts: true, cancellationToken)).Select(f => new SourceFolder(
                f.Name,
                f.Use,
                f.Total,
                static _ => false
            )),
        ];

    /// <inheritdoc />
    public async IAsyncEnumerable<SourceStep> ChangesAsync(
        ChangesRequest request,
        IMailIndex index,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // What comes into a folder that was not seen in whole yet may have lain there always.
        var seen = request
            .Folders.Where(f => f.Known is { Complete: true })
            .Select(f => f.Folder.Name)
            .ToHashSet(StringComparer.Ordinal);
        await foreach (var batch in changes(index, cancellationToken))
        {
            yield return new SourceStep(batch, News: seen.Contains(batch.Folder));
        }
    }

    /// <inheritdoc />
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wake, cancellationToken);
        await Task.Delay(limit < s_interval ? limit : s_interval, time, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !wake.IsCancellationRequested && limit >= s_interval;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
