using System.Collections.Immutable;
using CsCheck;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Orders;

public sealed class OrderWordsTests
{
    private const Verbs OnMail =
        Verbs.Delete | Verbs.Move | Verbs.Archive | Verbs.Flag | Verbs.Forward | Verbs.Reply | Verbs.Unsubscribe;

    private const Verbs Each = OnMail | Verbs.Send | Verbs.Spend | Verbs.Deploy | Verbs.Execute | Verbs.Share;

    private static readonly Gen<Verbs> s_verbs = Gen.Frequency(
        (1, Gen.Const(Verbs.Any)),
        (4, Gen.Int[0, 11].Select(i => (Verbs)(1 << i))),
        (3, Gen.Int[1, 4095].Select(i => (Verbs)i & Each))
    );

    private static readonly Gen<ImmutableArray<string>> s_people = Gen.OneOf(
            "ana@corp.example",
            "b.c+d@sub.corp.example",
            "until-friday@shop.example",
            "@corp.example",
            "@mail.shop.example",
            "without@asking.example"
        )
        .Array[1, 3]
        .Select(Distinct);

    private static readonly Gen<ImmutableArray<string>> s_folders = Gen.OneOf([.. Corpus.Vocabulary.Folders])
        .Array[1, 3]
        .Select(Distinct);

    private static readonly Gen<ImmutableArray<string>> s_subjects = Gen.OneOf(
            "delete me",
            "never",
            "a, b or c",
            "at most 5 a day",
            "until i tell you",
            "ünïcode ✓",
            "it's",
            "x"
        )
        .Array[1, 2]
        .Select(Distinct);

    private static readonly Gen<TargetKinds> s_kinds = Gen.Int[1, 15].Select(i => (TargetKinds)i);

    private static readonly Gen<(TimeSpan, TimeSpan)> s_hours = Gen.Select(Gen.Int[0, 24 * 60 - 1], Gen.Int[1, 24 * 60])
        .Where((start, end) => start != end && end - start != 24 * 60)
        .Select((start, end) => (TimeSpan.FromMinutes(start), TimeSpan.FromMinutes(end)));

    private static readonly Gen<ImmutableArray<DayOfWeek>> s_days = Gen.Int[0, 6]
        .Array[1, 7]
        .Select(days => days.Distinct().Order().Select(d => (DayOfWeek)d).ToImmutableArray());

    private static readonly Gen<OrderRule> s_what = Gen.Select(
        Gen.OneOf(OrderVerdict.Deny, OrderVerdict.Ask, OrderVerdict.Limit),
        s_verbs,
        Gen.Int[0, 1_000_000],
        Gen.OneOf(OrderPeriod.Run, OrderPeriod.Hour, OrderPeriod.Day, OrderPeriod.Week),
        Gen.Int[0, 5],
        (verdict, verbs, count, per, agent) =>
            new OrderRule
            {
                Verdict = verdict,
                Verbs = verbs,
                Count = verdict == OrderVerdict.Limit ? count : null,
                Per = verdict == OrderVerdict.Limit ? per : null,
                Agent = agent == 0 ? new AgentName("travel") : null,
            }
    );

    private static readonly Gen<OrderRule> s_mail = Gen.Select(
        Seldom(s_people),
        Seldom(s_people),
        Seldom(s_folders),
        Seldom(s_folders),
        Seldom(s_subjects),
        Gen.Select(Seldom(s_kinds), Seldom(s_kinds), Seldom(Gen.Int[1, 400]), Seldom(Gen.Int[1, 400])),
        (from, notFrom, folder, notFolder, subject, rest) =>
            new OrderRule
            {
                Verdict = OrderVerdict.Deny,
                Verbs = Verbs.None,
                From = from,
                NotFrom = notFrom,
                Folder = folder,
                NotFolder = notFolder,
                Subject = subject,
                Kind = rest.Item1,
                NotKind = rest.Item2,
                OlderThanDays = rest.Item3,
                NewerThanDays = rest.Item4,
            }
    );

