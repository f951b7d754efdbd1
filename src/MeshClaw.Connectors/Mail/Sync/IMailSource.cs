using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>
/// An account as synchronisation sees it: folders with their state, what changed since the index's cursors, and a way to sleep until
/// something does. IMAP gives changes folder by folder; an account with one state for all of it may give them in any order, as long as
/// each batch can be written by itself and moves its folder's cursor no further than what has been given. For one caller at a time.
/// </summary>
internal interface IMailSource : IAsyncDisposable
{
    /// <summary>Whose.</summary>
    ConnectionName Connection { get; }

    /// <summary>Every folder, those first that the owner misses first.</summary>
    Task<IReadOnlyList<SourceFolder>> FoldersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What changed in some folders, in batches of some hundreds. Reading goes on while a batch is being written, a few batches ahead at
    /// the most. Leaving the enumeration early ends the reading.
    /// </summary>
    IAsyncEnumerable<SourceStep> ChangesAsync(
        ChangesRequest request,
        IMailIndex index,
        CancellationToken cancellationToken
    );

    /// <summary>Sleeps until something may have changed since it was last given; false where the time was up or <paramref name="wake"/> came.</summary>
    /// <param name="limit">How long at the most.</param>
    /// <param name="wake">Ends the sleep and leaves the connection as it is.</param>
    /// <param name="cancellationToken">Ends all of it.</param>
    Task<bool> WaitAsync(TimeSpan limit, CancellationToken wake, CancellationToken cancellationToken);
}

/// <summary>A folder as the source lists it.</summary>
/// <param name="Name">As the owner sees it.</param>
/// <param name="Use">What it is for.</param>
/// <param name="Total">How many messages it holds.</param>
/// <param name="IsAt">Whether a cursor of this version stands where the folder stands now, so that nothing need be asked.</param>
internal sealed record SourceFolder(string Name, MailFolderUse Use, int Total, Func<IndexedFolder, bool> IsAt);

/// <summary>What to look through.</summary>
/// <param name="Folders">In this order, where the source has a choice.</param>
/// <param name="IsFirst">Whether the index has no mail of the account yet, so that no message can be known by its mark.</param>
internal sealed record ChangesRequest(IReadOnlyList<FolderRequest> Folders, bool IsFirst);

/// <summary>A folder to look through.</summary>
/// <param name="Folder">Which.</param>
/// <param name="Known">What the index knows of it; null for a new one.</param>
internal sealed record FolderRequest(SourceFolder Folder, IndexedFolder? Known);

/// <summary>A step of synchronisation: a batch, or why a folder was left out; exactly one of them.</summary>
/// <param name="Batch">What to write.</param>
/// <param name="News">Whether its arrivals came since the last time, rather than having lain there always.</param>
/// <param name="Fault">What went wrong with one folder while the others go on.</param>
internal sealed record SourceStep(FolderBatch? Batch, bool News = false, MailSyncFault? Fault = null);

/// <summary>A folder that could not be synchronised.</summary>
/// <param name="Folder">Which.</param>
/// <param name="Why">For people.</param>
public sealed record MailSyncFault(string Folder, string Why);
