using MeshClaw.Core.Journal;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Runs;

/// <summary>
/// What one run of a model has read: all of it, since a model can copy anything into anything. The owner's words are the message that began
/// the run, and no earlier one; what the conversation read before is told to the flow again when the run begins.
/// </summary>
internal sealed class ModelReadings(RunFlow flow, List<Observation> seen) : RunReadings
{
    /// <inheritdoc />
    public override RunFlow Flow => flow;

    /// <summary>What the run has read, in order: for the next run of the conversation.</summary>
    public List<Observation> Seen => seen;

    /// <summary>Those of a part of the run that is done apart: what it reads, this one has read too.</summary>
    public ModelReadings ForSubRun(Plan plan) => new(flow.ForSubRun(plan), seen);

    /// <inheritdoc />
    public override void Observe(Observation observation)
    {
        Seen.Add(observation);
        flow.Observe(observation);
    }

    /// <inheritdoc />
    public override void Acted(ProposedCall call, Observation? result)
    {
        if (result is not null)
        {
            Seen.Add(result);
        }

        flow.Acted(call, result);
    }

    /// <inheritdoc />
    public override RunFlow? For(IReadOnlyList<ProposedCall> calls) => flow;

    /// <inheritdoc />
    public override CallLabels LabelsOf(ProposedCall call, string reason) =>
        CallLabels.Of(call, [.. call.Values.Select(Of)]);

    private ValueLabel Of(CallValue value)
    {
        if (value.IsFound)
        {
            return Found(value);
        }

        var source = flow.Trace(value);
        return Label(value, source.Label, source.OwnerChosen, source.Source);
    }
}
