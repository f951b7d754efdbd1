using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Tests.Guarding;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>
/// A run of Emma's at autonomy act: what she asked for, what was read, and what the guard says of a call then. Unless a test says
/// otherwise, the run has read one mail of a stranger, so that the conditions of information flow are in force.
/// </summary>
internal sealed class FlowCase
{
    public const string Emma = "emma@corp.example";

    private FlowCase(RunFlow flow) => Flow = flow;

    public RunFlow Flow { get; }

    /// <summary>A run that has read a stranger's text.</summary>
    public static FlowCase Asked(string ownerText, Plan? plan = null, CallAuthor author = CallAuthor.Model) =>
        Clean(ownerText, plan, author).Read(Seen.Stranger);

    /// <summary>A run that has read nothing yet.</summary>
    public static FlowCase Clean(string ownerText, Plan? plan = null, CallAuthor author = CallAuthor.Model) =>
        new(new RunFlow(ownerText, [Emma, "Emma Johnson", "DE00EMMA"], plan, author));

    public static FlowCase Of(RunFlow flow) => new(flow);

    /// <summary>The run reads these, having looked for nothing that the owner named.</summary>
    public FlowCase Read(params SeenRecord[] records) => ReadFor("", records);

    /// <summary>The run reads what it finds under a name.</summary>
    public FlowCase ReadFor(string lookedFor, params SeenRecord[] records)
    {
        Flow.Observe(Seen.All(lookedFor, records));
        return this;
    }

    /// <summary>The run reads a page of the web.</summary>
    public FlowCase ReadPage(string url, string text)
    {
        Flow.Observe(Seen.All(url, Seen.Page(url, text)) with { Outside = true });
        return this;
    }

    /// <summary>The call was made, and gave this back.</summary>
    public FlowCase Did(ProposedCall call, params SeenRecord[] gaveBack)
    {
        Flow.Acted(call, gaveBack.Length == 0 ? null : Seen.All("", gaveBack));
        return this;
    }

    public Decision Decide(ProposedCall call) => Decide([call])[0];

    public ImmutableArray<Decision> Decide(IReadOnlyList<ProposedCall> calls) =>
        Guard.Decide(calls, Snapshot(calls) with { Flow = Flow });

    public FlowCase Allows(ProposedCall call)
    {
        var decision = Decide(call);
        Assert.True(decision.Verdict == Verdict.Allow, Told(decision));
        return this;
    }

    /// <summary>The call asks, by these rules and no others.</summary>
    public FlowCase Asks(string rule, ProposedCall call)
    {
        var decision = Decide(call);
        Assert.True(decision.Verdict == Verdict.Ask, Told(decision));
        Assert.Equal(rule, string.Join(' ', decision.Reasons.Select(r => r.Rule).Where(r => r == rule || r != "url")));
        return this;
    }

    public static GuardSnapshot Snapshot(IEnumerable<ProposedCall> calls, Autonomy autonomy = Autonomy.Act)
    {
        var snapshot = GuardCase.Snapshot(autonomy);
        return snapshot with { Grant = snapshot.Grant with { Tools = [.. calls.Select(c => c.Tool.Value)] } };
    }

    private static string Told(Decision decision) =>
        $"{decision.Verdict}: {string.Join("; ", decision.Reasons.Select(r => $"{r.Rule}: {r.Sentence}"))}";
}
