using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using MeshClaw.Storage.Health;
using Microsoft.Data.Sqlite;

namespace MeshClaw.Storage.Backups;

/// <summary>
/// The whole home as one zip, readable by its owner alone: it holds the secrets and the keys to them. Consistent while the gateway
/// runs: the database is copied as of one moment.
/// </summary>
public static class Backup
{
    /// <summary>Makes a backup.</summary>
    /// <param name="home">Of which home.</param>
    /// <param name="file">The zip; there in whole or not at all.</param>
    /// <param name="overwrite">Whether it may replace a file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <exception cref="DatabaseCorruptException">The copy of the database is damaged: no backup was made.</exception>
    /// <exception cref="IOException">There is such a file already, or the disk refuses.</exception>
    public static async Task<BackupManifest> CreateAsync(
        string home,
        string file,
        bool overwrite,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(time);
        if (!overwrite && File.Exists(file))
        {
            throw new IOException($"{file} is there already: choose another name, or overwrite it on purpose.");
        }

        if (IsOfTheHome(home, file))
        {
            throw new IOException($"{file} lies among the home's own files: choose a folder outside {home}.");
        }

        var copy = file + ".db.new";
        var temporary = file + ".new";
        try
        {
            BackupManifest manifest;
            File.Delete(temporary);
            var stream = new FileStream(temporary, PrivateFile.Private(FileMode.CreateNew, FileAccess.ReadWrite));
            await using (stream.ConfigureAwait(false))
            {
                await using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
                {
                    manifest = await FillAsync(zip, home, copy, time, cancellationToken).ConfigureAwait(false);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite);
            return manifest;
        }
        catch (SqliteException failure)
        {
            throw StorageException.From(failure, home);
        }
        finally
        {
            File.Delete(copy);
            File.Delete(temporary);
        }
    }

    // In the home only backups/ is for backups: a zip in the place of the database, or of its log, would be the end of it.
    private static bool IsOfTheHome(string home, string file)
    {
        var relative = Path.GetRelativePath(Path.GetFullPath(home), Path.GetFullPath(file));
        var first = relative.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar)[0];
        return !Path.IsPathRooted(relative) && first != ".." && (first != "backups" || relative == first);
    }

    private static async Task<BackupManifest> FillAsync(
        ZipArchive zip,
        string home,
        string copy,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<BackupManifest.Entry>();
        // Files first: the heads of the audit must not be newer than its chain.
        foreach (var name in HomeContent.Names(home).ToList())
        {
            var source = Path.Combine(home, name);
            entries.Add(await AddAsync(zip, name, source, cancellationToken).ConfigureAwait(false));
        }

        if (File.Exists(HomeFiles.Database(home)))
        {
            CopyDatabase(home, copy);
            entries.Add(await AddAsync(zip, HomeContent.Database, copy, cancellationToken).ConfigureAwait(false));
        }

        var version = typeof(Backup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        var manifest = new BackupManifest(
            BackupManifest.CurrentFormat,
            version?.InformationalVersion ?? "",
            time.GetUtcNow().ToUniversalTime(),
            entries
        );
        var target = await zip.CreateEntry(BackupManifest.FileName).OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            await JsonSerializer
                .SerializeAsync(target, manifest, BackupJson.Default.BackupManifest, cancellationToken)
                .ConfigureAwait(false);
        }

        return manifest;
    }

    private static async Task<BackupManifest.Entry> AddAsync(
        ZipArchive zip,
        string name,
        string source,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        var length = 0L;
        var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await using var _ = input.ConfigureAwait(false);
        var target = await zip.CreateEntry(name, CompressionLevel.Fastest)
            .OpenAsync(cancellationToken)
            .ConfigureAwait(false);
        await using var __ = target.ConfigureAwait(false);
        int read;
        while ((read = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        var executable = !OperatingSystem.IsWindows() && File.GetUnixFileMode(source).HasFlag(UnixFileMode.UserExecute);
        return new BackupManifest.Entry(name, length, Convert.ToHexStringLower(hash.GetHashAndReset()), executable);
    }

    private static void CopyDatabase(string home, string copy)
    {
        File.Delete(copy);
        new FileStream(copy, PrivateFile.Private(FileMode.CreateNew)).Dispose(); // Empty, so that it is private from the start.
        using (var connection = Open(HomeFiles.Database(home)))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $file";
            command.CommandTimeout = 0; // As long as it takes: it reads, and holds up nobody.
            command.Parameters.AddWithValue("$file", copy);
            command.ExecuteNonQuery();
        }

        using var made = Open(copy);
        DatabaseHealth.QuickCheck(made, home);
    }

    internal static SqliteConnection Open(string file)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 5,
        };
        var connection = new SqliteConnection(text.ToString());
        connection.Open();
        return connection;
    }
}
