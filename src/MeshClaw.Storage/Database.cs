using System.Collections.Concurrent;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Health;
using MeshClaw.Storage.Migrations;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SQLitePCL;

namespace MeshClaw.Storage;

/// <summary>
/// The one database file of a home: one writing connection behind a lock, a few that read. WAL with <c>synchronous=FULL</c>: what a
/// transaction wrote is on disk when its method returns. Safe for use by many at once; one process writes to a home at a time.
/// </summary>
public sealed partial class Database : IAsyncDisposable
{
    private const int Readers = 3;

    /// <summary>Pages of the log (32 MB) at which a commit brings them into the file itself: the <see cref="LogKeeper"/> does it long before.</summary>
    private const int InlineCheckpoint = 8_000;

    private readonly DatabaseOptions _options;
    private readonly ILogger _log;
    private readonly Session _writer;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading = new(Readers, Readers);
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly AuditHeads _heads;
    private readonly Lock _keeping = new();
    private readonly LogKeeper _keeper;

    // The audit's head that was committed and may not be on the disk yet; the file of heads must not run ahead of the database.
    private AheadOfDisk? _ahead;
    private bool _closed;

    private Database(DatabaseOptions options, TimeProvider time, ILogger log, Session writer, AuditHeads heads)
    {
        _options = options;
        Time = time;
        _log = log;
        _writer = writer;
        _heads = heads;
        _keeper = new LogKeeper(() => Connect(options, migrate: false), KeepWhatIsSafe, time, log);
    }

    private sealed record AheadOfDisk((long Sequence, string Hash) Head, DateTimeOffset At);

    /// <summary>The clock of every store.</summary>
    internal TimeProvider Time { get; }

    /// <summary>The gateway's folder.</summary>
    internal string Home => _options.Home;

    /// <summary>Opens the file, makes or migrates it where needed, and cleans what is out of date.</summary>
    /// <exception cref="DatabaseCorruptException">It is damaged.</exception>
    /// <exception cref="StorageException">It cannot be opened, or a newer version wrote it.</exception>
    public static Database Open(DatabaseOptions options, TimeProvider time, ILogger<Database>? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        Session? writer = null;
        HealthReport? health = null;
        try
        {
            health = DatabaseHealth.Before(options);
            writer = new Session(Connect(options, migrate: true));
            var heads = new AuditHeads(HomeFiles.AuditHeads(options.Home));
            var database = new Database(options, time, log ?? NullLogger<Database>.Instance, writer, heads);
            database.Transact(session => Retention.Clean(session, time.GetUtcNow()));
            if (health.WalMissing)
            {
                LogWalMissing(database._log, options.File);
                database.Transact(s => new AuditWriter(s, time.GetUtcNow()).Append("database.wal-missing"));
            }

            return database;
        }
        catch (Exception failure)
        {
            writer?.Dispose();
            if (health is { Unclean: false })
            {
                DatabaseHealth.Closed(options.Home); // Nothing was begun: the next start is not one after a crash.
            }

            if (failure is SqliteException sqlite)
            {
                throw StorageException.From(sqlite, options.Home);
            }

            if (failure is UnauthorizedAccessException)
            {
                var message = $"{options.Home} cannot be written to: give this user write access to it.";
                throw new StorageException(StorageFault.ReadOnly, message, failure);
            }

            throw;
        }
    }

    /// <summary>One transaction that writes: all of <paramref name="work"/> or nothing.</summary>
    internal Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        AloneAsync(() => Transact(work), cancellationToken);

    /// <summary>
    /// The same without waiting for the disk, for what leads to no effect by itself: a process that is killed loses nothing of it, a power cut
    /// may lose the latest second. Whatever <see cref="WriteAsync"/> writes later brings it to the disk too, since the log is one and in order; so
    /// nothing is done outside before what led to it is safe. A head of the audit that it makes is kept elsewhere only when it is on the disk.
    /// </summary>
    internal Task<T> WriteSoonAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        AloneAsync(() => Transact(work, sync: false), cancellationToken);

