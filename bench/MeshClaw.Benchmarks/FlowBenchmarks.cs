using System.Collections.Immutable;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Benchmarks;

/// <summary>
/// One decision on a mail with a body, in a run that has read 100 KB of labelled text, under two hundred statements. Goal: 20 µs. And what
/// comes before it: reading the owner's words, the text, and the call's own values.
/// </summary>
public class FlowBenchmarks
{
    private const string Wish =
        "Summarise the notes in 'offsite-plan.docx' and mail the summary to ann@corp.example with the subject 'Offsite'. Then file the mail from Bob under Travel.";

    private static readonly ConnectionName s_work = new("mail/work");
    private static readonly AgentGrant s_grant = new()
    {
        Agent = new AgentName("inbox"),
        Tools = ["mail.*"],
        Connections = [s_work],
        Autonomy = Autonomy.Act,
    };

    private ImmutableArray<Observation> _observations;
    private GuardSnapshot _snapshot = null!;
    private ProposedCall _call = null!;

    /// <summary>Reads 100 KB and states two hundred rules.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _observations = [.. Enumerable.Range(0, 40).Select(Message), Note()];
        var flow = Read();
        _call = Describe();
        _snapshot = new GuardSnapshot
        {
            Run = new RunId(1),
            Proposer = Proposer.Agent,
            Grant = s_grant,
            Ceiling = Ceiling.None,
            Orders = OrderBook.Empty,
            Statements = Book(),
            Stopped = false,
            StopEpoch = 0,
            PolicyVersion = "p",
            Now = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero),
            Used = ImmutableDictionary<string, long>.Empty,
            Flow = flow,
        };
        var decision = Decide();
        if (decision.Verdict != Verdict.Allow)
        {
            throw new InvalidOperationException(
                $"The whole way is to be measured, not the first question: {decision.Explanation}"
            );
        }
    }

    /// <summary>Decides.</summary>
    [Benchmark]
    public Decision Decide() => Guard.Decide(_call, _snapshot);

    /// <summary>Describes the call, with its words and links, and decides.</summary>
    [Benchmark]
    public Decision DescribeAndDecide() => Guard.Decide(Describe(), _snapshot);

    /// <summary>Reads the owner's words and 100 KB of text: once for a run.</summary>
    [Benchmark]
    public RunFlow Read()
    {
        var flow = new RunFlow(Wish, ["nora@corp.example", "Nora"]);
        foreach (var observation in _observations)
        {
            flow.Observe(observation);
        }

        return flow;
    }

    private static ProposedCall Describe() =>
        new(
            s_work,
            new ToolName("mail.send"),
            new Effect(EffectClass.Irreversible, EffectTraits.Sends),
            Verbs.Send,
            """{"to":["ann@corp.example"],"subject":"Offsite","body":"…"}""",
            [],
            [new Destination("mail", "ann@corp.example")],
            [
                new CallValue("/to/0", ValueRole.Destination, ValueForm.Text, "ann@corp.example"),
                new CallValue("/subject", ValueRole.Content, ValueForm.Text, "Offsite"),
                new CallValue(
                    "/body",
                    ValueRole.Content,
                    ValueForm.Text,
                    "The offsite is by the lake. Rooms are booked for everybody, the train leaves in the morning, and the second day is free for walking."
                ),
            ]
        );

    private static StatementBook Book() =>
        new([
            .. Enumerable
                .Range(0, 200)
                .Select(i => new Statement
                {
                    Id = string.Create(CultureInfo.InvariantCulture, $"s{i}"),
                    Verb = i % 2 == 0 ? StatementVerb.Forbid : StatementVerb.Ask,
                    Tools = [i % 4 == 0 ? "mail.send" : string.Create(CultureInfo.InvariantCulture, $"tool{i}.run")],
                    Destinations =
                    [
                        DestinationPattern.Parse(
                            string.Create(CultureInfo.InvariantCulture, $"mail:person{i}@corp.example")
                        )!,
                    ],
                }),
        ]);

    private static Observation Message(int number)
    {
        var third = new Label(Origin.ThirdParty, Sensitivity.Private);
        var own = new Label(Origin.OwnSystem, Sensitivity.Private);
        var body = string.Join(
            ' ',
            Enumerable.Range(0, 360).Select(i => s_words[(i * 7 + number * 13) % s_words.Length])
        );
        return new Observation
        {
            LookedFor = ["offsite-plan.docx"],
            Records =
            [
                new SeenRecord(
                    ["message"],
                    string.Create(CultureInfo.InvariantCulture, $"m{number}"),
                    [
                        new SeenField(
                            "from",
                            FieldKind.Author,
                            string.Create(CultureInfo.InvariantCulture, $"p{number}@corp.example"),
                            own
                        ),
                        new SeenField(
                            "subject",
                            FieldKind.Name,
                            string.Create(CultureInfo.InvariantCulture, $"Update {number}"),
                            third
                        ),
                        new SeenField("body", FieldKind.Prose, body, third),
                    ]
                ),
            ],
        };
    }

    private static Observation Note() =>
        new()
        {
            LookedFor = ["offsite-plan.docx"],
            Records =
            [
                new SeenRecord(
                    ["file"],
                    "f1",
                    [
                        new SeenField(
                            "filename",
                            FieldKind.Name,
                            "offsite-plan.docx",
                            new Label(Origin.ThirdParty, Sensitivity.Private)
                        ),
                        new SeenField(
                            "content",
                            FieldKind.Prose,
                            "Lake, rooms, train at nine, walking.",
                            new Label(Origin.ThirdParty, Sensitivity.Private)
                        ),
                    ]
                ),
            ],
        };

    private static readonly string[] s_words = (
        "project meeting budget review schedule customer release design feedback contract quarter planning team office travel invoice "
        + "delivery support question answer morning afternoon document version change request report status update issue result"
    ).Split(' ');
}
