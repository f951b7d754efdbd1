using MeshClaw.Core.Configuration;
using MeshClaw.Core.Models;

namespace MeshClaw.Demo;

/// <summary>A home and a mailbox in the system's folder for temporary files, readable by their owner alone. Gone when disposed, unless kept.</summary>
internal sealed class DemoHome : IDisposable
{
    private readonly string _root;
    private readonly bool _keep;

    private DemoHome(string root, bool keep)
    {
        _root = root;
        _keep = keep;
    }

    /// <summary>The gateway's home.</summary>
    public string Home => Path.Join(_root, "home");

    /// <summary>The mailbox.</summary>
    public string Maildir => Path.Join(_root, "Maildir");

    /// <summary>Makes both.</summary>
    /// <param name="mailbox">What the mailbox holds.</param>
    /// <param name="now">The real now.</param>
    /// <param name="keep">Leave it there at the end.</param>
    public static DemoHome Create(DemoMailbox mailbox, DateTimeOffset now, bool keep)
    {
        var home = new DemoHome(Directory.CreateTempSubdirectory("meshclaw-demo-").FullName, keep);
        try
        {
            mailbox.WriteTo(home.Maildir, now);
            home.WriteConfig(new Owner(mailbox.Manifest.Owner.Name, [.. mailbox.Manifest.Owner.Addresses]));
            return home;
        }
        catch
        {
            home.Dispose();
            throw;
        }
    }

    private void WriteConfig(Owner owner)
    {
        var layout = new MeshClawHome(Home);
        var edit = ConfigEditor.SetOwner("", owner);
        if ((layout.Prepare() ?? edit.Refusal) is { } wrong)
        {
            throw new IOException(wrong);
        }

        File.WriteAllText(layout.ConfigFile, edit.Text);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_keep)
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
