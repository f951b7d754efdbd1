using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Core.Configuration;

/// <summary>The folder that holds everything of one owner on this device, and the names of all in it.</summary>
public sealed record MeshClawHome
{
    /// <summary>The longest socket path that every system takes, in bytes (macOS: 104 with the final zero).</summary>
    private const int MaxSocketPath = 100;

    /// <summary>The folder of one's choice.</summary>
    /// <param name="root">Full path.</param>
    /// <param name="runtime">Where the system keeps a user's sockets; used when the socket's path would be too long.</param>
    public MeshClawHome(string root, string? runtime = null)
    {
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        SocketFile = Path.Join(RunFolder, "gateway.sock");
        if (Encoding.UTF8.GetByteCount(SocketFile) > MaxSocketPath)
        {
            SocketFile = ShortSocketFile(Root, runtime);
        }
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>Owner, zone, contacts, connections.</summary>
    public string ConfigFile => Path.Join(Root, "config.yaml");

    /// <summary>A ceiling beside the device's.</summary>
    public string PolicyFile => Path.Join(Root, "policy.yaml");

    /// <summary>A folder for each agent.</summary>
    public string AgentsFolder => Path.Join(Root, "agents");

    /// <summary>A folder for each skill.</summary>
    public string SkillsFolder => Path.Join(Root, "skills");

    /// <summary>What was learned.</summary>
    public string MemoryFolder => Path.Join(Root, "memory");

    /// <summary>Journal, audit and all else that is stored.</summary>
    public string DatabaseFile => Path.Join(Root, "meshclaw.db");

    /// <summary>Logs.</summary>
    public string LogsFolder => Path.Join(Root, "logs");

    /// <summary>What only a running gateway needs.</summary>
    public string RunFolder => Path.Join(Root, "run");

    /// <summary>Held by the one gateway of this home.</summary>
    public string LockFile => Path.Join(RunFolder, "gateway.lock");

    /// <summary>The gateway's Unix socket. Not always in <see cref="RunFolder"/>: clients read where it is from <see cref="GatewayFile"/>.</summary>
    public string SocketFile { get; }

    /// <summary>Where the running gateway listens, for clients.</summary>
    public string GatewayFile => Path.Join(RunFolder, "gateway.json");

    /// <summary>What clients show to the gateway.</summary>
    public string TokenFile => Path.Join(RunFolder, "token");

    /// <summary>What secrets are encrypted with.</summary>
    public string KeysFolder => Path.Join(Root, "keys");

    /// <summary>Copies of the database.</summary>
    public string BackupsFolder => Path.Join(Root, "backups");

    /// <summary>The files that may be attached to mail.</summary>
    public string OutgoingFolder => Path.Join(Root, "outgoing");

    /// <summary>How far each message is on its way out.</summary>
    public string OutboxFolder => Path.Join(Root, "outbox");

    /// <summary>Folders that MCP servers may write, one for each.</summary>
    public string McpFolder => Path.Join(WorkspaceFolder, "mcp");

    /// <summary>The tools of MCP servers as the owner has seen them.</summary>
    public string McpToolsFile => Path.Join(Root, "mcp-tools.json");

    /// <summary>What agents' programs and file tools work on. Made when one is first used; in no backup.</summary>
    public string WorkspaceFolder => Path.Join(Root, "workspace");

    /// <summary>What file tools replaced or deleted, for 30 days. No program reaches it.</summary>
    public string HoldingFolder => Path.Join(Root, "holding");

    /// <summary>An agent's file.</summary>
    public string AgentFile(Policy.AgentName agent) => Path.Join(AgentsFolder, agent.Value, Agents.AgentFile.FileName);

    /// <summary>The home that is meant: by option, else by <c>MESHCLAW_HOME</c>, else <c>~/.meshclaw</c>.</summary>
    /// <param name="option">What <c>--home</c> says; null without it.</param>
    /// <param name="environment">Environment variables by name.</param>
    public static MeshClawHome Resolve(string? option, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var chosen = new[] { option, environment("MESHCLAW_HOME") }.FirstOrDefault(c => !string.IsNullOrWhiteSpace(c));
        var root = chosen switch
        {
            null => Path.Join(user, ".meshclaw"),
            "~" => user,
            _ when chosen.StartsWith("~/", StringComparison.Ordinal) => Path.Join(user, chosen[2..]),
            _ => chosen,
        };
        return new MeshClawHome(root, environment("XDG_RUNTIME_DIR"));
    }

    /// <summary>
    /// Makes the folders that are missing, for their owner alone (0700 on Unix), and looks whether what is there can be trusted.
    /// Returns null when all is well, else what is wrong and how to mend it. On Windows the user profile's own protection is relied on.
    /// </summary>
    /// <exception cref="IOException">The disk is full, a file stands where a folder should, and the like.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be made here.</exception>
    public string? Prepare()
    {
        if (PrivateFolder.Prepare(Root, alone: false) is { } wrong)
        {
            return wrong;
        }

        string[] inside =
        [
            AgentsFolder,
            SkillsFolder,
            MemoryFolder,
            LogsFolder,
            RunFolder,
            KeysFolder,
            BackupsFolder,
            OutgoingFolder,
            OutboxFolder,
        ];
        var socketFolder = Path.GetDirectoryName(SocketFile)!; // The socket's path is a full one with a file name.
        return inside
                .Select(f => PrivateFolder.Prepare(f, alone: f == RunFolder || f == KeysFolder || f == OutboxFolder))
                .FirstOrDefault(w => w is not null)
            ?? PrivateFolder.Prepare(socketFolder, alone: true);
    }

    /// <summary>The same for the same home and user, short enough for every system.</summary>
    private static string ShortSocketFile(string root, string? runtime)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..16];
        string?[] places = [runtime, Path.GetTempPath(), "/tmp"];
        return places
            .Where(p => !string.IsNullOrEmpty(p) && Path.IsPathFullyQualified(p))
            .Select(p => Path.Join(p, $"meshclaw-{Environment.UserName}-{hash}", "gateway.sock"))
            .First(p =>
                Encoding.UTF8.GetByteCount(p) <= MaxSocketPath || p.StartsWith("/tmp/", StringComparison.Ordinal)
            );
    }
}
