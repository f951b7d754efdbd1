using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace MeshClaw.Storage.MailIndex;

/// <summary>
/// The file of the index: opened when first used, one connection that writes and two that read. Where it is damaged or of another
/// version it is deleted and begun anew: it is a cache.
/// </summary>
internal sealed partial class MailIndexFile(string home, ILogger log) : IAsyncDisposable
{
    private const int Readers = 2;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading = new(Readers, Readers);
    private readonly ConcurrentBag<Session> _readers = [];
    private Session? _writer;
    private bool _closed;

    /// <summary>How often it was begun anew while in use.</summary>
    public int Losses { get; private set; }

    private string File => HomeFiles.MailIndex(home);

    /// <summary>One transaction that writes: all of <paramref name="work"/> or nothing.</summary>
    public async Task<T> WriteAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Transact(Writer(), work);
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            throw await LoseAsync(failure).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, home, File);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>One transaction that reads: everything it sees is of one moment.</summary>
    public async Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        SqliteException damage;
        var losses = Losses;
        try
        {
            return await ReadOnceAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            damage = failure;
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, home, File);
        }

        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            throw losses == Losses ? await LoseAsync(damage).ConfigureAwait(false) : Lost(damage);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Deletes the file where nothing in it is wanted any more; the next use begins with an empty one. Returns whether it did.</summary>
    public async Task<bool> DeleteIfAsync(Func<Session, bool> isUnwanted, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!Transact(Writer(), isUnwanted))
            {
                return false;
            }

            await CloseAsync(Delete).ConfigureAwait(false);
            return true;
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            throw await LoseAsync(failure).ConfigureAwait(false);
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, home, File);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Waits for work under way and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        _closed = true;
        await CloseAsync(static () => { }).ConfigureAwait(false);
        _writing.Release();
    }

    private async Task<T> ReadOnceAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        if (_writer is null)
        {
            await WriteAsync(static _ => 0, cancellationToken).ConfigureAwait(false); // Makes the file and its tables.
        }

        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        Session? session = null;
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            session = _readers.TryTake(out var idle) ? idle : new Session(Connect("PRAGMA query_only = ON"));
            session.Run("BEGIN");
            return work(session);
        }
        finally
        {
            if (session is not null)
            {
                RollBack(session);
                _readers.Add(session);
            }

            _reading.Release();
        }
    }

    private Session Writer()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _writer ??= Open();
    }

    private Session Open()
    {
        try
        {
            if (TryOpen(out var version) is { } session)
            {
                return session;
            }

            LogOtherVersion(log, File, version, MailIndexSchema.Version);
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            LogDamaged(log, File, failure);
        }

        Delete();
        return TryOpen(out _) ?? throw new InvalidOperationException("A new index is not of the current version.");
    }

    private Session? TryOpen(out long version)
    {
        HomeFiles.CreatePrivate(home);
        if (!System.IO.File.Exists(File))
        {
            new FileStream(File, PrivateFile.Private(FileMode.CreateNew)).Dispose(); // What SQLite puts beside it gets its mode.
        }

        var session = new Session(Connect("PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 16777216"));
        try
        {
            version = (long)session.Scalar("PRAGMA user_version")!; // This pragma always answers with one row.
            if (version == 0 && session.Scalar("SELECT count(*) FROM sqlite_schema") is 0L)
            {
                Transact(session, static s => s.Run(MailIndexSchema.Tables));
                version = MailIndexSchema.Version;
            }

            if (version == MailIndexSchema.Version)
            {
                return session;
            }
        }
        catch
        {
            session.Dispose();
            throw;
        }

        session.Dispose();
        return null;
    }

    private SqliteConnection Connect(string settings)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = File,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false, // The few connections are kept here; the file must be free once closed.
            DefaultTimeout = 5,
        };
        var connection = new SqliteConnection(text.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            // NORMAL: with a write-ahead log the file stays whole whatever happens, and what a power cut takes (the last batches, with
            // their cursors) is fetched again; FULL would wait for the disk at every batch. The cache is small, since the system caches
            // the file as well and does not count that against this process.
#pragma warning disable CA2100 // Constants of this file.
            command.CommandText = $"""
                PRAGMA busy_timeout = 5000;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA cache_size = -3000;
                PRAGMA cell_size_check = ON;
                PRAGMA trusted_schema = OFF;
                {settings};
                """;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static T Transact<T>(Session session, Func<Session, T> work)
    {
        try
        {
            session.Run("BEGIN IMMEDIATE");
            var result = work(session);
            session.Run("COMMIT");
            return result;
        }
        finally
        {
            RollBack(session);
        }
    }

    private static void RollBack(Session session)
    {
        if (session.InTransaction)
        {
            session.Run("ROLLBACK");
        }
    }

    private static bool IsDamage(SqliteException failure) =>
        failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>To be called by who holds the lock of writing.</summary>
    private async Task<StorageException> LoseAsync(SqliteException failure)
    {
        LogDamaged(log, File, failure);
        await CloseAsync(Delete).ConfigureAwait(false);
        Losses++;
        return Lost(failure);
    }

    private static StorageException Lost(SqliteException failure) =>
        new(
            StorageFault.Corrupt,
            "The index of mail was damaged. It was begun anew and fills with the next synchronisation; no mail is lost.",
            failure
        );

    private async Task CloseAsync(Action then)
    {
        for (var i = 0; i < Readers; i++)
        {
            await _reading.WaitAsync().ConfigureAwait(false);
        }

        try
        {
            while (_readers.TryTake(out var reader))
            {
                reader.Dispose();
            }

            _writer?.Dispose();
            _writer = null;
            then();
        }
        finally
        {
            _reading.Release(Readers);
        }
    }

    private void Delete()
    {
        // The logs first: a new file must never stand beside an old log.
        foreach (var suffix in (string[])["-wal", "-shm", "-journal", ""])
        {
            System.IO.File.Delete(File + suffix);
        }
    }

    [LoggerMessage(
        11,
        LogLevel.Warning,
        "{File} is damaged; it is only a copy, and is built anew from the mail stores."
    )]
    private static partial void LogDamaged(ILogger log, string file, Exception failure);

    [LoggerMessage(
        12,
        LogLevel.Information,
        "{File} has format {Found}, this program {Wanted}; it is only a copy, and is built anew from the mail stores."
    )]
    private static partial void LogOtherVersion(ILogger log, string file, long found, int wanted);
}
