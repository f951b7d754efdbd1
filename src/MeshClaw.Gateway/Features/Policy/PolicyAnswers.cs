using System.Collections.Immutable;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Policies;
using MeshClaw.Gateway.Features.Timeline;
using MeshClaw.Policy;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Statements;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Features.Policy;

/// <summary>Policy in the wire's words. For the command that checks a file without a gateway too.</summary>
public static class PolicyAnswers
{
    /// <summary>What a file comes to.</summary>
    public static PolicyCheckResponse Of(string file, FileResult<PolicyContent> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var statements = result.Value?.Statements ?? [];
        return new PolicyCheckResponse(
            file,
            result.Value is not null,
            statements.Length,
            statements.Sum(s => s.Examples.Length),
            [
                .. result.Problems.Select(p => new FileFinding(
                    p.File,
                    p.Line,
                    p.Column,
                    p.IsWarning ? "warning" : "error",
                    p.Message
                )),
            ]
        );
    }

    internal static PolicySimulationResponse Of(DateTimeOffset since, ImmutableArray<SimulatedCall> all, int skipped)
    {
        var changed = all.Where(c => c.IsChanged).Select(Of).ToList();
        return new PolicySimulationResponse
        {
            Since = since.ToUniversalTime(),
            Calls = all.Length,
            Skipped = skipped,
            Counts = changed
                .GroupBy(c => $"{c.From} → {c.To}")
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Count()),
            Changed = changed,
        };
    }

    internal static AgentPolicy Of(AgentName agent, EffectivePolicy policy) =>
        new(
            agent.Value,
            [.. policy.Values.Select(v => new PolicyValue(v.Name, v.Value, v.From, v.NarrowedFrom))],
            [.. policy.Statements.Select(s => Of(s, null))]
        );

    internal static ActionPolicy Of(JournalEntry entry) =>
        new()
        {
            Entry = TimelineEndpoints.Of(entry),
            Reasons = [],
            Rules = [],
        };

    internal static ActionPolicy Of(JournalEntry entry, Decision decision, GuardSnapshot snapshot)
    {
        var facts = CallFacts.Of(decision.Call, snapshot);
        return Of(entry) with
        {
            Verdict = Answer.Word(decision.Verdict),
            Reasons = [.. decision.Spoken.Select(r => new RuleReason(r.Rule, Answer.Word(r.Verdict), r.Sentence))],
            Rules = [.. snapshot.Statements.Statements.Select(s => Of(s, facts))],
        };
    }

    private static PolicyChange Of(SimulatedCall call)
    {
        // Where the file lets through more, what no longer speaks is the reason.
        var telling = call.After.Verdict > call.Before.Verdict ? call.After : call.Before;
        return new PolicyChange(
            call.Entry.Id.ToString(),
            call.Entry.Created.ToUniversalTime(),
            call.Entry.Agent.Value,
            call.Entry.Tool.Value,
            call.Entry.Title,
            Answer.Word(call.Entry.State),
            Answer.Word(call.Before.Verdict),
            Answer.Word(call.After.Verdict),
            [.. telling.Reasons.Select(r => r.Rule)],
            telling.Explanation
        );
    }

    private static PolicyRule Of(Statement statement, CallFacts? call) =>
        new(
            statement.Id,
            Answer.Word(statement.Verb),
            statement.Why,
            call is null ? null : StatementMatcher.Matches(statement, call),
            call is null
                ? new Dictionary<string, string>()
                : StatementMatcher.Explain(statement, call).ToDictionary(f => f.Key, f => Answer.Word(f.State))
        );
}
