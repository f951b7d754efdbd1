using DbUp;
using DbUp.Engine;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Migrations;

/// <summary>Runs the numbered scripts that a file has not seen, all in one transaction. Each sets <c>user_version</c> to its number.</summary>
internal static class Migrator
{
    public static void Run(SqliteConnection connection, string home)
    {
        using var shared = new SharedConnection(connection);
        var result = DeployChanges
            .To.SqliteDatabase(shared)
            .WithScripts(Scripts())
            .WithVariablesDisabled()
            .WithTransaction()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw result.Error is SqliteException failure
                ? StorageException.From(failure, home)
                : new StorageException(
                    StorageFault.Other,
                    $"The tables could not be brought up to date ({result.ErrorScript?.Name}); nothing was changed.",
                    result.Error
                );
        }
    }

    private static IEnumerable<SqlScript> Scripts()
    {
        var assembly = typeof(Migrator).Assembly;
        return assembly
            .GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(name, assembly.GetManifestResourceStream(name)!)); // Named by itself above.
    }
}
