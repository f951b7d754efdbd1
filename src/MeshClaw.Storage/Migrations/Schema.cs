using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Migrations;

/// <summary>Which shape the tables have.</summary>
internal static class Schema
{
    /// <summary>The version that this program knows: the number of the last script.</summary>
    public const int Current = 14;

    /// <summary>The version of a file; 0 for a new one.</summary>
    public static int VersionOf(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return (int)(long)command.ExecuteScalar()!; // This pragma always answers with one row.
    }

    /// <summary>Brings the tables up to date. One pragma where they are.</summary>
    public static void Update(SqliteConnection connection, string home)
    {
        var version = VersionOf(connection);
        if (version == Current)
        {
            return;
        }

        if (version > Current)
        {
            throw new StorageException(
                StorageFault.Newer,
                $"{HomeFiles.Database(home)} was written by a newer MeshClaw (format {version}; this one knows {Current}): "
                    + "install that version again, or restore a backup from before."
            );
        }

        Migrator.Run(connection, home); // A type of its own: DbUp is loaded only here.
        if (VersionOf(connection) != Current)
        {
            throw new InvalidOperationException("The last migration script does not set the current version.");
        }
    }
}
