using System.Security.Cryptography;

namespace MeshClaw.Demo;

/// <summary>
/// What a Maildir holds, read from its files and not through the connector: for each folder every message's SHA-256 and flags, as often
/// as they occur. A folder without messages is as good as none.
/// </summary>
internal sealed class MailboxSnapshot
{
    private readonly SortedDictionary<string, int> _messages = new(StringComparer.Ordinal);

    private MailboxSnapshot() { }

    /// <summary>Reads a Maildir.</summary>
    public static MailboxSnapshot Of(string maildir)
    {
        var snapshot = new MailboxSnapshot();
        foreach (var folder in Directory.EnumerateDirectories(maildir, ".*").Append(maildir))
        {
            foreach (var sub in new[] { "cur", "new", "tmp" })
            {
                snapshot.Add(Path.GetRelativePath(maildir, folder), Path.Join(folder, sub));
            }
        }

        return snapshot;
    }

    /// <summary>Whether both hold the same messages, with the same flags, in the same folders.</summary>
    public bool Equals(MailboxSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _messages.SequenceEqual(other._messages);
    }

    private void Add(string folder, string directory)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(directory))
        {
            var name = Path.GetFileName(file);
            var info = name.IndexOf(":2,", StringComparison.Ordinal);
            var flags = info < 0 ? "" : string.Concat(name[(info + 3)..].Order());
            using var stream = File.OpenRead(file);
            var key = $"{folder}\n{Convert.ToHexStringLower(SHA256.HashData(stream))}\n{flags}";
            _messages[key] = _messages.GetValueOrDefault(key) + 1;
        }
    }
}
