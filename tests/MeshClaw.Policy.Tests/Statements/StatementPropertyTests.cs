using CsCheck;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Guarding;
using MeshClaw.Policy.Statements;
using MeshClaw.Policy.Tests.Guarding;
using static MeshClaw.Policy.Tests.Statements.StatementCase;

namespace MeshClaw.Policy.Tests.Statements;

/// <summary>What must be true of statements whatever they say.</summary>
public sealed class StatementPropertyTests
{
    private static readonly Gen<ProposedCall> s_call =
        from facts in Facts
        select new ProposedCall(
            GuardCase.Work,
            facts.Tool!.Value,
            EffectOf(facts.Effect!.Value),
            Verbs.Move,
            """{"id":"1"}""",
            [GuardCase.Message("1", "news@list.example")],
            facts.Destinations,
            amount: facts.Amount
        );

    private static readonly Gen<GuardSnapshot> s_snapshot =
        from autonomy in Gen.Enum<Autonomy>()
        from hour in Gen.Int[0, 7 * 24]
        from book in Book(6)
        select GuardCase.Snapshot(autonomy) with
        {
            Now = GuardCase.Noon.AddHours(hour),
            Statements = book,
        };

    [Fact]
    public void The_strictest_wins() =>
        Gen.Select(s_snapshot, s_call)
            .Sample(
                (snapshot, call) =>
                {
                    var facts = CallFacts.Of(call, snapshot);
                    var spoken = snapshot.Statements.Statements.Where(s => StatementMatcher.Matches(s, facts)).ToList();
                    var verdict = Guard.Decide(call, snapshot).Verdict;
                    return (spoken.All(s => s.Verb != StatementVerb.Forbid) || verdict == Verdict.Deny)
                        && (spoken.All(s => s.Verb != StatementVerb.Ask) || verdict >= Verdict.Ask);
                }
            );

    [Fact]
    public void The_guard_hears_exactly_the_statements_that_are_about_the_call() =>
        Gen.Select(s_snapshot, s_call)
            .Sample(
                (snapshot, call) =>
                {
                    var facts = CallFacts.Of(call, snapshot);
                    var expected = snapshot
                        .Statements.Statements.Where(s => StatementMatcher.Matches(s, facts))
                        .Select(s => $"policy:{s.Id}");
                    return expected.Order().SequenceEqual(Heard(call, snapshot).Order());
                }
            );

    [Fact]
    public void The_order_of_statements_does_not_matter() =>
        Gen.Select(s_snapshot, s_call, Gen.Int[0, 1000])
            .Sample(
                (snapshot, call, seed) =>
                {
                    var turned = snapshot.Statements.Statements.OrderBy(s => HashCode.Combine(s.Id, seed));
                    var other = snapshot with { Statements = new StatementBook(turned) };
                    return Guard.Decide(call, other).Verdict == Guard.Decide(call, snapshot).Verdict
                        && Heard(call, other).Order().SequenceEqual(Heard(call, snapshot).Order())
                        && other.Statements.Version == snapshot.Statements.Version;
                }
            );

    [Fact]
    public void One_more_ask_or_forbid_never_allows_more() =>
        Gen.Select(s_snapshot, Narrowing, s_call)
            .Sample(
                (snapshot, statement, call) =>
                    Guard.Decide(call, With(snapshot, statement)).Verdict >= Guard.Decide(call, snapshot).Verdict
            );

    [Fact]
    public void One_more_permit_never_lifts_more_than_the_question_of_autonomy() =>
        Gen.Select(s_snapshot, Permitting, s_call)
            .Sample(
                (snapshot, statement, call) =>
                {
                    var before = Guard.Decide(call, snapshot);
                    return Guard.Decide(call, With(snapshot, statement)).Verdict == before.Verdict
                        || (before.Verdict == Verdict.Ask && before.Reasons.All(r => r.Rule == "autonomy"));
                }
            );

    [Fact]
    public void Knowing_less_never_permits_more_nor_forbids_less() =>
        Gen.Select(Any, Facts, Gen.Int[0, 6])
            .Sample(
                (statement, facts, which) =>
                {
                    var (whole, less) = (
                        StatementMatcher.Matches(statement, facts),
                        StatementMatcher.Matches(statement, Without(facts, which))
                    );
                    return statement.Verb == StatementVerb.Permit ? whole || !less : !whole || less;
                }
            );

