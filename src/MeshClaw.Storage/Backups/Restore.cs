using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using MeshClaw.Storage.Audit;
using MeshClaw.Storage.Health;
using MeshClaw.Storage.Migrations;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MeshClaw.Storage.Backups;

/// <summary>
/// Puts a backup in the place of a home. All of it is checked before anything is touched, and what was there is kept in
/// <c>before-restore-…</c>. The hashes find damage and a clumsy hand; somebody who makes a whole zip of their own is not found.
/// </summary>
public static class Restore
{
    /// <summary>Restores; returns the folder with what was there before.</summary>
    /// <exception cref="InvalidDataException">The backup is damaged or no backup; nothing was changed.</exception>
    /// <exception cref="StorageException">The gateway runs, or the backup is of a newer version; nothing was changed.</exception>
    public static async Task<string> RunAsync(
        string file,
        string home,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        HomeFiles.CreatePrivate(home);
        if (File.Exists(HomeFiles.RestoreState(home)))
        {
            throw new StorageException(
                StorageFault.RestoreUnfinished,
                $"Another restore into {home} was cut short: finish it first with: meshclaw restore --resume"
            );
        }

        var stamp = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var state = new RestoreState(Free(home, $"restore-{stamp}"), Free(home, $"before-restore-{stamp}"), []);
        var staging = Path.Combine(home, state.Staging);
        var swapping = false;
        try
        {
            HomeFiles.CreatePrivate(staging);
            var manifest = await ExtractAsync(file, staging, cancellationToken).ConfigureAwait(false);
            if (manifest.Entries.Any(e => e.Name == HomeContent.Database))
            {
                Adopt(staging, manifest, RestoredPast.Of(home), time.GetUtcNow());
            }

            CloseDatabase(home);
            state = state with { New = [.. HomeContent.Replaced.Where(n => Path.Exists(Path.Combine(staging, n)))] };
            swapping = true;
            state.Write(home);
            state.Finish(home);
            return Path.Combine(home, state.Aside);
        }
        catch (SqliteException failure)
        {
            throw new InvalidDataException($"The database in {file} is damaged ({failure.Message}).", failure);
        }
        finally
        {
            if (!swapping && Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    /// <summary>Finishes a restore that was cut short; false where there is none.</summary>
    public static bool Resume(string home)
    {
        if (!File.Exists(HomeFiles.RestoreState(home)))
        {
            return false;
        }

        RestoreState.Read(home).Finish(home);
        return true;
    }

    private static async Task<BackupManifest> ExtractAsync(
        string file,
        string staging,
        CancellationToken cancellationToken
    )
    {
        var zip = await ZipFile.OpenReadAsync(file, cancellationToken).ConfigureAwait(false);
        await using var _ = zip.ConfigureAwait(false);
        var manifest = await ReadManifestAsync(zip, file, cancellationToken).ConfigureAwait(false);
        var names = zip.Entries.Select(e => e.FullName).Where(n => n != BackupManifest.FileName).ToList();
        var strange = names.FirstOrDefault(n => !HomeContent.IsAllowed(n));
        if (strange is not null)
        {
            throw new InvalidDataException($"{file} holds '{strange}', which no backup does. Nothing was restored.");
        }

        if (
            names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count
            || !names.ToHashSet().SetEquals(manifest.Entries.Select(e => e.Name))
            || manifest.Entries.Count != names.Count
        )
        {
            throw new InvalidDataException($"{file} does not hold what its manifest names. Nothing was restored.");
        }

        foreach (var entry in manifest.Entries)
        {
            var source = zip.GetEntry(entry.Name)!; // The sets are equal.
            await ExtractAsync(source, entry, Path.Combine(staging, entry.Name), file, cancellationToken)
                .ConfigureAwait(false);
        }

        return manifest;
    }

    private static async Task<BackupManifest> ReadManifestAsync(
        ZipArchive zip,
        string file,
        CancellationToken cancellationToken
    )
    {
        var entry =
            zip.GetEntry(BackupManifest.FileName)
            ?? throw new InvalidDataException($"{file} is no backup of MeshClaw: it has no manifest.");
        try
        {
            var stream = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var manifest = await JsonSerializer
                .DeserializeAsync(stream, BackupJson.Default.BackupManifest, cancellationToken)
                .ConfigureAwait(false);
            return manifest is { Format: BackupManifest.CurrentFormat }
                ? manifest
                : throw new InvalidDataException($"{file} is of a format that this version does not read.");
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"The manifest of {file} cannot be read.", failure);
        }
    }

    private static async Task ExtractAsync(
        ZipArchiveEntry source,
        BackupManifest.Entry entry,
        string target,
        string file,
        CancellationToken cancellationToken
    )
    {
        HomeFiles.CreatePrivate(Path.GetDirectoryName(target)!); // A path below the staging folder has one.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        var length = 0L;
        var input = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = input.ConfigureAwait(false);
        using var output = new FileStream(target, PrivateFile.Private(FileMode.CreateNew));
        int read;
        while ((read = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            length += read;
            if (length > entry.Length)
            {
                break; // No more than was promised gets onto the disk.
            }

            hash.AppendData(buffer, 0, read);
            output.Write(buffer, 0, read);
        }

        output.Flush(flushToDisk: true);
        if (length != entry.Length || Convert.ToHexStringLower(hash.GetHashAndReset()) != entry.Sha256)
        {
            throw new InvalidDataException(
                $"'{entry.Name}' in {file} was changed or is damaged. Nothing was restored."
            );
        }

        if (entry.Executable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Checks the database, names the home anew for the actions to come (their numbers may have been given after the backup was made,
    /// and their idempotency keys must be others), keeps a stop and later orders in force, and says in the audit what happened.
    /// </summary>
    private static void Adopt(string staging, BackupManifest manifest, RestoredPast past, DateTimeOffset now)
    {
        using var connection = Backup.Open(HomeFiles.Database(staging));
        DatabaseHealth.QuickCheck(connection, staging);
        if (Schema.VersionOf(connection) is var version and (0 or > Schema.Current))
        {
            throw new StorageException(
                StorageFault.Newer,
                $"The backup is of MeshClaw {manifest.Version} (format {version}); this version knows {Schema.Current}. "
                    + "Nothing was restored."
            );
        }

        using var session = new Session(connection);
        session.Run("BEGIN IMMEDIATE");
        session.Run(
            """
            INSERT OR REPLACE INTO home (first_action, name)
            VALUES (1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'actions'), 0), lower(hex(randomblob(16))))
            """
        );
        var orders = past.ApplyTo(session, now);
        new AuditWriter(session, now).Append(
            "home.restored",
            json =>
            {
                json.WriteString("backup", Stamp.Of(manifest.Created));
                json.WriteString("version", manifest.Version);
                json.WriteNumber("ordersKept", orders);
            }
        );

        session.Run("COMMIT");
    }

    /// <summary>Folds the log into the database that is to be moved aside, which works only while nobody else has it open.</summary>
    private static void CloseDatabase(string home)
    {
        if (!File.Exists(HomeFiles.Database(home)))
        {
            return;
        }

        try
        {
            using var connection = Backup.Open(HomeFiles.Database(home));
            using var command = connection.CreateCommand();
            command.CommandTimeout = 1;
            command.CommandText = "PRAGMA journal_mode = DELETE";
            // While others have the file open the mode stays what it was: an answer, or an error.
            if (command.ExecuteScalar() is not "delete")
            {
                throw Running(home, null);
            }
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            throw Running(home, failure);
        }
        catch (SqliteException failure)
        {
            if (failure.SqliteErrorCode is not (raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB))
            {
                throw StorageException.From(failure, home);
            }

            // Damaged, which is why there is a restore: it is moved aside as it is, with its log.
        }
    }

    private static StorageException Running(string home, SqliteException? failure) =>
        new(
            StorageFault.Busy,
            $"The gateway runs on {home}: stop it, then restore again. Nothing was restored.",
            failure
        );

    private static string Free(string home, string name)
    {
        for (var i = 2; Path.Exists(Path.Combine(home, name)); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{name.TrimEnd('+')}+{i}");
        }

        return name;
    }
}
