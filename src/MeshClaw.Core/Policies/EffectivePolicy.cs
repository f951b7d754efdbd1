using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Policies;

/// <summary>One thing that an agent may do, or how much of it.</summary>
/// <param name="Name"><c>autonomy</c>, <c>bulk</c>, <c>tool mail.send</c> …</param>
/// <param name="Value">What holds.</param>
/// <param name="From">The file and line that says so, or <c>default</c>.</param>
/// <param name="NarrowedFrom">What the agent's own file says, where a policy or ceiling allows less; else null.</param>
public sealed record EffectiveValue(string Name, string Value, string From, string? NarrowedFrom);

/// <summary>What an agent may do under all policy in force, and where each value comes from.</summary>
/// <param name="Values">Every value, in a fixed order.</param>
/// <param name="Statements">The rules that can be about this agent.</param>
public sealed record EffectivePolicy(ImmutableArray<EffectiveValue> Values, ImmutableArray<Statement> Statements)
{
    /// <summary>Reads an agent's file, and lays the policy over it; no value where the file has errors.</summary>
    /// <param name="path">The agent's file, for messages and as the source of values.</param>
    /// <param name="text">Its text.</param>
    /// <param name="context">What it may name.</param>
    /// <param name="policy">What is laid over it.</param>
    public static FileResult<EffectivePolicy> Of(
        string path,
        string text,
        AgentFileContext context,
        PolicyInForce policy
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        var (result, tree) = AgentFile.ParseWithTree(path, text, context);
        if (result.Value is not { Grant: var grant } || tree is null)
        {
            return new FileResult<EffectivePolicy>(null, result.Problems);
        }

        var values = new Overlay(path, tree, policy);
        return new FileResult<EffectivePolicy>(
            new EffectivePolicy(
                [.. values.OfGrant(grant), .. values.OfLimits(grant.Limits), .. values.OfCeilings(grant)],
                [.. policy.Statements.Statements.Where(s => s.Agents is not { } only || only.Contains(grant.Agent))]
            ),
            result.Problems
        );
    }

    private sealed class Overlay(string path, YamlMap tree, PolicyInForce policy)
    {
        public IEnumerable<EffectiveValue> OfGrant(AgentGrant grant)
        {
            var autonomy = Least(p => p.Ceiling.MaxAutonomy, a => (int)a);
            yield return autonomy is var (most, by) && most < grant.Autonomy
                ? new EffectiveValue("autonomy", AutonomyText.Of(most), by, AutonomyText.Of(grant.Autonomy))
                : new EffectiveValue("autonomy", AutonomyText.Of(grant.Autonomy), From(tree, "autonomy"), null);
            yield return new EffectiveValue("tools", List(grant.Tools), From(tree, "tools"), null);
            yield return new EffectiveValue(
                "connections",
                List(grant.Connections.Select(c => c.Value)),
                From(tree, "connections"),
                null
            );
        }

        public IEnumerable<EffectiveValue> OfLimits(Limits own) =>
            [
                Limit("actions-per-run", own, l => l.ActionsPerRun),
                Limit("deletions-per-day", own, l => l.DeletionsPerDay),
                Limit("recipients-per-day", own, l => l.RecipientsPerDay),
                Limit("usd-per-day", own, l => l.UsdPerDay),
                Limit("tokens-per-run", own, l => l.TokensPerRun),
                Limit("bulk", own, l => l.Bulk),
            ];

        public IEnumerable<EffectiveValue> OfCeilings(AgentGrant grant)
        {
            foreach (var part in policy.Parts)
            {
                var (ceiling, from) = (part.Content.Ceiling, part.File.Path);
                foreach (var tool in ceiling.ForbidTools.Where(t => IsGranted(grant, t)))
                {
                    yield return new EffectiveValue($"tool {tool}", "forbidden", from, null);
                }

                foreach (var tool in ceiling.AskTools.Where(t => IsGranted(grant, t)))
                {
                    yield return new EffectiveValue($"tool {tool}", "always asks", from, null);
                }

                foreach (var destination in ceiling.ForbidDestinations)
                {
                    yield return new EffectiveValue($"destination {destination}", "forbidden", from, null);
                }
            }
        }

        private EffectiveValue Limit(string name, Limits own, Func<Limits, decimal> value)
        {
            var least = Least(p => p.Ceiling.Limits, l => l is null ? decimal.MaxValue : value(l));
            return least is var (limits, by) && limits is not null && value(limits) < value(own)
                ? new EffectiveValue(name, Number(value(limits)), by, Number(value(own)))
                : new EffectiveValue(name, Number(value(own)), From(tree.Find("limits"), name), null);
        }

        /// <summary>The strictest of the files, and which that is; null without files.</summary>
        private (T Value, string By)? Least<T>(Func<PolicyContent, T> value, Func<T, decimal> rank) =>
            policy.Parts.IsEmpty
                ? null
                : policy.Parts.Select(p => (value(p.Content), p.File.Path)).MinBy(v => rank(v.Item1));

        private string From(YamlNode? map, string key)
        {
            var entry = (map as YamlMap)?.Entries.Find(e => e.Key.Text == key);
            return entry is null
                ? "default"
                : string.Create(CultureInfo.InvariantCulture, $"{path}:{entry.Key.Start.Line}");
        }

        // One pattern is about the other, or the other about it: either way some tool that was given is meant.
        private static bool IsGranted(AgentGrant grant, string pattern) =>
            grant.Tools.Any(t => Covers(t, pattern) || Covers(pattern, t));

        private static bool Covers(string pattern, string other) =>
            pattern == other
            || (
                pattern.EndsWith(".*", StringComparison.Ordinal)
                && other.StartsWith(pattern[..^1], StringComparison.Ordinal)
            );

        private static string List(IEnumerable<string> all) => string.Join(", ", all.DefaultIfEmpty("none"));

        private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
