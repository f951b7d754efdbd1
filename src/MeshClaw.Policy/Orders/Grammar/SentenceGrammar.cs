using MeshClaw.Policy.Calls;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Whole orders: each shape of a sentence, with what it makes of its verbs and conditions.</summary>
internal static class SentenceGrammar
{
    private static readonly Pattern s_deny = Do(Sense.Denied);
    private static readonly Pattern s_ask = Do(Sense.Asked);
    private static readonly Pattern s_positive = Do(Sense.Positive);
    private static readonly Pattern s_negated = Do(d => d with { Negations = d.Negations + 1 });
    private static readonly Pattern s_conditions = TailGrammar.Conditions;

    // "Never delete mail from Ana."
    private static readonly Pattern s_never = Then(SubjectGrammar.Never, VerbGrammar.Bases, s_conditions, s_deny);

    // "Delete nothing.", "Delete at most five mails a day.", "Reply only to Ana."
    private static readonly Pattern s_bare = Then(SubjectGrammar.May, VerbGrammar.Bases, s_conditions, s_positive);

    // "No deleting.", "No mails to Boris.", "Stop deleting mail."
    private static readonly Pattern s_no = Or(
        Then(Say("no|no more|absolutely no"), Or(VerbGrammar.Ings, NounGrammar.Some), s_conditions, s_deny),
        Then(Say("stop|refrain from|no more|quit|i forbid"), VerbGrammar.Ings, s_conditions, s_deny)
    );

    // "Mail from Ana must not be deleted.", "Nothing may be sent to Boris."
    private static readonly Pattern s_may = Or(
        Say(
            "may be|may ever be|can be|is to be|is ever to be|are to be|are ever to be|should be|should ever be|must be|must ever be"
        ),
        Say("gets|ever gets|get|ever get")
    );

    private static readonly Pattern s_mayNot = Then(
        Or(
            Say(
                "must not be|must never be|may not be|may never be|should not be|should never be|shouldn't be|shouldnt be|can't be"
            ),
            Say(
                "cannot be|mustn't be|mustnt be|can never be|are not to be|is not to be|are never to be|is never to be"
            ),
            Say("must never get|must not get|should never get")
        ),
        s_negated
    );

    private static readonly Pattern s_modal = Or(s_may, s_mayNot);

    private static readonly Pattern s_passive = Then(
        Maybe(Say("make sure|make sure that")),
        Or(
            Then(MailGrammar.Subject, TailGrammar.OfMail, s_modal, Or(VerbGrammar.Participles, VerbGrammar.Touched)),
            Then(FolderGrammar.Clear, Do(ConditionGrammar.SetFolder), s_modal, VerbGrammar.Touched),
            Then(Say("nothing"), s_negated, s_modal, VerbGrammar.OtherParticiples),
            Then(Maybe(Then(Say("no"), s_negated)), Say("files|file"), s_modal, VerbGrammar.ShareParticiple),
            Then(Maybe(Then(Say("no"), s_negated)), Say("scripts|script|commands"), s_modal, VerbGrammar.RunParticiple)
        ),
        s_conditions,
        Do(d => d.Limit == LimitWords.None ? Sense.Positive(d) : null)
    );

    // "Mail from Ana may only be deleted with my approval."
    private static readonly Pattern s_onlyAsked = Or(
        Then(
            MailGrammar.Subject,
            TailGrammar.OfMail,
            Say("may only be|can only be|must only be|should only be"),
            VerbGrammar.Participles,
            AskGrammar.AfterYes
        ),
        Then(
            Or(VerbGrammar.Bases, VerbGrammar.Ings, NounGrammar.Some),
            s_conditions,
            MaybeComma,
            Say("only"),
            AskGrammar.AfterYes
        )
    );

    // "Deleting mail is forbidden."
    private static readonly Pattern s_forbidden = Then(
        Or(VerbGrammar.Ings, NounGrammar.Some),
        s_conditions,
        Say("is|are"),
        Say("not allowed|forbidden|prohibited|not permitted|never allowed|strictly forbidden|off limits|banned"),
        s_conditions,
        s_deny
    );

    // "Only delete newsletters.", "Only deploy after I confirm."
    private static readonly Pattern s_sayOnly = Then(
        SubjectGrammar.May,
        Say("only|only ever"),
        Do(d => d with { Only = true }),
        VerbGrammar.Bases
    );

    private static readonly Pattern s_only = Or(
        Then(s_sayOnly, s_conditions, s_positive),
        Then(
            s_sayOnly,
            Many(ConditionGrammar.OfMail),
            Maybe(ConditionGrammar.To),
            AskGrammar.AfterYes,
            s_conditions,
            Do(d => Sense.Denied(d with { Only = false }))
        )
    );

