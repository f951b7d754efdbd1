using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>A call must be whole: named, on one account, with verbs and targets or destinations where it has an effect.</summary>
internal sealed class ShapeRule : IGuardRule
{
    public string Id => "shape";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (Fault(call) is { } fault)
        {
            reasons.Add(new Reason(Id, Verdict.Deny, fault));
        }
    }

    private static string? Fault(ProposedCall call)
    {
        if (string.IsNullOrEmpty(call.Tool.Value) || string.IsNullOrEmpty(call.Connection.Value))
        {
            return "The call names no tool or no connection.";
        }

        if (call.Targets.Any(t => t.Connection != call.Connection))
        {
            return $"The call on {call.Connection} reaches into another connection.";
        }

        if (call.Effect.IsPureRead)
        {
            return call.Destinations.IsEmpty && call.Verbs == Verbs.None
                ? null
                : "A read can have no destination or verb.";
        }

        if (call.Verbs == Verbs.None)
        {
            return "The call does not say what it does.";
        }

        return call.Targets.IsEmpty && call.Destinations.IsEmpty ? "The call does not say what it acts upon." : null;
    }
}
