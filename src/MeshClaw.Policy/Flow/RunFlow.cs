using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// What one run has read so far, and from whom: the guard's own memory of it, out of the model's reach. Grows as the run reads; used
/// by one thread at a time.
/// </summary>
public sealed class RunFlow
{
    /// <summary>Where a value of a call came from, and who may see it.</summary>
    public Label LabelOf(CallValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Label.Unknown;
    }
}
