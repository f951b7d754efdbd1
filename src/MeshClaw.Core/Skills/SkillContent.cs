using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Core.Skills;

/// <summary>One file of a skill.</summary>
/// <param name="Path">From the skill's folder, parted by <c>/</c>.</param>
/// <param name="IsExecutable">Whether its owner may run it.</param>
/// <param name="Bytes">All of it.</param>
public sealed record SkillEntry(string Path, bool IsExecutable, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>As text; null where it is no UTF-8 or has a zero in it.</summary>
    public string? Text
    {
        get
        {
            if (Bytes.Span.Contains((byte)0))
            {
                return null;
            }

            try
            {
                return s_strict.GetString(Bytes.Span);
            }
            catch (DecoderFallbackException)
            {
                return null;
            }
        }
    }

    private static readonly UTF8Encoding s_strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );
}

/// <summary>
/// All files of a skill at one moment, in memory. What is hashed here is what is handed on: nothing is read a second time, so that nothing can
/// be put in its place between the check and the use.
/// </summary>
public sealed class SkillContent
{
    /// <summary>How many files a skill may have.</summary>
    public const int MaxFiles = 500;

    /// <summary>How many bytes one of them may have.</summary>
    public const int MaxFile = 4 << 20;

    /// <summary>How many bytes all of them may have.</summary>
    public const int MaxTotal = 16 << 20;

    private readonly Dictionary<string, SkillEntry> _byPath;

    /// <param name="files">Each path once.</param>
    public SkillContent(IEnumerable<SkillEntry> files)
    {
        Files = [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
        _byPath = Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        Hash = HashOf(Files);
    }

    /// <summary>By path, ordinally.</summary>
    public ImmutableArray<SkillEntry> Files { get; }

    /// <summary>SHA-256, lower-case hex, of the list of all files: path, whether executable, length and SHA-256 of each.</summary>
    public string Hash { get; }

    /// <summary>Bytes of all files.</summary>
    public long Size => Files.Sum(f => (long)f.Bytes.Length);

    /// <summary>The file of exactly this path; anything else (<c>..</c>, a full path) is the path of none.</summary>
    public SkillEntry? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The same files in a folder that is made for it, its owner's alone.</summary>
    /// <exception cref="IOException">It is there already, the disk is full, and the like.</exception>
    public void WriteTo(string folder)
    {
        if (Directory.Exists(folder) || File.Exists(folder))
        {
            throw new IOException($"{folder} is there already.");
        }

        Directory.CreateDirectory(folder);
        foreach (var file in Files)
        {
            var path = Path.Join(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It lies in the folder.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode =
                    UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | (file.IsExecutable ? UnixFileMode.UserExecute : UnixFileMode.None);
            }

            using var stream = new FileStream(path, options);
            stream.Write(file.Bytes.Span);
        }
    }

    private static string HashOf(ImmutableArray<SkillEntry> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("meshclaw-skill-1\n"u8);
        foreach (var file in files)
        {
            // A path has no line feed (SkillPaths), so that one list is one text.
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{(file.IsExecutable ? 'x' : '-')} {file.Bytes.Length} {Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span))} {file.Path}\n"
            );
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