    [Fact]
    public void A_permit_that_covers_a_call_covers_each_of_its_destinations_alone() =>
        Gen.Select(Permitting, Facts)
            .Sample(
                (statement, facts) =>
                    !StatementMatcher.Matches(statement, facts)
                    || facts.Destinations!.Value.All(d => StatementMatcher.Matches(statement, To(facts, d)))
            );

    [Fact]
    public void A_permit_without_a_bound_never_covers_what_spends() =>
        Gen.Select(Permitting.Where(p => p.Amount is null), Facts)
            .Sample(
                (statement, facts) =>
                    !StatementMatcher.Matches(statement, facts)
                    || (facts.Amount is null && !facts.Effect!.Value.HasFlag(EffectKinds.Spends))
            );

    [Fact]
    public void An_empty_set_never_means_everything() =>
        Gen.Select(Any, Facts, Gen.Int[0, 5])
            .Sample(
                (statement, facts, which) =>
                {
                    var emptied = Emptied(statement, which);
                    return !StatementFaults.Of(emptied).IsEmpty
                        && (statement.Verb != StatementVerb.Permit || !StatementMatcher.Matches(emptied, facts))
                        && Throws(() => new StatementBook([emptied]));
                }
            );

    [Fact]
    public void A_failure_denies() =>
        s_call.Sample(call =>
        {
            var broken = GuardCase.Snapshot(Autonomy.Act) with { Statements = null! };
            var decision = Guard.Decide(call, broken);
            return decision.Verdict == Verdict.Deny && decision.Reasons.Any(r => r.Rule == "policy");
        });

    // The control of all above: statements of each verb are met and missed, and permits cover calls at all.
    [Fact]
    public void The_cases_meet_and_miss_statements_of_each_verb()
    {
        var seen = new HashSet<(StatementVerb, bool)>();
        Gen.Select(Any, Facts)
            .Sample(
                (statement, facts) =>
                {
                    seen.Add((statement.Verb, StatementMatcher.Matches(statement, facts)));
                },
                iter: 5000,
                threads: 1
            );

        Assert.Equal(6, seen.Count);
    }

    private static IEnumerable<string> Heard(ProposedCall call, GuardSnapshot snapshot) =>
        Guard
            .Decide(call, snapshot)
            .Spoken.Select(r => r.Rule)
            .Where(r => r.StartsWith("policy:", StringComparison.Ordinal));

    private static GuardSnapshot With(GuardSnapshot snapshot, Statement statement) =>
        snapshot with
        {
            Statements = new StatementBook(snapshot.Statements.Statements.Add(statement with { Id = "added" })),
        };

    private static Effect EffectOf(EffectKinds kinds) =>
        new(
            Enum.GetValues<EffectClass>().Single(c => kinds.HasFlag((EffectKinds)(1 << (int)c))),
            (EffectTraits)((int)kinds >> 4)
        );

    private static CallFacts Without(CallFacts f, int which) =>
        new()
        {
            Tool = which == 0 ? null : f.Tool,
            Effect = which == 1 ? null : f.Effect,
            Labels = which == 2 ? null : f.Labels,
            Destinations = which == 3 ? null : f.Destinations,
            // Not to know an amount is to know that money moves, and not how much.
            Amount = which == 4 && f.Effect!.Value.HasFlag(EffectKinds.Spends) ? null : f.Amount,
            Agent = which == 5 ? null : f.Agent,
            Moment = which == 6 ? null : f.Moment,
        };

    private static CallFacts To(CallFacts f, Destination destination) =>
        new()
        {
            Tool = f.Tool,
            Effect = f.Effect,
            Labels = f.Labels,
            Destinations = [destination],
            Amount = f.Amount,
            Agent = f.Agent,
            Moment = f.Moment,
        };

    private static Statement Emptied(Statement statement, int which) =>
        which switch
        {
            0 => statement with { Tools = [] },
            1 => statement with { Effects = EffectKinds.None },
            2 => statement with { Labels = LabelKinds.None },
            3 => statement with { Destinations = [] },
            4 => statement with { Times = [] },
            _ => statement with { Agents = [] },
        };

    private static bool Throws(Func<StatementBook> make)
    {
        try
        {
            _ = make();
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
