using System.Globalization;
using System.Reflection;

namespace MeshClaw.Demo;

/// <summary>The sample mailbox within this executable, written out as a Maildir.</summary>
internal sealed class DemoMailbox
{
    private const string Prefix = "demo/";

    private readonly Dictionary<string, string> _resources;

    private DemoMailbox(Dictionary<string, string> resources, DemoManifest manifest)
    {
        _resources = resources;
        Manifest = manifest;
    }

    /// <summary>What it holds.</summary>
    public DemoManifest Manifest { get; }

    /// <summary>Finds it.</summary>
    public static DemoMailbox Open()
    {
        var resources = typeof(DemoMailbox)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(n => n[Prefix.Length..].Replace('\\', '/'), n => n, StringComparer.Ordinal);
        using var manifest = Read(resources, "manifest.json");
        return new DemoMailbox(resources, DemoManifest.Read(manifest));
    }

    /// <summary>Writes it, dated so that the mails' own now is the real one.</summary>
    /// <param name="maildir">The Maildir's root; made here.</param>
    /// <param name="now">The real now.</param>
    public void WriteTo(string maildir, DateTimeOffset now)
    {
        var by = now - Manifest.Now;
        for (var i = 0; i < Manifest.Messages.Count; i++)
        {
            Write(maildir, Manifest.Messages[i], i, by, now);
        }
    }

    private void Write(string maildir, DemoManifest.Message message, int number, TimeSpan by, DateTimeOffset now)
    {
        var folder = message.Folder == "INBOX" ? maildir : Path.Join(maildir, "." + message.Folder.Replace('/', '.'));
        foreach (var sub in new[] { "tmp", "new", "cur" })
        {
            Directory.CreateDirectory(Path.Join(folder, sub));
        }

        using var stream = Read(_resources, message.File);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var (mail, arrived) = MailDates.Shift(bytes.ToArray(), by);
        var at = arrived ?? now;
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{at.ToUnixTimeSeconds()}.M{number:D6}P1.demo,S={mail.Length}:2,{Flags(message)}"
        );
        var path = Path.Join(folder, "cur", name);
        File.WriteAllBytes(path, mail);
        File.SetLastWriteTimeUtc(path, at.UtcDateTime);
    }

    // In the order of the alphabet, as Maildir wants them.
    private static string Flags(DemoManifest.Message message) =>
        (message.Flagged ? "F" : "") + (message.Answered ? "R" : "") + (message.Seen ? "S" : "");

    private static Stream Read(Dictionary<string, string> resources, string file) =>
        resources.TryGetValue(file, out var name)
        && Assembly.GetExecutingAssembly().GetManifestResourceStream(name) is { } stream
            ? stream
            : throw new InvalidDataException($"The sample mailbox lacks {file}.");
}
