using MeshClaw.Policy.Calls;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>How a verb stands in its sentence.</summary>
internal enum VerbForm
{
    /// <summary>"delete".</summary>
    Base,

    /// <summary>"deleting".</summary>
    Ing,

    /// <summary>"deleted".</summary>
    Passive,
}

/// <summary>What is done: each verb of an order with the words around it that say no more than the verb itself.</summary>
internal sealed class VerbGrammar
{
    private static readonly Pattern s_any = Say("any|a|an|my|any of my|any more|new|any new");
    private readonly VerbForm _form;

    private VerbGrammar(VerbForm form) => _form = form;

    /// <summary>"delete or archive mail", without what follows the object.</summary>
    public static readonly Pattern Bases = new VerbGrammar(VerbForm.Base).Phrases();

    /// <summary>"deleting or archiving mail", without what follows the object.</summary>
    public static readonly Pattern Ings = new VerbGrammar(VerbForm.Ing).Phrases();

    /// <summary>"deleted or archived", the object being said before.</summary>
    public static readonly Pattern Participles = new VerbGrammar(VerbForm.Passive).OnMailList();

    /// <summary>"shared", "deployed": what files and deployments go through.</summary>
    public static readonly Pattern ShareParticiple = new VerbGrammar(VerbForm.Passive).Words(
        ("", "", "shared", Verbs.Share)
    );

    /// <summary>"deployed": after "nothing".</summary>
    public static readonly Pattern OtherParticiples = new VerbGrammar(VerbForm.Passive).Words(
        ("", "", "shared", Verbs.Share),
        ("", "", "deployed|released|shipped", Verbs.Deploy),
        ("", "", "bought|purchased|booked|paid for", Verbs.Spend)
    );

    /// <summary>"touched": any effect at all.</summary>
    public static readonly Pattern Touched = new VerbGrammar(VerbForm.Passive).Words(("", "", "touched", Verbs.Any));

    /// <summary>"run": after "scripts".</summary>
    public static readonly Pattern RunParticiple = new VerbGrammar(VerbForm.Passive).Words(
        ("", "", "run|executed", Verbs.Execute)
    );

    private Pattern Phrases()
    {
        var single = Or(OnMail(), Mark(), Touch(), Act(), Send(), Reply(), Leave(), Spend(), Deploy(), Run(), Share());
        var bare = Or(Bare(), Spend(), Deploy(), Run(), Share());
        var mixed = Then(
            bare,
            Many(Then(One(TokenKind.Comma), bare)),
            MaybeComma,
            Say("or|nor"),
            bare,
            Do(d => d.Negations == 0 && d.Limit == LimitWords.None ? d with { Mixed = true, Closed = true } : null)
        );
        return Or(single, mixed);
    }

    // Verbs that mail can be the object of, sharing one object.
    private Pattern OnMail() =>
        Or(
            Then(
                OnMailList(),
                Or(Then(Maybe(NumberGrammar.Times), Do(d => d.NeedsObject ? null : d)), MailGrammar.Object)
            ),
            Then(Words(("send", "sending", "", Verbs.Send)), PeopleGrammar.All, MailGrammar.Object, Do(d => d.TakeTo()))
        );

    private Pattern OnMailList()
    {
        var verb = Or(
            Words(
                (
                    "delete|trash|erase|bin",
                    "deleting|trashing|erasing|binning",
                    "deleted|trashed|erased|binned",
                    Verbs.Delete
                ),
                ("move", "moving", "moved", Verbs.Move),
                ("archive", "archiving", "archived", Verbs.Archive),
                ("star|flag|unstar|unflag", "starring|flagging|unstarring|unflagging", "starred|flagged", Verbs.Flag),
                ("send|send out", "sending|sending out", "sent|sent out", Verbs.Send),
                ("forward", "forwarding", "forwarded", Verbs.Forward)
            ),
            Then(
                Words(
                    (
                        "reply to|respond to|answer",
                        "replying to|responding to|answering",
                        "replied to|answered",
                        Verbs.Reply
                    ),
                    (
                        "unsubscribe from|unsubscribe me from",
                        "unsubscribing from|unsubscribing me from",
                        "unsubscribed from",
                        Verbs.Unsubscribe
                    )
                ),
                Do(d => d with { NeedsObject = true })
            )
        );
        var more = Many(Then(One(TokenKind.Comma), verb));
        return Or(
            verb,
            Then(verb, more, MaybeComma, Say("or|nor"), verb),
            Then(
                Say("neither"),
                Do(d => d with { Negations = d.Negations + 1 }),
                verb,
                more,
                MaybeComma,
                Say("nor"),
                verb
            )
        );
    }

    private Pattern Bare() =>
        Words(
            ("delete|delete anything", "deleting|deleting anything", "", Verbs.Delete),
            ("move|move anything", "moving|moving anything", "", Verbs.Move),
            ("archive|archive anything", "archiving|archiving anything", "", Verbs.Archive),
            (
                "send|send mail|send mails|send emails|send anything",
                "sending|sending mail|sending mails|sending emails|sending anything",
                "",
                Verbs.Send
            ),
            ("reply", "replying", "", Verbs.Reply),
            ("forward|forward anything", "forwarding|forwarding anything", "", Verbs.Forward),
            ("unsubscribe", "unsubscribing", "", Verbs.Unsubscribe),
            ("flag|star", "flagging|starring", "", Verbs.Flag)
        );

