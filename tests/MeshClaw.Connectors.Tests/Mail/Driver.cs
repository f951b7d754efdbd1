using System.Text.Json;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>Takes a connector through the real guard, with a journal in memory: the way that the gateway does, step by step.</summary>
internal sealed class Driver(MailConnector connector)
{
    private long _actions;

    public static ConnectionName Connection { get; } = new("mail/work");

    public MailConnector Connector => connector;

    public static ToolRequest Request(ToolName tool, object arguments) =>
        new(Connection, tool, JsonSerializer.Serialize(arguments));

    public static ToolRequest Move(MailLocation at, string to) =>
        Request(
            MailTools.Move,
            new
            {
                folder = at.Folder,
                id = at.Id,
                version = at.Version,
                to,
            }
        );

    public static ToolRequest On(ToolName tool, MailLocation at) =>
        Request(
            tool,
            new
            {
                folder = at.Folder,
                id = at.Id,
                version = at.Version,
            }
        );

    public static ToolRequest Flag(MailLocation at, string[] add, string[] remove) =>
        Request(
            MailTools.Flag,
            new
            {
                folder = at.Folder,
                id = at.Id,
                version = at.Version,
                add,
                remove,
            }
        );

    public async Task<T> ReadAsync<T>(ToolName tool, object arguments)
    {
        var call = (await connector.DescribeAsync([Request(tool, arguments)], default))[0];
        var result = await connector.ReadAsync(Guard.OpenRead(Guard.Decide(call, Snapshot)), default);
        return Assert.IsType<T>(result.Value);
    }

    public Task<MailPage> ListAsync(
        string folder = "INBOX",
        int limit = 500,
        string? cursor = null,
        bool headersOnly = false
    ) =>
        ReadAsync<MailPage>(
            MailTools.List,
            new
            {
                folder,
                limit,
                cursor,
                headersOnly,
            }
        );

    public Task<IReadOnlyList<ProposedCall>> DescribeAsync(params ToolRequest[] requests) =>
        connector.DescribeAsync(requests, default);

    /// <summary>Describes and prepares; gives the journal's rows as they stand while executing.</summary>
    public async Task<(IReadOnlyList<Preparation> Preparations, JournalEntry?[] Rows)> PrepareAsync(
        params ToolRequest[] requests
    )
    {
        var calls = await DescribeAsync(requests);
        var preparations = await connector.PrepareAsync(calls, default);
        return (
            preparations,
            [.. calls.Zip(preparations, (c, p) => p is Preparation.Ready ready ? Row(c, ready.Note) : null)]
        );
    }

    /// <summary>Everything of what is ready; gives the rows as the journal would keep them.</summary>
    public async Task<JournalEntry[]> DoAsync(params ToolRequest[] requests)
    {
        var rows = new List<JournalEntry>();
        var left = (await DescribeAsync(requests)).ToList();
        while (left.Count > 0)
        {
            var preparations = await connector.PrepareAsync(left, default);
            var ready = left.Zip(preparations).Where(p => p.Second is Preparation.Ready).ToList();
            Assert.NotEmpty(ready);
            var outcomes = await ExecuteAsync([.. ready.Select(r => (r.First, ((Preparation.Ready)r.Second).Note))]);
            foreach (var ((call, preparation), outcome) in ready.Zip(outcomes))
            {
                var row = Row(call, ((Preparation.Ready)preparation).Note);
                rows.Add(
                    outcome switch
                    {
                        CallOutcome.Done done => row with
                        {
                            State = ActionState.Done,
                            Result = done.Result,
                            Undo = done.Undo,
                        },
                        CallOutcome.Failed failed => row with { State = ActionState.Failed, Explanation = failed.Why },
                        _ => throw new InvalidOperationException(outcome.ToString()),
                    }
                );
            }

            left = [.. left.Zip(preparations).Where(p => p.Second is Preparation.Deferred).Select(p => p.First)];
        }

        return [.. rows];
    }

    public async Task<IReadOnlyList<CallOutcome>> ExecuteAsync(IReadOnlyList<(ProposedCall Call, string Note)> calls)
    {
        // The owner said yes to exactly these.
        var approved = Snapshot with
        {
            Approval = new ApprovalGrant(
                new ApprovalId(1),
                [.. calls.Select(c => c.Call.Hash)],
                DateTimeOffset.MaxValue
            ),
        };
        var decisions = calls.Select(c => Guard.Decide(c.Call, approved)).ToList();
        var intents = decisions.Zip(calls, (d, c) => new Intent(new ActionId(++_actions), Allowed(d), c.Note)).ToList();
        var authorized = await Guard.AuthorizeAsync(intents, EveryIntent.Ledger, default);
        return await connector.ExecuteAsync([.. authorized.Select(a => a.Call!)], default); // This ledger commits everything.
    }

    public async Task<Reconciliation> ReconcileAsync(JournalEntry? row, bool mayComplete = true) =>
        (await connector.ReconcileAsync([row!], mayComplete, default))[0]; // A row that was prepared.

    private static Permit Allowed(Decision decision) =>
        decision.Permit ?? throw new InvalidOperationException(decision.Explanation);

    private static JournalEntry Row(ProposedCall call, string note) =>
        EveryIntent.Row(new AgentName("inbox"), call, note);

    public static GuardSnapshot Snapshot { get; } =
        new()
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = new AgentName("inbox"),
                Tools = ["mail.*"],
                Connections = [Connection],
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
}
