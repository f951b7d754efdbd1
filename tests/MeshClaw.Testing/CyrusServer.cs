using System.Globalization;

namespace MeshClaw.Testing;

/// <summary>
/// A Cyrus of its own on loopback, from tests/servers/cyrus.sh: JMAP over plain HTTP, and IMAP on the same mail. Needs what
/// eng/install-test-parts.sh unpacks.
/// </summary>
public class CyrusServer : IAsyncLifetime
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "secret";

    private static int s_users;

    // In memory where that is to be had: making a mailbox waits for the disk some fifty times.
    private readonly string _state = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(),
        $"meshclaw-cyrus-{Guid.NewGuid():N}"
    );
    private readonly int _maxObjects = 4096;

    /// <summary>One with its own limits.</summary>
    public CyrusServer() { }

    /// <summary>One that takes at most <paramref name="maxObjects"/> objects in a get or set.</summary>
    protected CyrusServer(int maxObjects) => _maxObjects = maxObjects;

    /// <summary>Where JMAP is.</summary>
    public Uri Jmap { get; private set; } = new("http://127.0.0.1");

    /// <summary>IMAP, without TLS.</summary>
    public int ImapPort { get; private set; }

    /// <summary>A mailbox that nobody has used yet.</summary>
    public CyrusMailbox NewMailbox() =>
        new(() => ImapPort, string.Create(CultureInfo.InvariantCulture, $"user{Interlocked.Increment(ref s_users)}"));

    /// <summary>Starts it; again with the same ports and mail after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync()
    {
        var env = ServerScript.Read(await RunAsync("start"));
        ImapPort = int.Parse(env["IMAP_PORT"], CultureInfo.InvariantCulture);
        Jmap = new Uri($"http://127.0.0.1:{env["HTTP_PORT"]}");
    }

    /// <summary>Brings its index for searches up to date, and waits for it.</summary>
    public Task IndexAsync() => RunAsync("index");

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync() => RunAsync("kill");

    /// <inheritdoc />
    public async ValueTask InitializeAsync() => await StartAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await RunAsync("stop");
        Directory.Delete(_state, recursive: true);
    }

    private Task<string> RunAsync(string verb) =>
        ServerScript.RunAsync(
            "cyrus.sh",
            verb,
            new Dictionary<string, string?>
            {
                ["STATE"] = _state,
                ["JMAP_MAX_OBJECTS"] = _maxObjects.ToString(CultureInfo.InvariantCulture),
            }
        );
}

/// <summary>A Cyrus that takes few objects at once.</summary>
public sealed class CyrusWithSmallLimits() : CyrusServer(maxObjects: 3);