    private Pattern Mark() =>
        Then(
            Words(("mark", "marking", "", Verbs.Flag)),
            MailGrammar.Object,
            Many(ConditionGrammar.OfMail),
            Say("as read|as unread|as starred|as flagged|as important|read|unread")
        );

    private Pattern Touch() =>
        Then(
            Words(("touch", "touching", "", Verbs.Any)),
            Or(MailGrammar.Object, Then(FolderGrammar.Clear, Do(ConditionGrammar.SetFolder)))
        );

    private Pattern Act() =>
        Or(
            Then(
                Words(("do", "doing", "", Verbs.Any)),
                MailGrammar.Anything,
                Maybe(
                    Then(
                        Say("with|to"),
                        Or(MailGrammar.Object, Then(FolderGrammar.Clear, Do(ConditionGrammar.SetFolder)))
                    )
                )
            ),
            Then(Words(("act", "acting", "", Verbs.Any)), Maybe(NumberGrammar.Times)),
            Then(Words(("action", "actioning", "", Verbs.Any)), MailGrammar.Anything),
            Then(Words(("take", "taking", "", Verbs.Any)), Some("action|actions", anything: false))
        );

    private Pattern Send() =>
        Or(
            Then(
                Words(
                    (
                        "email|mail|message|e-mail|contact|write to",
                        "emailing|mailing|messaging|e-mailing|contacting|writing to",
                        "",
                        Verbs.Send
                    )
                ),
                PeopleGrammar.All,
                Do(d => d.TakeTo())
            ),
            Words(("email|e-mail", "emailing|mailing|e-mailing", "", Verbs.Send)),
            Then(Words(("write", "writing", "", Verbs.Send)), Some("mail|mails|email|emails|messages", anything: false))
        );

    private Pattern Reply() =>
        Or(
            Words(
                ("send replies|send any replies|send a reply", "sending replies|sending any replies", "", Verbs.Reply)
            ),
            Then(Words(("reply|respond", "replying|responding", "", Verbs.Reply)), Maybe(NumberGrammar.Times)),
            Then(
                Words(
                    (
                        "reply to|respond to|answer|write back to",
                        "replying to|responding to|answering|writing back to",
                        "",
                        Verbs.Reply
                    )
                ),
                PeopleGrammar.All,
                Do(d => d.TakeTo())
            )
        );

    private Pattern Leave() =>
        Then(
            Words(("unsubscribe", "unsubscribing", "", Verbs.Unsubscribe)),
            Maybe(Say("me")),
            Maybe(
                Then(
                    Say("from"),
                    Or(
                        MailGrammar.Object,
                        Say("any mailing lists|any mailing list|mailing lists|any list|any lists|lists")
                    )
                )
            )
        );

    private Pattern Spend() =>
        Or(
            Then(Words(("spend|transfer", "spending|transferring", "", Verbs.Spend)), Some("money", anything: true)),
            Then(
                List(
                    Words(
                        (
                            "buy|purchase|book|order|pay for|pay",
                            "buying|purchasing|booking|ordering|paying for|paying",
                            "",
                            Verbs.Spend
                        )
                    ),
                    "or|nor"
                ),
                MailGrammar.Anything
            ),
            Words(("pay", "paying|spending", "", Verbs.Spend)),
            Then(
                Words(("make", "making", "", Verbs.Spend)),
                Some("purchase|purchases|payment|payments|booking|bookings", anything: false)
            )
        );

    private Pattern Deploy() =>
        Or(
            Then(
                Words(("deploy|release|ship", "deploying|releasing|shipping", "", Verbs.Deploy)),
                Maybe(Or(MailGrammar.Anything, NumberGrammar.Times))
            ),
            Then(
                Words(
                    (
                        "start|trigger|promote|roll back|make",
                        "starting|triggering|promoting|rolling back|making",
                        "",
                        Verbs.Deploy
                    )
                ),
                Some("deployment|deployments|deploy|deploys", anything: false)
            )
        );

    private Pattern Run() =>
        Then(
            Words(("run|execute", "running|executing", "", Verbs.Execute)),
            Some("command|commands|script|scripts|code|commands or scripts|scripts or commands", anything: true)
        );

    private Pattern Share() =>
        Or(
            Then(Words(("share", "sharing", "", Verbs.Share)), Some("file|files|document|documents", anything: true)),
            Then(
                Words(("give", "giving", "", Verbs.Share)),
                PeopleGrammar.All,
                Do(d => d.TakeTo()),
                Say("access to"),
                Some("file|files|document|documents", anything: true)
            ),
            Then(
                Words(("invite", "inviting", "", Verbs.Share)),
                PeopleGrammar.All,
                Do(d => d.TakeTo()),
                Say("to my files|to files|to any files")
            )
        );

    private static Pattern Some(string nouns, bool anything)
    {
        var counted = Or(
            Then(Maybe(Or(s_any, NumberGrammar.Counted)), Say(nouns)),
            Then(Say("no"), Do(d => d with { Negations = d.Negations + 1 }), Say(nouns))
        );
        return anything ? Or(MailGrammar.Anything, counted) : counted;
    }

    private Pattern Words(params (string Base, string Ing, string Passive, Verbs Verb)[] verbs) =>
        Or([
            .. verbs
                .Select(v =>
                    (
                        Words: _form switch
                        {
                            VerbForm.Base => v.Base,
                            VerbForm.Ing => v.Ing,
                            VerbForm.Passive => v.Passive,
                        },
                        v.Verb
                    )
                )
                .Where(v => v.Words.Length > 0)
                .Select(v => Then(Say(v.Words), Do(d => d.With(v.Verb)))),
        ]);
}
