using MeshClaw.Policy.Calls;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Which mail: its noun with what stands before it. What stands behind it is in <see cref="ConditionGrammar"/>.</summary>
internal static class MailGrammar
{
    private static readonly Pattern s_noun = Say("mail|mails|email|emails|e-mail|e-mails|message|messages");
    private static readonly Pattern s_newsletters = Say("newsletter|newsletters");
    private static readonly Pattern s_article = Say(
        "any|a|an|my|any of my|any of the|any more|a single|any other of my"
    );
    private static readonly Pattern s_the = Then(Say("the"), Do(d => d with { Definite = true }));
    private static readonly Pattern s_said = Do(d => d with { MailSaid = true, NeedsObject = false });
    private static readonly Pattern s_negated = Do(d => d with { Negations = d.Negations + 1 });

    private static readonly Pattern s_adjective = Or(
        Then(Say("unread"), Kind(TargetKinds.Unread)),
        Then(Say("starred|flagged"), Kind(TargetKinds.Flagged))
    );

    /// <summary>"unread", "unread or flagged"; "and" would mean both at once, which no order can say.</summary>
    public static readonly Pattern Adjectives = Then(s_adjective, Maybe(Then(Say("or"), s_adjective)));

    private static readonly Pattern s_setKind = Do(SetKind);
    private static readonly Pattern s_described = Or(
        Then(s_noun, s_said),
        Then(Adjectives, s_noun, s_setKind, s_said),
        Then(s_newsletters, Kind(TargetKinds.Newsletter), s_setKind, s_said)
    );

    private static readonly Pattern s_owned = Then(PeopleGrammar.Owners, Do(d => d.TakeFrom()), s_described);

    /// <summary>"anything", "nothing", and the same with "at all".</summary>
    public static readonly Pattern Anything = Then(
        Or(Say("anything|something"), Then(Say("nothing"), s_negated)),
        Maybe(Say("at all")),
        Do(d => d with { NeedsObject = false })
    );

    /// <summary>Mail said in any way: the object of a verb.</summary>
    public static readonly Pattern Object = Or(
        Anything,
        Then(Maybe(Or(s_article, s_the)), s_described),
        Then(Maybe(Say("any|any of")), s_owned),
        Then(Say("no|none of my"), s_negated, s_described),
        Then(NumberGrammar.Counted, s_described)
    );

    /// <summary>Mail as the subject of a passive sentence: what many are meant by "mails" without more.</summary>
    public static readonly Pattern Subject = Or(
        Then(Say("nothing"), s_negated),
        Then(Say("no"), s_negated, s_described),
        Say("anything"),
        Then(Maybe(Say("any")), s_described),
        s_owned
    );

    /// <summary>Mail as an exception: "newsletters", "unread ones", "mail that …", where the condition comes after.</summary>
    public static readonly Pattern Excepted = Or(
        Then(Maybe(Say("a|any")), s_newsletters, Kind(TargetKinds.Newsletter)),
        Then(Maybe(Say("a|any|an")), Adjectives, Maybe(Or(s_noun, Say("one|ones"))))
    );

    /// <summary>The noun alone, as in "except mail from Ana", "except those in Receipts".</summary>
    public static readonly Pattern Those = Or(s_noun, Say("those|ones|anything|something|things|the ones"));

    /// <summary>Kinds that wait become the kinds that the order is about.</summary>
    public static Draft? SetKind(Draft draft) =>
        draft.Rule.Kind is null && draft.Kinds != TargetKinds.None
            ? draft with
            {
                Rule = draft.Rule with { Kind = draft.Kinds },
                Kinds = TargetKinds.None,
            }
            : null;

    /// <summary>Kinds that wait become the kinds that the order spares.</summary>
    public static Draft? SetNotKind(Draft draft) =>
        draft.Rule.NotKind is null && draft.Kinds != TargetKinds.None
            ? draft with
            {
                Rule = draft.Rule with { NotKind = draft.Kinds },
                Kinds = TargetKinds.None,
            }
            : null;

    /// <summary>Notes a kind that waits for its place.</summary>
    public static Pattern Kind(TargetKinds kind) => Do(d => d with { Kinds = d.Kinds | kind });
}
