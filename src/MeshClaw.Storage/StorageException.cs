using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MeshClaw.Storage;

/// <summary>In which way storage is broken.</summary>
public enum StorageFault
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>No space left.</summary>
    Full,

    /// <summary>May not be written to.</summary>
    ReadOnly,

    /// <summary>Another process holds it.</summary>
    Busy,

    /// <summary>The disk does not read or write.</summary>
    Disk,

    /// <summary>Cannot be opened.</summary>
    CannotOpen,

    /// <summary>Written by a newer version.</summary>
    Newer,

    /// <summary>Damaged.</summary>
    Corrupt,

    /// <summary>A restore was cut short and must be finished first.</summary>
    RestoreUnfinished,
}

/// <summary>The store is broken; the message says what to do and may be shown. What the failed transaction wrote is undone.</summary>
public class StorageException : IOException
{
    /// <summary>With what is broken.</summary>
    public StorageException(StorageFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>For serializers.</summary>
    public StorageException() { }

    /// <summary>For serializers.</summary>
    public StorageException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public StorageException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>In which way.</summary>
    public StorageFault Fault { get; }

    internal static StorageException From(SqliteException failure, string home) =>
        From(failure, home, HomeFiles.Database(home));

    internal static StorageException From(SqliteException failure, string home, string file) =>
        failure.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => new StorageException(
                StorageFault.Full,
                $"No space is left in {home}: free some space and try again. Nothing was lost.",
                failure
            ),
            raw.SQLITE_READONLY => new StorageException(
                StorageFault.ReadOnly,
                $"{file} cannot be written to: give this user write access to it and to {home}.",
                failure
            ),
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new StorageException(
                StorageFault.Busy,
                $"Another program holds {file}: close it and try again. Nothing was lost.",
                failure
            ),
            raw.SQLITE_IOERR => new StorageException(
                StorageFault.Disk,
                $"The disk under {home} failed to read or write: check the disk, its space and its mount, then try again.",
                failure
            ),
            raw.SQLITE_CANTOPEN => new StorageException(
                StorageFault.CannotOpen,
                $"{file} cannot be opened: check that {home} exists and that this user may write there.",
                failure
            ),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new DatabaseCorruptException(home, failure.Message, failure),
            _ => new StorageException(StorageFault.Other, $"The database refused: {failure.Message}", failure),
        };
}

/// <summary>The database is damaged. The message names the newest backup and how to restore it.</summary>
public sealed class DatabaseCorruptException : StorageException
{
    /// <summary>With what was found.</summary>
    public DatabaseCorruptException(string home, string finding, Exception? inner = null)
        : base(StorageFault.Corrupt, MessageOf(home, finding), inner) { }

    /// <summary>For serializers.</summary>
    public DatabaseCorruptException() { }

    /// <summary>For serializers.</summary>
    public DatabaseCorruptException(string message)
        : base(message) { }

    /// <summary>For serializers.</summary>
    public DatabaseCorruptException(string message, Exception inner)
        : base(message, inner) { }

    private static string MessageOf(string home, string finding)
    {
        var newest = MeshClaw.Storage.Backups.AutomaticBackups.NewestOfAny(home);
        var remedy = newest is null
            ? $"There is no backup in {HomeFiles.Backups(home)}; restore one of your own with: meshclaw restore FILE"
            : $"Restore the newest backup with: meshclaw restore {newest}";
        return $"{HomeFiles.Database(home)} is damaged ({finding.TrimEnd('.')}). {remedy}";
    }
}