    private static readonly Gen<OrderRule> s_rules = Gen.Select(
            s_what,
            Gen.Frequency(
                (1, s_mail),
                (1, Gen.Const(new OrderRule { Verdict = OrderVerdict.Deny, Verbs = Verbs.None }))
            ),
            Seldom(s_people),
            Seldom(s_people),
            Seldom(s_days),
            Seldom(s_hours),
            Gen.Int[-10, 400],
            (what, mail, to, notTo, days, hours, until) =>
                mail with
                {
                    Verdict = what.Verdict,
                    Verbs = what.Verbs,
                    Count = what.Count,
                    Per = what.Per,
                    Agent = what.Agent,
                    To = to,
                    NotTo = notTo,
                    Days = days,
                    Between = hours,
                    UntilDate = until >= 0 && until < 300 ? Corpus.Vocabulary.Today.AddDays(until) : null,
                    UntilTold = until >= 300,
                }
        )
        .Where(IsSensible);

    [Fact]
    public void What_is_shown_is_read_as_the_same_rule_for_every_sensible_rule() =>
        s_rules.Sample(
            rule =>
                OrderParser.Parse(OrderWords.Describe(rule), Corpus.Vocabulary) is OrderParse.Understood again
                && OrderRuleComparer.Instance.Equals(again.Rule, rule),
            iter: 3_000,
            print: OrderWords.Describe
        );

    [Theory]
    [InlineData("dont delete ana's mails", "Never delete mail from ana@corp.example.")]
    [InlineData(
        "ask me before mailing anyone outside corp.example",
        "Ask you before sending anything to anyone outside corp.example and its subdomains."
    )]
    [InlineData("don't act until I tell you", "Do nothing at all until you remove this order.")]
    [InlineData(
        "no deploys on fridays until 1 December",
        "Never deploy anything on Fridays until the end of 2026-12-01."
    )]
    [InlineData(
        "the inbox agent may send at most 20 mails per day",
        "The inbox agent may send anything at most 20 times a day."
    )]
    [InlineData("only delete newsletters", "Never delete mail that is not a newsletter.")]
    [InlineData("leave the Tax 2025 folder alone", "Never touch mail in the folder \"Tax 2025\".")]
    [InlineData(
        "no forwarding Ana's emails to anyone outside corp.example",
        "Never forward mail from ana@corp.example, to anyone outside corp.example and its subdomains."
    )]
    public void A_rule_is_shown_in_plain_words(string said, string shown)
    {
        var understood = Assert.IsType<OrderParse.Understood>(OrderParser.Parse(said, Corpus.Vocabulary));
        Assert.Equal(shown, OrderWords.Describe(understood.Rule));
    }

    // What a sentence can mean: see the checks of the parser. Written anew here, so that the parser's own cannot hide a gap.
    private static bool IsSensible(OrderRule rule)
    {
        var ofMail =
            rule
            is not {
                From: null,
                NotFrom: null,
                Folder: null,
                NotFolder: null,
                Subject: null,
                Kind: null,
                NotKind: null,
                OlderThanDays: null,
                NewerThanDays: null,
            };
        var toPeople = rule.To is not null || rule.NotTo is not null;
        var single = rule.Verbs == Verbs.Any || int.PopCount((int)rule.Verbs) == 1;
        return rule.Verbs != Verbs.None
            && (!ofMail || (rule.Verbs & ~(OnMail | Verbs.Any)) == 0)
            && (
                !toPeople
                || rule.Verbs == Verbs.Share
                || (rule.Verbs & ~(Verbs.Send | Verbs.Forward | Verbs.Reply)) == 0
            )
            && !(ofMail && toPeople && rule.Verbs.HasFlag(Verbs.Reply))
            && (single || rule.Verdict != OrderVerdict.Limit)
            && (rule.Kind.GetValueOrDefault() & rule.NotKind.GetValueOrDefault()) == 0
            && !(rule.OlderThanDays >= rule.NewerThanDays)
            && Spares(rule.From, rule.NotFrom)
            && Spares(rule.To, rule.NotTo);
    }

    private static bool Spares(ImmutableArray<string>? named, ImmutableArray<string>? spared) =>
        named is not { } all
        || spared is not { } some
        || (
            some.All(s => all.Any(a => a != s && a.StartsWith('@') && s.EndsWith(a, StringComparison.Ordinal)))
            && !all.All(a => some.Contains(a))
        );

    private static Gen<T?> Seldom<T>(Gen<T> gen)
        where T : struct => Gen.Frequency((2, Gen.Const((T?)null)), (1, gen.Select(v => (T?)v)));

    private static ImmutableArray<string> Distinct(string[] items) => [.. items.Distinct()];
}
