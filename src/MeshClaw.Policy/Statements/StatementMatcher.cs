using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Policy.Statements;

/// <summary>Whether one condition holds for a call.</summary>
public enum ConditionState
{
    /// <summary>It does not.</summary>
    Unmet,

    /// <summary>Nobody can tell: met for an ask or a forbid, unmet for a permit.</summary>
    Unknown,

    /// <summary>It does.</summary>
    Met,
}

/// <summary>One condition of a statement and whether it holds.</summary>
/// <param name="Key">As the file has it: <c>tool</c>, <c>effect</c>, <c>label</c>, <c>destination</c>, <c>time</c>, <c>amount</c>, <c>agent</c>.</param>
/// <param name="State">Whether it holds.</param>
public sealed record ConditionFinding(string Key, ConditionState State);

/// <summary>Whether a statement is about a call. Doubt narrows: it makes an ask or a forbid speak, and a permit be silent.</summary>
public static class StatementMatcher
{
    private const int Keys = 7;

    /// <summary>Whether the statement is about the call.</summary>
    public static bool Matches(Statement statement, CallFacts call)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(call);
        var least = statement.Verb == StatementVerb.Permit ? ConditionState.Met : ConditionState.Unknown;
        for (var key = 0; key < Keys; key++)
        {
            if (Judge(statement, call, key) is { } state && state < least)
            {
                return false;
            }
        }

        // No condition at all is never everything: such a statement is a fault, and if one came here all the same, it must not permit.
        return statement.Verb != StatementVerb.Permit || !statement.IsBare;
    }

    /// <summary>
    /// Every condition that the statement has, and whether it holds. A permit has two that need not be written: what spends, it lifts
    /// only under an upper amount; what changes access, only for exact tools and destinations.
    /// </summary>
    public static ImmutableArray<ConditionFinding> Explain(Statement statement, CallFacts call)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(call);
        var findings = ImmutableArray.CreateBuilder<ConditionFinding>();
        for (var key = 0; key < Keys; key++)
        {
            if (Judge(statement, call, key) is { } state)
            {
                findings.Add(new ConditionFinding(s_names[key], state));
            }
        }

        return findings.ToImmutable();
    }

    /// <summary>
    /// Whether the owner permits this call in writing: the answer to the question of <see cref="Autonomy.Propose"/> and to no other. A
    /// rule that lets it count must leave every other rule's say in place; above all the rule on the flow of labels, which need not look
    /// where everything asks, has to look at what a permit lets through.
    /// </summary>
    internal static bool Permits(ProposedCall call, GuardSnapshot snapshot)
    {
        if (snapshot.Proposer != Proposer.Agent || !snapshot.Statements.HasPermits)
        {
            return false;
        }

        var facts = CallFacts.Of(call, snapshot);
        foreach (var statement in snapshot.Statements.About(facts))
        {
            if (statement.Verb == StatementVerb.Permit && Matches(statement, facts))
            {
                return true;
            }
        }

        return false;
    }

    private static readonly string[] s_names = ["agent", "tool", "effect", "amount", "time", "destination", "label"];

    // By number, so that the guard's two hundred statements cost no list each. Null where the statement has no such condition.
    private static ConditionState? Judge(Statement statement, CallFacts call, int key)
    {
        var permit = statement.Verb == StatementVerb.Permit;
        return key switch
        {
            0 => statement.Agents is { } agents ? Agent(agents, call) : null,
            1 => statement.Tools is { } tools ? Tool(tools, call) : null,
            2 => Effect(statement, call, permit),
            3 => Amount(statement, call, permit),
            4 => statement.Times is { } times ? Time(times, call) : null,
            5 => statement.Destinations is { } wanted ? Destination(wanted, call, permit) : null,
            6 => statement.Labels is { } labels ? Label(labels, call, permit) : null,
            _ => throw new ArgumentOutOfRangeException(nameof(key)),
        };
    }

    private static ConditionState Agent(ImmutableArray<AgentName> wanted, CallFacts call)
    {
        if (wanted.IsDefaultOrEmpty || call.Agent is not { } agent)
        {
            return ConditionState.Unknown;
        }

        foreach (var one in wanted)
        {
            if (string.Equals(one.Value, agent.Value, StringComparison.OrdinalIgnoreCase))
            {
                return ConditionState.Met;
            }
        }

        return ConditionState.Unmet;
    }

    private static ConditionState Tool(ImmutableArray<string> wanted, CallFacts call) =>
        wanted.IsDefaultOrEmpty || call.Tool is not { } tool ? ConditionState.Unknown
        : AgentGrant.Names(wanted, tool) ? ConditionState.Met
        : ConditionState.Unmet;

    private static ConditionState? Effect(Statement statement, CallFacts call, bool permit)
    {
        if (permit && call.Effect is { } does && (does & EffectKinds.ChangesAccess) != 0 && !IsExact(statement))
        {
            return ConditionState.Unmet;
        }

        if (statement.Effects is not { } wanted)
        {
            // A permit must know that access stays as it is, unless it is exact.
            return permit && call.Effect is null && !IsExact(statement) ? ConditionState.Unknown : null;
        }

        if (wanted == EffectKinds.None || call.Effect is not { } effect)
        {
            return ConditionState.Unknown;
        }

        var holds = permit ? EffectSet.Covers(wanted, effect) : (wanted & effect) != 0;
        return holds ? ConditionState.Met : ConditionState.Unmet;
    }

    private static ConditionState? Amount(Statement statement, CallFacts call, bool permit)
    {
        var spends = call.Amount is not null ? true : (call.Effect & EffectKinds.Spends) != 0;
        if (statement.Amount is not { } range)
        {
            return !permit ? null
                : call.Amount is null && call.Effect is null ? ConditionState.Unknown
                : spends ? ConditionState.Unmet
                : null;
        }

        if (call.Amount is { } amount)
        {
            return amount < 0 ? ConditionState.Unknown
                : range.Contains(amount) && !(permit && range.Most is null) ? ConditionState.Met
                : ConditionState.Unmet;
        }

        return spends || call.Effect is null ? ConditionState.Unknown : ConditionState.Unmet;
    }

    private static ConditionState Time(ImmutableArray<TimeWindow> wanted, CallFacts call)
    {
        if (wanted.IsDefaultOrEmpty || call.Moment is not var (day, time))
        {
            return ConditionState.Unknown;
        }

        foreach (var window in wanted)
        {
            if (window.Contains(day, time))
            {
                return ConditionState.Met;
            }
        }

        return ConditionState.Unmet;
    }

    private static ConditionState Destination(ImmutableArray<DestinationPattern> wanted, CallFacts call, bool permit)
    {
        if (wanted.IsDefaultOrEmpty || call.Destinations is not { IsDefault: false } destinations)
        {
            return ConditionState.Unknown;
        }

        var (some, all) = (false, true);
        foreach (var destination in destinations)
        {
            var meant = false;
            foreach (var pattern in wanted)
            {
                meant |= pattern.Matches(destination);
            }

            some |= meant;
            all &= meant;
        }

        return some && (all || !permit) ? ConditionState.Met : ConditionState.Unmet;
    }

    private static ConditionState Label(LabelKinds wanted, CallFacts call, bool permit)
    {
        if (wanted == LabelKinds.None || call.Labels is not { } carried)
        {
            return ConditionState.Unknown;
        }

        var holds = permit ? LabelSet.Covers(wanted, carried) : (wanted & carried) != 0;
        return holds ? ConditionState.Met : ConditionState.Unmet;
    }

    private static bool IsExact(Statement statement) => StatementFaults.IsExact(statement);
}
