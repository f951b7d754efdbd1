using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>One rule of the guard. Adds its reasons; says nothing where it has none. Pure.</summary>
internal interface IGuardRule
{
    /// <summary>The name that decisions, the audit and the owner see.</summary>
    string Id { get; }

    /// <summary>Judges one call of a group.</summary>
    void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons);
}

/// <summary>What the earlier calls of a group have taken from limits, on top of what was used before.</summary>
internal sealed class GroupState(IReadOnlyDictionary<string, long> used)
{
    private readonly Dictionary<string, long> _taken = [];
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Dictionary<ToolName, int> _planned = [];
    private readonly List<LimitUse> _current = [];

    /// <summary>Takes from a counter for the current call; false, taking nothing, where that would exceed its maximum.</summary>
    public bool TryUse(LimitUse use)
    {
        var before = used.GetValueOrDefault(use.Counter) + _taken.GetValueOrDefault(use.Counter);
        if (before + use.Amount > use.Max)
        {
            return false;
        }

        _taken[use.Counter] = _taken.GetValueOrDefault(use.Counter) + use.Amount;
        _current.Add(use);
        return true;
    }

    /// <summary>Notes what a call of the group does and where; false where an earlier one did the same, or reached the same place that way.</summary>
    public bool TryDo(ProposedCall call)
    {
        var isNew = _done.Add(call.Hash);
        foreach (var key in RunFlow.PlaceKeys(call).ToHashSet(StringComparer.Ordinal))
        {
            isNew &= _done.Add(key);
        }

        return isNew;
    }

    /// <summary>How often earlier calls of the group use a tool of the plan.</summary>
    public int Planned(ToolName tool) => _planned.GetValueOrDefault(tool);

    /// <summary>Notes that a call of the group uses a tool of the plan.</summary>
    public void Plan(ToolName tool) => _planned[tool] = _planned.GetValueOrDefault(tool) + 1;

    /// <summary>Gives back what the current call took: it was denied.</summary>
    public void ReturnUses()
    {
        foreach (var use in _current)
        {
            _taken[use.Counter] -= use.Amount;
        }

        _current.Clear();
    }

    /// <summary>What the current call took; the next call starts with nothing.</summary>
    public ImmutableArray<LimitUse> TakeUses()
    {
        var uses = _current.ToImmutableArray();
        _current.Clear();
        return uses;
    }
}

/// <summary>The agent's grant under the organisation's ceiling.</summary>
internal static class EffectiveGrant
{
    public static AgentGrant Of(GuardSnapshot snapshot)
    {
        var (grant, ceiling) = (snapshot.Grant, snapshot.Ceiling);
        return grant with
        {
            Autonomy = grant.Autonomy < ceiling.MaxAutonomy ? grant.Autonomy : ceiling.MaxAutonomy,
            Limits = ceiling.Limits is { } limits ? grant.Limits.Narrow(limits) : grant.Limits,
        };
    }
}