    /// <summary>One transaction that reads: everything it sees is of one moment.</summary>
    internal async Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        Session? session = null;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            session = _readers.TryTake(out var idle) ? idle : new Session(Connect(_options, migrate: false));
            session.Plain("BEGIN");
            try
            {
                return work(session);
            }
            finally
            {
                RollBack(session);
            }
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, Home);
        }
        finally
        {
            if (session is not null)
            {
                _readers.Add(session);
            }

            _reading.Release();
        }
    }

    /// <summary>Waits for work under way, keeps the audit's head, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        if (_closed)
        {
            _writing.Release();
            return;
        }

        for (var i = 0; i < Readers; i++)
        {
            await _reading.WaitAsync().ConfigureAwait(false);
        }

        _closed = true;
        if (_ahead is not null)
        {
            KeepWhatIsSafe(_keeper.Sync);
        }

        _keeper.Dispose();
        KeepHead(static heads => heads.Close());
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }

        _writer.Dispose();
        DatabaseHealth.Closed(Home);
        _writing.Release();
        _reading.Release(Readers);
    }

    internal static SqliteConnection Connect(DatabaseOptions options, bool migrate)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = options.File,
            Mode = migrate ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false, // The few connections are kept here; files must be free once closed.
            DefaultTimeout = seconds,
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"""
                PRAGMA busy_timeout = {seconds * 1000};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA cell_size_check = ON;
                PRAGMA trusted_schema = OFF;
                PRAGMA wal_autocheckpoint = {InlineCheckpoint};
                """;
            command.ExecuteNonQuery();
            // Without it SQLite compiles each statement with a bound LIMIT anew whenever it is bound, since the value might make another plan.
            SqliteException.ThrowExceptionForRC(
                raw.sqlite3_db_config(connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _),
                connection.Handle
            );
            if (migrate)
            {
                Schema.Update(connection, options.Home);
            }
            else
            {
                command.CommandText = "PRAGMA query_only = ON;";
                command.ExecuteNonQuery();
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async Task<T> AloneAsync<T>(Func<T> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return write();
        }
        finally
        {
            _writing.Release();
        }
    }

    private T Transact<T>(Func<Session, T> work, bool sync = true)
    {
        try
        {
            _writer.AuditHead = null;
            _writer.SyncCommits(sync);
            _writer.Plain("BEGIN IMMEDIATE");
            var result = work(_writer);
            _writer.Plain("COMMIT");
            if (_writer.AuditHead is { } head)
            {
                _ahead = new AheadOfDisk(head, Time.GetUtcNow());
                if (sync)
                {
                    KeepWhatIsSafe(static () => true);
                }
            }

            _keeper.Note(sync);
            return result;
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, Home);
        }
        finally
        {
            RollBack(_writer);
        }
    }

    // The head is taken first: only what was committed before the sync is on the disk after it.
    private void KeepWhatIsSafe(Func<bool> sync)
    {
        var ahead = Volatile.Read(ref _ahead);
        if (!sync() || ahead is null)
        {
            return;
        }

        KeepHead(heads => heads.Consider(ahead.Head, ahead.At, _options.HeadEvery));
        Interlocked.CompareExchange(ref _ahead, null, ahead);
    }

    private void KeepHead(Action<AuditHeads> keep)
    {
        try
        {
            lock (_keeping)
            {
                keep(_heads);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What was committed stays committed; the head is tried again with the next entry.
            LogHeadNotKept(_log, HomeFiles.AuditHeads(Home), failure);
        }
    }

    private static void RollBack(Session session)
    {
        if (session.InTransaction)
        {
            session.Plain("ROLLBACK");
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "The head of the audit chain could not be kept in {File}; it will be tried again."
    )]
    private static partial void LogHeadNotKept(ILogger log, string file, Exception failure);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "{File} was not closed and its write-ahead log is gone: what was written last may be missing."
    )]
    private static partial void LogWalMissing(ILogger log, string file);
}
