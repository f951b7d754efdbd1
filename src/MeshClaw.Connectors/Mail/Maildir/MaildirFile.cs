using System.Runtime.InteropServices;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;

namespace MeshClaw.Connectors.Mail.Maildir;

/// <summary>One message's file as a directory listing showed it; another program may rename or remove it at any time.</summary>
/// <param name="Folder">The folder's directory.</param>
/// <param name="Sub"><c>new</c> or <c>cur</c>.</param>
/// <param name="Id">The unique name: what stands before <c>:2,</c>.</param>
/// <param name="Info">What stands behind it: the flags, one letter each; null where there is none.</param>
internal sealed partial record MaildirFile(string Folder, string Sub, string Id, string? Info)
{
    private const int NotFound = 2; // ENOENT
    private const int Exists = 17; // EEXIST

    public string Path => System.IO.Path.Combine(Folder, Sub, Name(Id, Info));

    public MailFlags Flags =>
        (Has('S') ? MailFlags.Seen : 0) | (Has('F') ? MailFlags.Flagged : 0) | (Has('R') ? MailFlags.Answered : 0);

    /// <summary>The files of a folder by id. A folder that is missing has none.</summary>
    public static Dictionary<string, MaildirFile> List(string folder)
    {
        var files = new Dictionary<string, MaildirFile>(StringComparer.Ordinal);
        // new before cur: a message that moves on meanwhile is seen once at least.
        foreach (var sub in new[] { "new", "cur" })
        {
            var directory = System.IO.Path.Combine(folder, sub);
            if (!Directory.Exists(directory))
            {
                continue;
            }

            foreach (var path in Directory.EnumerateFiles(directory))
            {
                var name = System.IO.Path.GetFileName(path);
                if (!name.StartsWith('.'))
                {
                    var parts = name.Split(":2,", 2);
                    files[parts[0]] = new MaildirFile(folder, sub, parts[0], parts.Length == 2 ? parts[1] : null);
                }
            }
        }

        return files;
    }

    /// <summary>The same file with flags set and taken away; letters that are not ours stay. A flagged message is no longer new.</summary>
    public MaildirFile With(MailFlags add, MailFlags remove)
    {
        var letters = (Info ?? "").ToHashSet();
        foreach (
            var (flag, letter) in new[] { (MailFlags.Seen, 'S'), (MailFlags.Flagged, 'F'), (MailFlags.Answered, 'R') }
        )
        {
            if (add.HasFlag(flag))
            {
                letters.Add(letter);
            }
            else if (remove.HasFlag(flag))
            {
                letters.Remove(letter);
            }
        }

        return this with
        {
            Sub = "cur",
            Info = string.Concat(letters.Order()),
        };
    }

    /// <summary>
    /// Renames without ever overwriting: the new name is linked first, then the old one is taken away. A crash in between leaves the
    /// message under both names, never under none.
    /// </summary>
    /// <exception cref="IOException">The file system refuses (it is full, read-only, or has no links).</exception>
    public MaildirRename RenameTo(MaildirFile target)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new ConnectorException("Maildir names hold colons, which Windows has no files for.");
        }

        if (Link(Path, target.Path) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error switch
            {
                NotFound => MaildirRename.Gone,
                Exists => MaildirRename.Taken,
                _ => throw new IOException(
                    $"The message could not be moved within the Maildir: {Marshal.GetPInvokeErrorMessage(error)}."
                ),
            };
        }

        File.Delete(Path);
        KillPoint.Pass("maildir.renamed");
        return MaildirRename.Done;
    }

    private bool Has(char letter) => Info?.Contains(letter, StringComparison.Ordinal) ?? false;

    private static string Name(string id, string? info) => info is null ? id : $"{id}:2,{info}";

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}

/// <summary>What became of a rename.</summary>
internal enum MaildirRename
{
    /// <summary>It has its new name.</summary>
    Done,

    /// <summary>The file was no longer there, or the folder was not.</summary>
    Gone,

    /// <summary>Something else has that name.</summary>
    Taken,
}
