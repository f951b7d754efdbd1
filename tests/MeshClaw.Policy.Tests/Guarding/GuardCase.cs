using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Guarding;

/// <summary>A snapshot and calls that are allowed unless a test changes something about them.</summary>
internal static class GuardCase
{
    public static readonly ConnectionName Work = new("mail/work");
    public static readonly AgentName Inbox = new("inbox");
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static GuardSnapshot Snapshot(
        Autonomy autonomy = Autonomy.ActReversibly,
        Limits? limits = null,
        params Order[] orders
    ) =>
        new()
        {
            Run = new RunId(7),
            Proposer = Proposer.Agent,
            Grant = new AgentGrant
            {
                Agent = Inbox,
                Tools = ["mail.*"],
                Connections = [Work],
                Autonomy = autonomy,
                Limits = limits ?? Limits.Default,
            },
            Ceiling = Ceiling.None,
            Orders = new OrderBook(1, [.. orders]),
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "p1",
            Now = Noon,
            Used = ImmutableDictionary<string, long>.Empty,
        };

    public static ProposedCall Move(string id = "1", string to = "Reading", string from = "news@list.example") =>
        new(
            Work,
            new ToolName("mail.move"),
            new Effect(EffectClass.Reversible),
            Verbs.Move,
            $$"""{"folder":"INBOX","id":"{{id}}","to":"{{to}}"}""",
            [Message(id, from)]
        );

    public static ProposedCall Delete(string id = "1", string from = "news@list.example") =>
        new(
            Work,
            new ToolName("mail.delete"),
            new Effect(EffectClass.Reversible, EffectTraits.Destroys),
            Verbs.Delete,
            $$"""{"folder":"INBOX","id":"{{id}}"}""",
            [Message(id, from)]
        );

    public static ProposedCall Send(params string[] to) =>
        new(
            Work,
            new ToolName("mail.send"),
            new Effect(EffectClass.Irreversible, EffectTraits.Sends),
            Verbs.Send,
            "{}",
            [],
            to.Select(a => new Destination("mail", a))
        );

    public static ProposedCall Read() =>
        new(Work, new ToolName("mail.list"), new Effect(EffectClass.Read), Verbs.None, "{}", []);

    public static Target Message(string id, string from) =>
        new(Work, "INBOX", id, "1", new TargetFacts { From = [from], Folder = "INBOX" });

    public static Order Order(long id, OrderRule rule) => new(new OrderId(id), "as given", rule, Noon);

    public static ImmutableArray<Verdict> Verdicts(IReadOnlyList<ProposedCall> calls, GuardSnapshot snapshot) =>
        [.. Guard.Decide(calls, snapshot).Select(d => d.Verdict)];
}
