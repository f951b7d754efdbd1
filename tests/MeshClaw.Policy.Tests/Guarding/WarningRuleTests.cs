using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Policy.Tests.Guarding;

public sealed class WarningRuleTests
{
    [Fact]
    public void A_warning_makes_also_an_agent_that_may_act_ask_and_is_said_first()
    {
        var decision = Guard.Decide(
            Move(new CallWarning("look-alike", "It looks like another.")),
            GuardCase.Snapshot(Autonomy.Act)
        );

        Assert.Equal(
            (Verdict.Ask, "warning:look-alike", "It looks like another."),
            (decision.Verdict, decision.Reasons[0].Rule, decision.Explanation)
        );
        Assert.Equal(Verdict.Allow, Guard.Decide(Move(), GuardCase.Snapshot(Autonomy.Act)).Verdict);
    }

    [Fact]
    public void A_warning_lowers_nothing()
    {
        var warning = new CallWarning("first-contact", "You have never written to them.");

        Assert.Equal(Verdict.Deny, Guard.Decide(Move(warning), GuardCase.Snapshot(Autonomy.Observe)).Verdict);
        Assert.Equal(Verdict.Deny, Guard.Decide(Move(warning), GuardCase.Snapshot() with { Stopped = true }).Verdict);
    }

    [Fact]
    public void Approving_the_call_is_approving_it_with_its_warnings()
    {
        var call = Move(new CallWarning("first-contact", "You have never written to them."));
        var approved = GuardCase.Snapshot(Autonomy.Act) with
        {
            Approval = new ApprovalGrant(new ApprovalId(1), [Move().Hash], GuardCase.Noon.AddHours(1)),
        };

        Assert.Equal(Verdict.Allow, Guard.Decide(call, approved).Verdict);
    }

    private static ProposedCall Move(params CallWarning[] warnings)
    {
        var call = GuardCase.Move();
        return new ProposedCall(
            call.Connection,
            call.Tool,
            call.Effect,
            call.Verbs,
            call.Arguments,
            call.Targets,
            warnings: warnings
        );
    }
}
