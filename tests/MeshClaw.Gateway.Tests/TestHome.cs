using System.Globalization;
using MeshClaw.Core.Configuration;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests;

/// <summary>A home and a Maildir in a folder of their own, and the gateways that are started on them.</summary>
public sealed class TestHome : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];
    private readonly string _root = Directory.CreateTempSubdirectory("mcg-").FullName;

    public TestHome()
    {
        Home = new MeshClawHome(Path.Join(_root, "home"));
        Maildir = Path.Join(_root, "mail");
        foreach (var folder in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(Path.Join(Maildir, folder));
        }
    }

    public MeshClawHome Home { get; }

    public string Maildir { get; }

    /// <summary>Where an organisation's ceiling would be.</summary>
    public string CeilingFile => Path.Join(_root, "ceiling.yaml");

    public GatewayOptions Options =>
        new()
        {
            Home = Home,
            Version = "1.2.3",
            Reflex = new FilingReflex(),
            CeilingPaths = [CeilingFile],
        };

    /// <summary>Every file of the Maildir: folder and first part of its name.</summary>
    public IReadOnlyList<string> Mail =>
        [
            .. Directory
                .EnumerateFiles(Maildir, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetFileName(Path.GetDirectoryName(f)) is "cur" or "new")
                .Select(f => Path.GetRelativePath(Maildir, f))
                .Select(f => f.Replace("/new/", "/cur/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    public void AddMail(int count, string subject = "Issue", string from = "news@list.example")
    {
        for (var i = 0; i < count; i++)
        {
            var number = i.ToString("000", CultureInfo.InvariantCulture);
            var text =
                $"From: {from}\r\nTo: robin@vega.example\r\nSubject: {subject} {number}\r\nMessage-ID: <{subject}{number}@list.example>\r\n"
                + "Date: Mon, 02 Nov 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello.\r\n";
            File.WriteAllText(Path.Join(Maildir, "cur", $"17{number}.{subject}.host:2,"), text);
        }
    }

    public void WriteConfig(string text)
    {
        Directory.CreateDirectory(Home.Root);
        File.WriteAllText(Home.ConfigFile, text);
    }

    /// <summary>An agent on the Maildir, as if it had been written at a time.</summary>
    /// <summary>
    /// An agent that runs when asked only: on the system's clock a schedule would be due, or not, by the hour at which the test runs.
    /// </summary>
    public void WriteAgent(string name, string autonomy = "propose") => WriteAgentFile(name, "", autonomy);

    public void WriteAgent(string name, string when, DateTimeOffset written, string autonomy = "propose") =>
        File.SetLastWriteTimeUtc(WriteAgentFile(name, $"when:\n  - at: \"{when}\"\n", autonomy), written.UtcDateTime);

    /// <summary>An agent with lines of one's own in its front matter, as if it had been written at a time.</summary>
    public void WriteAgentLines(string name, string lines, DateTimeOffset written) =>
        File.SetLastWriteTimeUtc(WriteAgentFile(name, lines + "\n", "propose"), written.UtcDateTime);

    /// <summary>A home as this one is on disk now: what is left when the process is killed at this moment.</summary>
    public TestHome CopyAsKilled()
    {
        var copy = new TestHome();
        foreach (var file in Directory.EnumerateFiles(Home.Root, "*", SearchOption.AllDirectories))
        {
            var to = Path.Join(copy.Home.Root, Path.GetRelativePath(Home.Root, file));
            if (Path.GetDirectoryName(file) != Home.RunFolder)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!); // A file of the home.
                File.Copy(file, to);
                File.SetLastWriteTimeUtc(to, File.GetLastWriteTimeUtc(file));
            }
        }

        return copy;
    }

    /// <summary>An agent with connections and tools of one's own.</summary>
    public void WriteAgentFile(string name, string connections, string tools, string autonomy)
    {
        var file = WriteAgentFile(name, "", autonomy);
        var text = File.ReadAllText(file)
            .Replace("[mail/work]", connections, StringComparison.Ordinal)
            .Replace("[mail.*]", tools, StringComparison.Ordinal);
        File.WriteAllText(file, text);
    }

    private string WriteAgentFile(string name, string when, string autonomy)
    {
        var folder = Path.Join(Home.AgentsFolder, name);
        Directory.CreateDirectory(folder);
        var file = Path.Join(folder, "AGENT.md");
        File.WriteAllText(
            file,
            $"---\nname: {name}\ndescription: Sorts.\nconnections: [mail/work]\ntools: [mail.*]\n{when}autonomy: {autonomy}\n---\n"
        );
        return file;
    }

    public void WriteWorkConfig() =>
        WriteConfig($"zone: Etc/UTC\nconnections:\n  mail/work:\n    maildir: {Maildir}\n");

    public async Task<GatewayHost> StartAsync(GatewayOptions? options = null)
    {
        var host = await GatewayHost.StartAsync(options ?? Options, CancellationToken.None);
        _open.Add(host);
        return host;
    }

    public static GatewayClient Client(GatewayHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return GatewayClient.Open(host.Ready);
    }

    /// <summary>A gateway with the Maildir connected.</summary>
    public async Task<(GatewayHost Host, GatewayClient Client)> StartConnectedAsync(GatewayOptions? options = null)
    {
        var host = await StartAsync(options);
        var client = Client(host);
        await client.ConnectAsync(
            new ConnectRequest { Connection = "mail/work", Maildir = Maildir },
            CancellationToken.None
        );
        return (host, client);
    }

    public async Task DisposeHostsAsync()
    {
        foreach (var host in _open)
        {
            await host.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeHostsAsync();
        Directory.Delete(_root, recursive: true);
    }
}
