using System.Text.Json;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Connectors.Tests.Local;

/// <summary>Takes a connector of this machine through the real guard, with a journal in memory; the owner says yes to everything.</summary>
internal sealed class LocalDriver(IConnector connector)
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public GuardSnapshot Snapshot { get; } =
        new()
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = new AgentName("helper"),
                Tools = [$"{connector.Connection.Connector}.*"],
                Connections = [connector.Connection],
                Autonomy = Autonomy.Act,
                Limits = new Limits
                {
                    ActionsPerRun = 100_000,
                    DeletionsPerDay = 100_000,
                    Bulk = 100_000,
                },
            },
            Ceiling = Ceiling.None,
            Orders = OrderBook.Empty,
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "",
            Now = DateTimeOffset.UnixEpoch,
            Used = new Dictionary<string, long>(),
        };

    public ToolRequest Request(ToolName tool, object arguments) =>
        new(connector.Connection, tool, JsonSerializer.Serialize(arguments));

    public async Task<ProposedCall> DescribeAsync(ToolRequest request)
    {
        var call = (await connector.DescribeAsync([request], Token))[0];
        LabelledCalls.AssertComplete(call);
        return call;
    }

    public Task<ProposedCall> DescribeAsync(ToolName tool, object arguments) => DescribeAsync(Request(tool, arguments));

    public async Task<T> ReadAsync<T>(ToolName tool, object arguments)
    {
        var call = await DescribeAsync(tool, arguments);
        var result = await connector.ReadAsync(Guard.OpenRead(Guard.Decide(call, Snapshot)), Token);
        if (result.Observation.Records.Length > 0)
        {
            LabelledCalls.AssertComplete(result.Observation);
        }

        return Assert.IsType<T>(result.Value);
    }

    public Decision Decide(ProposedCall call) => Guard.Decide(call, Snapshot);

    public async Task<Preparation> PrepareAsync(ProposedCall call) => (await connector.PrepareAsync([call], Token))[0];

    public async Task<CallOutcome> ExecuteAsync(ProposedCall call, string note, CancellationToken? token = null)
    {
        var approved = Snapshot with
        {
            Approval = new ApprovalGrant(new ApprovalId(1), [call.Hash], DateTimeOffset.MaxValue),
        };
        var decision = Guard.Decide(call, approved);
        Assert.True(decision.Permit is not null, decision.Explanation);
        var authorized = await Guard.AuthorizeAsync(
            [new Intent(new ActionId(1), decision.Permit, note)],
            EveryIntent.Ledger,
            Token
        );
        return (await connector.ExecuteAsync([authorized[0].Call!], token ?? Token))[0]; // This ledger commits everything.
    }

    /// <summary>All steps; what the journal keeps of it.</summary>
    public async Task<JournalEntry> DoAsync(ToolRequest request)
    {
        var call = await DescribeAsync(request);
        var preparation = await PrepareAsync(call);
        var ready = Assert.IsType<Preparation.Ready>(preparation);
        var outcome = await ExecuteAsync(call, ready.Note);
        var done = Assert.IsType<CallOutcome.Done>(outcome);
        return Row(call, ready.Note) with { State = ActionState.Done, Result = done.Result, Undo = done.Undo };
    }

    public Task<JournalEntry> DoAsync(ToolName tool, object arguments) => DoAsync(Request(tool, arguments));

    public Task<JournalEntry> UndoAsync(JournalEntry action) => DoAsync(connector.UndoRequest(action)!); // It can be taken back.

    public async Task<Reconciliation> ReconcileAsync(ProposedCall call, string note) =>
        (await connector.ReconcileAsync([Row(call, note)], true, Token))[0];

    private static JournalEntry Row(ProposedCall call, string note) =>
        EveryIntent.Row(new AgentName("helper"), call, note);
}
