using MeshClaw.Connectors.Mcp;
using MeshClaw.Core.Mcp;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Secrets;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Connectors.Tests.Mcp;

/// <summary>A connector of an MCP server with a book of its own, and the owner who says yes.</summary>
internal sealed class McpBench : IAsyncDisposable
{
    public static readonly ConnectionName Name = new("mcp/notes");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcp-");

    public McpBench(ISandbox sandbox, McpServerConfig? server = null, TimeProvider? time = null)
    {
        Pins = new McpPinBook(Path.Join(_folder.FullName, "tools.json"));
        Workspace = Directory.CreateDirectory(Path.Join(_folder.FullName, "work")).FullName;
        Parts = new McpParts
        {
            Sandbox = sandbox,
            Secrets = Secrets,
            Pins = Pins,
            Workspace = _ => Workspace,
            Time = time ?? Time,
            Logger = NullLogger.Instance,
        };
        Server = server ?? new McpServerConfig { Command = ["liar"] };
        Connector = new McpConnector(Name, Server, Parts);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    public FakeSecrets Secrets { get; } = new();

    public McpPinBook Pins { get; }

    public McpParts Parts { get; }

    public McpServerConfig Server { get; private set; }

    public string Workspace { get; }

    public McpConnector Connector { get; private set; }

    /// <summary>Connects, and says yes to all that it offers.</summary>
    public async Task ReviewAsync()
    {
        await Connector.RefreshAsync(null, CancellationToken.None);
        Pins.Accept(Name, [.. Pins.Of(Name).Select(s => s.Offered?.Hash).OfType<string>()]);
    }

    /// <summary>Says what tools do; the connector is opened anew.</summary>
    public async Task SetEffectsAsync(params (string Tool, Effect Effect)[] effects)
    {
        await Connector.DisposeAsync();
        Server = Server with
        {
            Effects = Server.Effects.SetItems(effects.Select(e => KeyValuePair.Create(e.Tool, e.Effect))),
        };
        Connector = new McpConnector(Name, Server, Parts);
    }

    public static ToolRequest Request(string tool, string arguments = "{}") =>
        new(Name, McpNames.Of(Name, tool), arguments);

    public async Task<ProposedCall> DescribeAsync(string tool, string arguments = "{}") =>
        (await Connector.DescribeAsync([Request(tool, arguments)], CancellationToken.None))[0];

    /// <summary>Reads as an agent does: through the guard.</summary>
    public async Task<ToolResult> ReadAsync(string tool, string arguments = "{}")
    {
        var call = await DescribeAsync(tool, arguments);
        return await Connector.ReadAsync(Guard.OpenRead(Guard.Decide(call, Snapshot())), CancellationToken.None);
    }

    /// <summary>What the guard says to a call of an agent that may act.</summary>
    public static GuardSnapshot Snapshot(Autonomy autonomy = Autonomy.Act) =>
        new()
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = new AgentName("a"),
                Tools = ["mcp.*"],
                Connections = [Name],
                Autonomy = autonomy,
            },
            Ceiling = Ceiling.None,
            Statements = Policy.Statements.StatementBook.Empty,
            Orders = OrderBook.Empty,
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "",
            Now = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero),
            Used = new Dictionary<string, long>(),
        };

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public sealed class FakeSecrets : ISecretStore
    {
        private readonly Dictionary<string, Secret> _all = [];

        public Secret? Find(string name) => _all.GetValueOrDefault(name);

        public void Put(string name, Secret secret) => _all[name] = secret;

        public void Remove(string name) => _all.Remove(name);
    }
}
