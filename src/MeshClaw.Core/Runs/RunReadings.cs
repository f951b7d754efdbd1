using MeshClaw.Core.Journal;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Core.Runs;

/// <summary>What one run has read, as far as the guard needs it. Used by one thread at a time.</summary>
internal abstract class RunReadings
{
    /// <summary>What the guard knows of the run so far.</summary>
    public abstract RunFlow Flow { get; }

    /// <summary>Remembers what a read gave.</summary>
    public abstract void Observe(Observation observation);

    /// <summary>What the guard is to go by for these calls; null where it must ask for what reaches others.</summary>
    public abstract RunFlow? For(IReadOnlyList<ProposedCall> calls);

    /// <summary>Where a call's values came from, for the journal and the card.</summary>
    public abstract CallLabels LabelsOf(ProposedCall call, string reason);

    /// <summary>Notes that a call was made, and what it gave.</summary>
    public virtual void Acted(ProposedCall call, Observation? result) => Flow.Acted(call, result);

    /// <summary>Of a call whose values all have one source: an undo, or a run of which nothing is remembered.</summary>
    public static CallLabels LabelsOf(ProposedCall call, Origin origin, string source) =>
        CallLabels.Of(
            call,
            [
                .. call.Values.Select(v =>
                    v.IsFound
                        ? Found(v)
                        : new ValueLabel(v.Path, v.Role, origin, Sensitivity.Private, origin == Origin.Owner, source)
                ),
            ]
        );

    /// <summary>What the connector found rather than was told: somebody else wrote it, whoever asks.</summary>
    protected static ValueLabel Found(CallValue value) =>
        new(value.Path, value.Role, Origin.ThirdParty, Sensitivity.Private, false, "what it is about");

    /// <summary>The label of one value.</summary>
    protected static ValueLabel Label(CallValue value, Label label, bool chosen, string source) =>
        new(value.Path, value.Role, label.Origin, label.Sensitivity, chosen, source);
}
