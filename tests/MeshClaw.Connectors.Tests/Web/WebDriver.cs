using System.Text.Json;
using MeshClaw.Connectors.Net;
using MeshClaw.Connectors.Web;
using MeshClaw.Connectors.Web.Search;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Connectors.Tests.Web;

/// <summary>Takes a connector of the web through the real guard, with a journal in memory.</summary>
internal sealed class WebDriver(IWebSearch search, PublicReach reach, TimeProvider? time = null) : IAsyncDisposable
{
    private long _actions;

    public static ConnectionName Connection { get; } = new("web/search");

    public WebConnector Connector { get; } = new(Connection, search, reach, time ?? TimeProvider.System);

    /// <summary>What the run was asked; null for one of which nothing is known.</summary>
    public RunFlow? Flow { get; init; } = new("Find out what is new at the harbour.", []);

    public static ToolRequest Request(ToolName tool, object arguments) =>
        new(Connection, tool, JsonSerializer.Serialize(arguments));

    public async Task<ProposedCall> DescribeAsync(ToolName tool, object arguments) =>
        (await Connector.DescribeAsync([Request(tool, arguments)], default))[0];

    public async Task<Decision> DecideAsync(ToolName tool, object arguments) =>
        Guard.Decide(await DescribeAsync(tool, arguments), Snapshot);

    public Task<CallOutcome> FetchAsync(string url, int? maxCharacters = null, int? cursor = null) =>
        DoAsync(
            WebTools.Fetch,
            new
            {
                url,
                maxCharacters,
                cursor,
            }
        );

    public async Task<CallOutcome> DoAsync(ToolName tool, object arguments)
    {
        var decision = await DecideAsync(tool, arguments);
        var ready = Assert.IsType<Preparation.Ready>((await Connector.PrepareAsync([decision.Call], default))[0]);
        var intent = new Intent(new ActionId(++_actions), decision.Permit!, ready.Note); // Allowed, or the test fails here.
        var authorized = await Guard.AuthorizeAsync([intent], EveryIntent.Ledger, default);
        return (await Connector.ExecuteAsync([authorized[0].Call!], default))[0]; // This ledger commits everything.
    }

    public ValueTask DisposeAsync() => Connector.DisposeAsync();

    private GuardSnapshot Snapshot =>
        new()
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = new AgentName("reader"),
                Tools = ["web.*"],
                Connections = [Connection],
                Autonomy = Autonomy.Act,
                Limits = new Limits { ActionsPerRun = 1_000, RecipientsPerDay = 1_000 },
            },
            Ceiling = Ceiling.None,
            Orders = OrderBook.Empty,
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "",
            Now = DateTimeOffset.UnixEpoch,
            Used = new Dictionary<string, long>(),
            Flow = Flow,
        };
}
