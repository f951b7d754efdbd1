using System.Collections.Immutable;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Benchmarks;

/// <summary>One decision of the guard, under no order and statement and under two hundred of each. Goal: 20 µs.</summary>
public class GuardBenchmarks
{
    private static readonly ConnectionName s_work = new("mail/work");

    private GuardSnapshot _snapshot = null!;
    private ProposedCall _call = null!;

    /// <summary>How many orders are in force.</summary>
    [Params(0, 200)]
    public int Orders { get; set; }

    /// <summary>How many statements are in force; every tenth is about all tools.</summary>
    [Params(0, 200)]
    public int Statements { get; set; }

    /// <summary>Makes a snapshot in which the call is allowed, after every order was asked.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var now = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        var orders = Enumerable
            .Range(1, Orders)
            .Select(i => new Order(
                new OrderId(i),
                "",
                new OrderRule
                {
                    Verdict = i % 2 == 0 ? OrderVerdict.Deny : OrderVerdict.Ask,
                    Verbs = Verbs.Move | Verbs.Delete,
                    From = [string.Create(CultureInfo.InvariantCulture, $"person{i}@corp.example")],
                },
                now
            ));
        _snapshot = new GuardSnapshot
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = new AgentName("inbox"),
                Tools = ["mail.*"],
                Connections = [s_work],
                Autonomy = Autonomy.ActReversibly,
            },
            Ceiling = Ceiling.None,
            Orders = new OrderBook(1, [.. orders]),
            Statements = new StatementBook(Enumerable.Range(1, Statements).Select(StatementOf)),
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "p",
            Now = now,
            Used = ImmutableDictionary<string, long>.Empty,
        };
        var facts = new TargetFacts
        {
            From = ["news@list.example"],
            Folder = "INBOX",
            Subject = "Issue 7",
            Kinds = TargetKinds.Newsletter,
            Received = now.AddDays(-1),
        };
        _call = new ProposedCall(
            s_work,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            """{"folder":"INBOX","id":"7","to":"Reading","version":"1"}""",
            [new Target(s_work, "INBOX", "7", "1", facts)]
        );
    }

    private static Statement StatementOf(int i) =>
        new()
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"s{i}"),
            Verb = i % 2 == 0 ? StatementVerb.Forbid : StatementVerb.Ask,
            Tools =
                i % 10 == 0 ? null
                : i % 3 == 0 ? ["mail.*"]
                : [string.Create(CultureInfo.InvariantCulture, $"service{i}.send")],
            Destinations =
            [
                DestinationPattern.Parse(string.Create(CultureInfo.InvariantCulture, $"mail:@d{i}.example"))!,
            ],
            Times = [new TimeWindow(null, (TimeSpan.FromHours(9), TimeSpan.FromHours(17)))],
        };

    /// <summary>Decides on one move.</summary>
    [Benchmark]
    public Decision Decide() => Guard.Decide(_call, _snapshot);
}
