using System.Collections.Immutable;
using MeshClaw.Connectors.Mail.Tools;

namespace MeshClaw.Connectors.Mail.Maildir;

/// <summary>
/// The folders of a Maildir++ tree: the root is the inbox, <c>.Work.Invoices</c> beside its cur is <c>Work/Invoices</c>, names in
/// modified UTF-7.
/// </summary>
internal sealed class MaildirTree(string root)
{
    private static readonly string[] s_subs = ["tmp", "new", "cur"];

    /// <summary>Every folder's name and directory, the inbox first.</summary>
    public ImmutableArray<(string Name, string Directory)> Folders()
    {
        if (!Directory.Exists(Path.Combine(root, "cur")))
        {
            throw new IOException($"There is no Maildir at {root}: it has no folder cur.");
        }

        var folders = Directory
            .EnumerateDirectories(root, ".*")
            .Where(d => Directory.Exists(Path.Combine(d, "cur")))
            .Select(d => (Name: NameOf(Path.GetFileName(d)), Directory: d))
            .DistinctBy(f => f.Name)
            .OrderBy(f => f.Name, StringComparer.Ordinal);
        return [(MailFolderName.Inbox, root), .. folders];
    }

    /// <summary>The directory that a folder has or would have; null for a name that Maildir++ cannot hold.</summary>
    public string? DirectoryOf(string name)
    {
        if (name == MailFolderName.Inbox)
        {
            return root;
        }

        var levels = name.Split('/');
        if (levels.Any(l => l.Length == 0 || l.Contains('.', StringComparison.Ordinal)))
        {
            return null;
        }

        var file = "." + string.Join('.', levels.Select(ModifiedUtf7.Encode));
        // Base64 may hold a slash in no spelling but the modified one, so this is one path segment.
        return file.Length <= 250 && !file.Contains('/', StringComparison.Ordinal) ? Path.Combine(root, file) : null;
    }

    /// <summary>The directory of a folder that exists; null where it does not.</summary>
    public string? Find(string name) =>
        DirectoryOf(name) is { } directory && Directory.Exists(Path.Combine(directory, "cur"))
            ? directory
            // Some programs write names in UTF-8 instead.
            : Folders().FirstOrDefault(f => f.Name == name).Directory;

    /// <summary>Makes a folder; nothing happens where it is there.</summary>
    public static void Make(string directory)
    {
        foreach (var sub in s_subs)
        {
            Directory.CreateDirectory(Path.Combine(directory, sub));
        }

        var marker = Path.Combine(directory, "maildirfolder"); // Tells delivery agents that this is no root.
        if (!File.Exists(marker))
        {
            File.WriteAllBytes(marker, []);
        }
    }

    private static string NameOf(string file) => string.Join('/', file[1..].Split('.').Select(ModifiedUtf7.Decode));
}
