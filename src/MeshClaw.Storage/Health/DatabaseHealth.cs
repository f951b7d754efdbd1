using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Health;

/// <summary>What was found before opening.</summary>
/// <param name="Unclean">The last process did not close the database.</param>
/// <param name="WalMissing">And its write-ahead log is gone, which no crash does.</param>
/// <param name="Checked">Every page was looked at.</param>
public sealed record HealthReport(bool Unclean, bool WalMissing, bool Checked);

/// <summary>Looks at the file before anything is built upon it.</summary>
public static class DatabaseHealth
{
    /// <summary>Checks the file now, page by page, whatever its size; nothing is changed.</summary>
    /// <exception cref="DatabaseCorruptException">It is damaged.</exception>
    public static HealthReport Check(string home)
    {
        var options = new DatabaseOptions { Home = home, QuickCheckBelow = long.MaxValue };
        try
        {
            return Look(options);
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, home);
        }
    }

    /// <summary>The checks of a start; leaves the marker of an open database.</summary>
    internal static HealthReport Before(DatabaseOptions options)
    {
        HomeFiles.CreatePrivate(options.Home);
        if (File.Exists(HomeFiles.RestoreState(options.Home)))
        {
            throw new StorageException(
                StorageFault.RestoreUnfinished,
                $"A restore into {options.Home} was cut short: finish it with: meshclaw restore --resume"
            );
        }

        var report = Look(options);
        if (!File.Exists(options.File))
        {
            new FileStream(options.File, PrivateFile.Private(FileMode.CreateNew)).Dispose();
        }

        HomeFiles.CreatePrivate(Path.Combine(options.Home, "run"));
        using var marker = new FileStream(HomeFiles.DirtyMarker(options.Home), PrivateFile.Private(FileMode.Create));
        marker.Flush(flushToDisk: true);
        return report;
    }

    /// <summary>Takes the marker away.</summary>
    internal static void Closed(string home) => File.Delete(HomeFiles.DirtyMarker(home));

    /// <summary>Whether SQLite finds every page in order.</summary>
    internal static void QuickCheck(SqliteConnection connection, string home)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is not "ok" and var finding)
        {
            throw new DatabaseCorruptException(home, $"{finding}".ReplaceLineEndings(" "));
        }
    }

    private static HealthReport Look(DatabaseOptions options)
    {
        var file = new FileInfo(options.File);
        if (!file.Exists || file.Length == 0)
        {
            // A file that was never written to is new; one that was, and is empty now, is not.
            return IsUsed(options.Home)
                ? throw new DatabaseCorruptException(options.Home, file.Exists ? "it is empty" : "it is missing")
                : new HealthReport(false, false, false);
        }

        var unclean = File.Exists(HomeFiles.DirtyMarker(options.Home));
        var walMissing = unclean && !File.Exists(options.File + "-wal");
        var check = unclean || file.Length < options.QuickCheckBelow;
        if (check)
        {
            var text = new SqliteConnectionStringBuilder
            {
                DataSource = options.File,
                Mode = SqliteOpenMode.ReadWrite, // A write-ahead log that was left is read too, and that needs its index.
                Pooling = false,
                DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
            };
            using var connection = new SqliteConnection(text.ToString());
            connection.Open();
            QuickCheck(connection, options.Home);
        }

        return new HealthReport(unclean, walMissing, check);
    }

    private static bool IsUsed(string home) =>
        File.Exists(HomeFiles.AuditHeads(home)) || Backups.AutomaticBackups.Newest(home) is not null;
}
