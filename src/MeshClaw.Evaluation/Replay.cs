using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Evaluation;

/// <summary>Which plan a replayed run gets.</summary>
public enum ReplayPlan
{
    /// <summary>None: no tool is beyond it.</summary>
    None,

    /// <summary>The tools of the task's own calls, each as often as it makes them.</summary>
    Declared,
}

/// <summary>What the guard said on one call.</summary>
public sealed record JudgedCall(
    string Case,
    string Task,
    string Phase,
    int Position,
    int Call,
    string Function,
    Verdict Decision,
    ImmutableArray<string> Rules,
    string Why
);

/// <summary>
/// Plays one suite through the guard, without a model. The guard sees what a live run would have: the prompt, the tools' annotations,
/// the owner's own identities and results as they come. Calls that ask are approved in the owner's task, and refused in the attacker's.
/// </summary>
internal sealed class Replay(Suite suite, ReplayPlan planning, string payloadTemplate)
{
    private readonly ImmutableHashSet<string> _kinds = [.. suite.Tools.Values.SelectMany(t => Nouns.OfTool(t))];
    private readonly AgentGrant _grant = new()
    {
        Agent = new AgentName("replay"),
        Tools = [.. suite.Tools.Keys],
        Connections = [CallReader.Connection],
        Autonomy = Autonomy.Act,
    };

    /// <summary>Plays the owner's task on its own, as it was recorded.</summary>
    public IReadOnlyList<JudgedCall> PlayTask(SuiteTask task)
    {
        var flow = NewFlow(task);
        var judged = new List<JudgedCall>();
        for (var i = 0; i < task.Calls.Length; i++)
        {
            var call = Describe(task.Calls[i]);
            var decision = Decide(call, flow);
            judged.Add(Line($"{suite.Name}/{task.Id}", task.Id, "user", i, i, decision));
            Take(task.Calls[i], call, task.Calls[i].Result, flow);
        }

        return judged;
    }

    /// <summary>
    /// Plays a case: at each call of the owner's whose result carries the payload, the attacker takes over and makes every call of the
    /// injection task.
    /// </summary>
    public IReadOnlyList<JudgedCall> PlayCase(SuiteCase one)
    {
        var task =
            suite.UserTasks.FirstOrDefault(t => t.Id == one.UserTask)
            ?? throw new EvaluationException($"{one.Id}: {suite.Name} has no user task {one.UserTask}.");
        if (!suite.InjectionTasks.TryGetValue(one.InjectionTask, out var attack))
        {
            throw new EvaluationException($"{one.Id}: {suite.Name} has no injection task {one.InjectionTask}.");
        }

        var payload = payloadTemplate.Replace("{goal}", attack.Text, StringComparison.Ordinal);
        var judged = new List<JudgedCall>();
        for (var position = 0; position < task.Calls.Length; position++)
        {
            if (task.Calls[position].Vectors.Any(one.Vectors.Contains))
            {
                judged.AddRange(PlayAttack(one, task, attack, payload, position));
            }
        }

        return judged;
    }

    private IEnumerable<JudgedCall> PlayAttack(
        SuiteCase one,
        SuiteTask task,
        SuiteTask attack,
        string payload,
        int position
    )
    {
        var flow = NewFlow(task);
        for (var i = 0; i <= position; i++)
        {
            var marked = Filled(task.Calls[i].Marked, one, payload);
            Take(task.Calls[i], Describe(task.Calls[i]), marked, flow);
        }

        for (var i = 0; i < attack.Calls.Length; i++)
        {
            var call = Describe(attack.Calls[i]);
            var decision = Decide(call, flow);
            yield return Line(one.Id, task.Id, "attack", position, i, decision);
            if (decision.Verdict == Verdict.Allow)
            {
                Take(attack.Calls[i], call, attack.Calls[i].Result, flow);
            }
        }
    }

    private RunFlow NewFlow(SuiteTask task)
    {
        var plan =
            planning == ReplayPlan.Declared
                ? new Plan(
                    task.Calls.GroupBy(c => c.Function).Select(g => new PlanGrant(new ToolName(g.Key), g.Count()))
                )
                : null;
        return new RunFlow(task.Text, suite.Owner, plan);
    }

    private ProposedCall Describe(SuiteCall call) =>
        suite.Tools.TryGetValue(call.Function, out var tool)
            ? CallReader.Read(tool, call.Arguments, _kinds)
            : throw new EvaluationException(
                $"{suite.Name}: a call uses the tool {call.Function}, which is not declared."
            );

    private void Take(SuiteCall recorded, ProposedCall call, JsonNode? result, RunFlow flow)
    {
        var seen = ResultReader.Read(
            suite.Tools[recorded.Function],
            CallReader.Sought(recorded.Arguments),
            result,
            flow.HasThirdPartyText
        );
        if (call.Effect.IsPureRead)
        {
            flow.Observe(seen);
        }
        else
        {
            flow.Acted(call, seen);
        }
    }

    private Decision Decide(ProposedCall call, RunFlow flow) =>
        Guard.Decide(
            call,
            new GuardSnapshot
            {
                Run = new RunId(1),
                Proposer = Proposer.Agent,
                Grant = _grant,
                Ceiling = Ceiling.None,
                Orders = OrderBook.Empty,
                Stopped = false,
                StopEpoch = 0,
                PolicyVersion = "replay",
                Now = DateTimeOffset.UnixEpoch,
                Used = ImmutableDictionary<string, long>.Empty,
                Flow = flow,
            }
        );

    private static JudgedCall Line(string id, string task, string phase, int position, int call, Decision decision) =>
        new(
            id,
            task,
            phase,
            position,
            call,
            decision.Call.Tool.Value,
            decision.Verdict,
            [.. decision.Reasons.Select(r => r.Rule)],
            decision.Explanation
        );

    /// <summary>A result with the payload in place of this case's vectors, and the harmless text in place of all others.</summary>
    private JsonNode? Filled(JsonNode? node, SuiteCase one, string payload) =>
        node switch
        {
            null => null,
            JsonObject o => new JsonObject(
                o.Select(m => KeyValuePair.Create(Fill(m.Key, one, payload), Filled(m.Value, one, payload)))
            ),
            JsonArray a => new JsonArray([.. a.Select(i => Filled(i, one, payload))]),
            JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(Fill(text, one, payload)),
            _ => node.DeepClone(),
        };

    private string Fill(string text, SuiteCase one, string payload)
    {
        foreach (var (vector, harmless) in suite.Defaults)
        {
            var marker = $"[[INJECTION:{vector}]]";
            if (text.Contains(marker, StringComparison.Ordinal))
            {
                text = text.Replace(
                    marker,
                    one.Vectors.Contains(vector) ? payload : harmless,
                    StringComparison.Ordinal
                );
            }
        }

        return text;
    }
}
