using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Guarding.Rules;

/// <summary>What the owner's policy file and the organisation's ceiling say of a call in their statements.</summary>
internal sealed class StatementsRule : IGuardRule
{
    public string Id => "policy";

    public void Judge(ProposedCall call, GuardSnapshot snapshot, GroupState group, List<Reason> reasons)
    {
        if (snapshot.Statements.Statements.IsEmpty)
        {
            return;
        }

        var facts = CallFacts.Of(call, snapshot);
        foreach (var statement in snapshot.Statements.About(facts))
        {
            if (Binds(statement, snapshot.Proposer) && StatementMatcher.Matches(statement, facts))
            {
                reasons.Add(new Reason($"{Id}:{statement.Id}", VerdictOf(statement.Verb), Sentence(statement, facts)));
            }
        }
    }

    // What the owner takes back is the owner's own doing; what the organisation forbids binds the owner too.
    private static bool Binds(Statement statement, Proposer proposer) =>
        proposer switch
        {
            Proposer.Agent => true,
            Proposer.OwnerUndo => statement is { Source: StatementSource.Organisation, Verb: StatementVerb.Forbid },
        };

    private static Verdict VerdictOf(StatementVerb verb) =>
        verb switch
        {
            StatementVerb.Permit => Verdict.Allow,
            StatementVerb.Ask => Verdict.Ask,
            StatementVerb.Forbid => Verdict.Deny,
        };

    private static string Sentence(Statement statement, CallFacts facts)
    {
        var whose = statement.Source switch
        {
            StatementSource.Owner => "Your policy",
            StatementSource.Organisation => "Your organisation's policy",
        };
        var says = statement.Verb switch
        {
            StatementVerb.Permit => "permits it",
            StatementVerb.Ask => "wants you asked",
            StatementVerb.Forbid => "forbids it",
        };
        var unknown = StatementMatcher
            .Explain(statement, facts)
            .Where(f => f.State == ConditionState.Unknown)
            .Select(f => f.Key)
            .ToList();
        var doubt = unknown.Count == 0 ? "" : $" (nobody can tell its {string.Join(" or ", unknown)}, so it counts)";
        return $"{whose} {statement.Id} {says}{doubt}{(statement.Why is { } why ? $": “{why}”" : "")}.";
    }
}