    // "Leave mail from Mum alone.", "Hands off Receipts."
    private static readonly Pattern s_target = Then(
        Or(Then(MailGrammar.Object, TailGrammar.OfMail), Then(FolderGrammar.Clear, Do(ConditionGrammar.SetFolder))),
        Do(d => d.With(Verbs.Any))
    );

    private static readonly Pattern s_leave = Or(
        Then(SubjectGrammar.Must, Say("leave"), s_target, Say("alone"), s_conditions, s_deny),
        Then(
            Say("hands off|keep your hands off|keep off|stay away from|keep away from|stay out of"),
            s_target,
            s_conditions,
            s_deny
        )
    );

    // "Hold off until I say so."
    private static readonly Pattern s_hold = Then(
        Or(
            Then(Say("hold off"), Maybe(Say("on everything")), Do(d => d.With(Verbs.Any))),
            Then(Say("hold|stop|halt|pause"), Maybe(Say("all|any")), NounGrammar.One),
            Then(Say("hold off on|hold off"), VerbGrammar.Ings)
        ),
        Do(d => d with { NeedsUntil = true }),
        s_conditions,
        s_deny
    );

    // "Ask me before deleting mail.", "Before you delete mail, ask me."
    private static readonly Pattern s_before = Then(
        Say("before"),
        Or(
            VerbGrammar.Ings,
            Then(SubjectGrammar.Either, Maybe(Say("can|may|ever")), VerbGrammar.Bases),
            Then(Maybe(Say("any|every|each|a")), NounGrammar.Some)
        )
    );

    private static readonly Pattern s_want = Then(
        Say("if you want to|if you would like to|when you want to|if you need to|whenever you want to"),
        VerbGrammar.Bases
    );

    private static readonly Pattern s_askMe = Or(
        Then(Or(SubjectGrammar.Must, SubjectGrammar.Remember), AskGrammar.AskMe, s_before, s_conditions, s_ask),
        Then(Or(s_before, s_want), s_conditions, AskGrammar.AskMeLast, s_ask)
    );

    // "All deletions must be confirmed by me.", "I want to approve every deployment."
    private static readonly Pattern s_every = Maybe(Say("all|every|each|any"));

    private static readonly Pattern s_approve = Or(
        Then(s_every, Or(NounGrammar.One, VerbGrammar.Ings), s_conditions, AskGrammar.NeedsYes, s_conditions, s_ask),
        Then(AskGrammar.YouNeedYes, VerbGrammar.Bases, s_conditions, s_ask),
        Then(
            AskGrammar.IApprove,
            Say("all|every|each|any"),
            NounGrammar.One,
            s_conditions,
            Maybe(Say("before it starts|before it happens|before it is sent|before they start|first|beforehand")),
            s_ask
        )
    );

    // "At most five deletions a day.", "Limit replies to three an hour."
    private static readonly Pattern s_limit = Then(
        Or(
            Then(
                NumberGrammar.To,
                NounGrammar.One,
                Maybe(ConditionGrammar.To),
                NumberGrammar.Per,
                NumberGrammar.MostBehind
            ),
            Then(
                Maybe(Say("make")),
                Or(NumberGrammar.AtMost, Then(Say("never|not"), NumberGrammar.MoreThan)),
                NounGrammar.One
            ),
            Then(Say("limit|restrict"), Say("yourself to"), NumberGrammar.To, NounGrammar.One),
            Then(Say("limit|cap|restrict"), NounGrammar.One, Maybe(ConditionGrammar.To), Say("to|at"), NumberGrammar.To)
        ),
        s_conditions,
        Do(Sense.Limited)
    );

    // "If a mail is from Ana, never delete it."
    private static readonly Pattern s_if = Then(
        Say("if a mail|if an email|if mail|if a message|when a mail|when an email"),
        Say("is|comes"),
        ConditionGrammar.OfMail,
        MaybeComma,
        SubjectGrammar.Never,
        VerbGrammar.Bases,
        Say("it"),
        s_conditions,
        s_deny
    );

    /// <summary>An order, with the whole rule in its draft. Not yet checked: see <see cref="Sense.Check"/>.</summary>
    public static readonly Pattern Order = Then(
        TailGrammar.Front,
        Or(
            s_never,
            s_bare,
            s_no,
            s_passive,
            Then(s_onlyAsked, Do(Sense.Denied)),
            s_forbidden,
            s_only,
            s_leave,
            s_hold,
            s_askMe,
            s_approve,
            s_limit,
            s_if
        )
    );
}
