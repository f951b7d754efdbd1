namespace MeshClaw.Storage;

/// <summary>The names of what storage keeps in the home.</summary>
public static class HomeFiles
{
    /// <summary>The database.</summary>
    public static string Database(string home) => Path.Combine(home, "meshclaw.db");

    /// <summary>The local index of mail: a cache, in no backup.</summary>
    public static string MailIndex(string home) => Path.Combine(home, "mail.db");

    /// <summary>There while the database is open; what is left of an unclean end.</summary>
    public static string DirtyMarker(string home) => Path.Combine(home, "run", "dirty");

    /// <summary>Heads of the audit chain, JSON Lines.</summary>
    public static string AuditHeads(string home) => Path.Combine(home, "audit-heads.jsonl");

    /// <summary>Automatic backups.</summary>
    public static string Backups(string home) => Path.Combine(home, "backups");

    /// <summary>There while a restore is under way; what is left of one that was cut short.</summary>
    public static string RestoreState(string home) => Path.Combine(home, "restore-state.json");

    /// <summary>The keys that secrets are encrypted with.</summary>
    public static string Keys(string home) => Path.Combine(home, "keys");

    /// <summary>The encrypted secrets.</summary>
    public static string Secrets(string home) => Path.Combine(home, "secrets.json");

    /// <summary>Makes a folder that only its owner can look into.</summary>
    internal static void CreatePrivate(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }
}
