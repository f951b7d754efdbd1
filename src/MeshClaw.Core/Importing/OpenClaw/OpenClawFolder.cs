using System.Text;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>
/// The files of an OpenClaw home, read without following symbolic links and within bounds. What cannot be read is noted as left; nothing is
/// ever written there.
/// </summary>
internal sealed class OpenClawFolder(string root, ImportNotes notes)
{
    private const int MaxEntries = 2_000;

    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Full path.</summary>
    public string Root => root;

    /// <summary>Whether there is such a file or folder, and no link on the way to it.</summary>
    public bool Has(string path) => Path.Exists(Full(path)) && !IsLinked(path);

    /// <summary>A text file; null where there is none, or it is noted why it is not read.</summary>
    public string? Text(string path, int maxBytes)
    {
        if (Bytes(path, maxBytes) is not { } bytes)
        {
            return null;
        }

        try
        {
            var text = s_utf8.GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException)
        {
            notes.Leave(path, "It is not UTF-8.");
            return null;
        }
    }

    /// <summary>A file's bytes.</summary>
    public byte[]? Bytes(string path, int maxBytes)
    {
        var file = new FileInfo(Full(path));
        if (IsLinked(path))
        {
            notes.Leave(path, "It is, or lies behind, a symbolic link, which is not followed.");
            return null;
        }

        if (!file.Exists)
        {
            return null;
        }

        try
        {
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (!stream.CanSeek)
            {
                notes.Leave(path, "It is no plain file.");
                return null;
            }

            var buffer = new byte[Math.Min(stream.Length, maxBytes) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > maxBytes)
            {
                notes.Leave(path, $"It is longer than {maxBytes / 1024} KiB.");
                return null;
            }

            return buffer[..length];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            notes.Leave(path, "It cannot be read.");
            return null;
        }
    }

    /// <summary>The names in a folder, sorted; none where there is no such folder.</summary>
    public IReadOnlyList<string> Names(string path)
    {
        if (!Directory.Exists(Full(path)) || IsLinked(path))
        {
            return [];
        }

        try
        {
            var names = Directory.EnumerateFileSystemEntries(Full(path)).Take(MaxEntries + 1).ToList();
            if (names.Count > MaxEntries)
            {
                notes.Leave(path, $"It holds more than {MaxEntries} files; the rest is not looked at.");
            }

            return [.. names.Take(MaxEntries).Select(n => Path.GetFileName(n)).Order(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            notes.Leave(path, "It cannot be read.");
            return [];
        }
    }

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder(string path) => Directory.Exists(Full(path)) && !IsLinked(path);

    /// <summary>
    /// Where a path of the configuration lies in this home, relative to it; null where it lies elsewhere. <c>~/.openclaw</c> and its older names
    /// mean this home, wherever it is now.
    /// </summary>
    public string? Inside(string path)
    {
        var text = path.Trim().Replace('\\', '/');
        foreach (var name in new[] { ".openclaw", ".clawdbot", ".moltbot", ".moldbot" })
        {
            var at = text.LastIndexOf($"/{name}/", StringComparison.Ordinal);
            text = at < 0 ? text : Path.Join(root, text[(at + name.Length + 2)..]);
        }

        var full = Path.IsPathFullyQualified(text) && !text.Contains('\0') ? Path.GetFullPath(text) : "";
        return full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? Path.GetRelativePath(root, full)
            : null;
    }

    private string Full(string path) => Path.Join(root, path);

    private bool IsLinked(string path)
    {
        for (var at = path; at.Length > 0; at = Path.GetDirectoryName(at) ?? "")
        {
            if (new FileInfo(Full(at)).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }
}
