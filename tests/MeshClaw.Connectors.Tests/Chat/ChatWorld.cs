using System.Text.Json;
using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Chat.Slack;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Secrets;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using MeshClaw.Testing.Slack;

namespace MeshClaw.Connectors.Tests.Chat;

/// <summary>A workspace at the wire, the owner's token, and a connector that goes through the real guard, with a journal in memory.</summary>
internal sealed class ChatWorld : IAsyncDisposable
{
    public const string Token = "xoxp-owner";
    public const string General = "C0GENERAL1";
    public const string Owner = "U0OWNER001";
    public const string Ana = "U0ANA00001";

    public static readonly string[] Scopes =
    [
        "chat:write",
        "search:read",
        "users:read",
        "reactions:read",
        "reactions:write",
        .. new[] { "channels", "groups", "im", "mpim" }.SelectMany(k => new[] { $"{k}:read", $"{k}:history" }),
    ];

    private long _actions;

    public ChatWorld(IDraftStore? drafts = null)
    {
        Workspace = new SlackWorkspace { Time = Time };
        Workspace.AddUser(Owner, "olga");
        Workspace.AddUser(Ana, "ana");
        Workspace.AddConversation(General, "channel", "general", Owner, Ana);
        Workspace.AddToken(Token, Owner, Scopes);
        Server = new SlackServer(Workspace, Time);
        Store = new SlackChatStore(new SlackChatApi(Server.Root, new Secret(Token), Time), Time);
        Connector = new ChatConnector(new ChatContext(Connection, Store, drafts, Time));
    }

    public static ConnectionName Connection { get; } = new("chat/work");

    public ImpatientTime Time { get; } = new();

    public SlackWorkspace Workspace { get; }

    public SlackServer Server { get; }

    public IChatStore Store { get; }

    public ChatConnector Connector { get; }

    public IReadOnlyList<SlackPost> Posts => Workspace.Conversations[General].Posts;

    public string Say(string user, string text, string? thread = null, string? mentions = null) =>
        Workspace.Type(General, user, text, thread, mentions).Ts;

    public async Task<ProposedCall> DescribeAsync(ToolName tool, object arguments) =>
        (await Connector.DescribeAsync([new(Connection, tool, JsonSerializer.Serialize(arguments))], default))[0];

    public Decision Decide(ProposedCall call) => Guard.Decide(call, Snapshot(Proposer.OwnerUndo));

    public async Task<Observation> ReadAsync(ToolName tool, object arguments)
    {
        var call = await DescribeAsync(tool, arguments);
        LabelledCalls.AssertComplete(call);
        var read = Guard.OpenRead(Guard.Decide(call, Snapshot(Proposer.Agent)));
        return (await Connector.ReadAsync(read, default)).Observation;
    }

    /// <summary>Makes a call as the owner would, who is asked nothing.</summary>
    public async Task<CallOutcome> DoAsync(ToolName tool, object arguments)
    {
        var call = await DescribeAsync(tool, arguments);
        LabelledCalls.AssertComplete(call);
        return await DoAsync(call);
    }

    public async Task<CallOutcome> DoAsync(ProposedCall call)
    {
        var prepared = (await Connector.PrepareAsync([call], default))[0];
        return prepared is Preparation.Ready ready
            ? await ExecuteAsync(call, ready.Note)
            : new CallOutcome.Failed(((Preparation.Gone)prepared).Why);
    }

    public async Task<CallOutcome> ExecuteAsync(ProposedCall call, string note) =>
        (await Connector.ExecuteAsync([await AuthorizeAsync(call, note)], default))[0];

    public async Task<CallOutcome.Done> DoneAsync(ToolName tool, object arguments) =>
        Assert.IsType<CallOutcome.Done>(await DoAsync(tool, arguments));

    /// <summary>Prepares a call, has its connection break in the middle, and asks what became of it.</summary>
    public async Task<Reconciliation> CutOffAsync(ToolName tool, object arguments, string? lost)
    {
        var call = await DescribeAsync(tool, arguments);
        var note = Assert.IsType<Preparation.Ready>((await Connector.PrepareAsync([call], default))[0]).Note;
        if (lost is not null)
        {
            Server.LoseAnswer(lost);
            var authorized = await AuthorizeAsync(call, note);
            await Assert.ThrowsAsync<ConnectorException>(() => Connector.ExecuteAsync([authorized], default));
        }

        var row = EveryIntent.Row(new AgentName("helper"), call, note);
        return (await Connector.ReconcileAsync([row], mayComplete: true, default))[0];
    }

    /// <summary>Takes a done action back, through the guard.</summary>
    public async Task<CallOutcome> UndoAsync(ToolName tool, object arguments, CallOutcome.Done done)
    {
        var call = await DescribeAsync(tool, arguments);
        var row = EveryIntent.Row(new AgentName("helper"), call, "{}") with { Undo = done.Undo };
        var request = Connector.UndoRequest(row) ?? throw new InvalidOperationException("It cannot be undone.");
        return await DoAsync((await Connector.DescribeAsync([request], default))[0]);
    }

    public async ValueTask DisposeAsync()
    {
        await Connector.DisposeAsync();
        await Server.DisposeAsync();
    }

    private async Task<AuthorizedCall> AuthorizeAsync(ProposedCall call, string note)
    {
        var decision = Decide(call);
        Assert.True(decision.Permit is not null, decision.Explanation);
        var intent = new Intent(new ActionId(++_actions), decision.Permit, note);
        return (await Guard.AuthorizeAsync([intent], EveryIntent.Ledger, default))[0].Call!; // It commits everything.
    }

    public static GuardSnapshot Snapshot(Proposer proposer, RunFlow? flow = null) =>
        new()
        {
            Run = new RunId(1),
            Proposer = proposer,
            Grant = new AgentGrant
            {
                Agent = new AgentName("helper"),
                Tools = ["chat.*"],
                Connections = [Connection],
                Autonomy = Autonomy.Act,
            },
            Ceiling = Ceiling.None,
            Orders = OrderBook.Empty,
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "",
            Now = DateTimeOffset.UnixEpoch,
            Used = new Dictionary<string, long>(),
            Flow = flow,
        };
}
