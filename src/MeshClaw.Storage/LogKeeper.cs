using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace MeshClaw.Storage;

/// <summary>
/// Brings to the disk what was committed without waiting for it, within a second or so, and the write-ahead log into the file, on a connection of
/// its own: no commit waits for either. Thread-safe.
/// </summary>
internal sealed partial class LogKeeper : IDisposable
{
    /// <summary>How long what was written soon may be ahead of the disk, where the disk keeps up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Commits that waited for the disk after which the log is brought into the file; each is a few pages.</summary>
    private const int ManyCommits = 50;

    private readonly Lock _gate = new();
    private readonly Func<SqliteConnection> _open;
    private readonly Action<Func<bool>> _keep;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private Session? _session;
    private int _commits;
    private int _isDue;
    private bool _hasFailed;
    private bool _disposed;

    /// <param name="open">Opens a connection to the same file.</param>
    /// <param name="keep">
    /// Given what brings all to the disk that was committed before it is called; it says whether that was done. Called without any lock of the database.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told when it fails.</param>
    public LogKeeper(Func<SqliteConnection> open, Action<Func<bool>> keep, TimeProvider time, ILogger log)
    {
        (_open, _keep, _log) = (open, keep, log);
        _timer = time.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A transaction was committed.</summary>
    /// <param name="synced">Whether it waited for the disk.</param>
    public void Note(bool synced)
    {
        if (!synced || Interlocked.Increment(ref _commits) >= ManyCommits)
        {
            Begin();
        }
    }

    /// <summary>Brings all to the disk now; false where somebody who reads kept it from that, or the disk refused.</summary>
    public bool Sync()
    {
        lock (_gate)
        {
            return !_disposed && CheckpointOnce();
        }
    }

    /// <summary>Waits for what is under way.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _session?.Dispose();
            _session = null;
        }
    }

    private void Begin()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _timer.Change(Patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void Run()
    {
        Interlocked.Exchange(ref _isDue, 0); // What is committed from here on may come too late for this time.
        Interlocked.Exchange(ref _commits, 0);
        var done = false;
        _keep(() => done = Sync());
        if (!done && !Volatile.Read(ref _hasFailed))
        {
            Begin(); // Somebody reads what was before: they are soon done.
        }
    }

    private bool CheckpointOnce()
    {
        try
        {
            _session ??= new Session(_open());
            // Only where all of the log is in the file now has all of the log been waited for.
            var done = _session.Row(
                "PRAGMA wal_checkpoint(PASSIVE)",
                static r => r.GetInt64(0) == 0 && r.GetInt64(1) == r.GetInt64(2)
            );
            _hasFailed = false;
            return done;
        }
        catch (SqliteException failure)
        {
            if (!_hasFailed)
            {
                LogFailed(_log, failure); // Once until it works again: the next commit that waits says it to whoever commits.
            }

            _hasFailed = true;
            return false;
        }
    }

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "The write-ahead log could not be brought to the disk; it is tried again after the next change."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
