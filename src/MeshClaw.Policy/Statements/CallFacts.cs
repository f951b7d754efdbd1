using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Policy.Statements;

/// <summary>
/// All of a call that statements can speak of. Null is what nobody knows; that is never the same as nothing: an empty list of
/// destinations says that nothing goes anywhere. Used by one thread at a time.
/// </summary>
public sealed class CallFacts
{
    private readonly (ProposedCall Call, RunFlow Flow)? _source;
    private LabelKinds? _labels;

    /// <summary>For examples: what is not set is not known.</summary>
    public CallFacts() { }

    private CallFacts(ProposedCall call, GuardSnapshot snapshot)
    {
        var effect = EffectSet.Of(call.Effect, call.Verbs);
        Tool = string.IsNullOrEmpty(call.Tool.Value) ? null : call.Tool;
        Effect = effect;
        // Something goes out, and the connector did not say where.
        var isVague =
            call.Destinations.IsEmpty
            && ((effect & EffectKinds.Sends) != 0 || call.Values.Any(v => v.Role == ValueRole.Destination));
        Destinations = isVague ? null : call.Destinations;
        Amount = call.Amount;
        Agent = string.IsNullOrEmpty(snapshot.Grant.Agent.Value) ? null : snapshot.Grant.Agent;
        Moment = (snapshot.Now.DayOfWeek, snapshot.Now.TimeOfDay);
        if (snapshot.Flow is { } flow)
        {
            _source = (call, flow);
        }
    }

    /// <summary>Which tool.</summary>
    public ToolName? Tool { get; init; }

    /// <summary>What it does: one class, and every trait.</summary>
    public EffectKinds? Effect { get; init; }

    /// <summary>
    /// What its values carry, taken together; <see cref="LabelKinds.None"/> where it has none. Null where nobody kept a record of what
    /// the run read, or the connector did not declare the values.
    /// </summary>
    public LabelKinds? Labels
    {
        get => _labels ??= _source is var (call, flow) ? LabelsOf(call, flow) : null;
        init => _labels = value;
    }

    /// <summary>Where something goes, normalised.</summary>
    public ImmutableArray<Destination>? Destinations { get; init; }

    /// <summary>The money that moves. Null and no <see cref="EffectKinds.Spends"/>: none does.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Which agent.</summary>
    public AgentName? Agent { get; init; }

    /// <summary>When, in the owner's zone.</summary>
    public (DayOfWeek Day, TimeSpan Time)? Moment { get; init; }

    /// <summary>What the guard knows of a call.</summary>
    public static CallFacts Of(ProposedCall call, GuardSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(snapshot);
        return new CallFacts(call, snapshot);
    }

    private static LabelKinds? LabelsOf(ProposedCall call, RunFlow flow)
    {
        if (call.Values.IsEmpty)
        {
            return call.Arguments == "{}" ? LabelKinds.None : null;
        }

        var carried = LabelKinds.None;
        foreach (var value in call.Values)
        {
            carried |= LabelSet.Of(flow.LabelOf(value));
        }

        return carried;
    }
}
