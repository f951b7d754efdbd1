using MeshClaw.Policy.Calls;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>What is done, said as a thing: "deletions", "outgoing mail", "purchases or deploys".</summary>
internal static class NounGrammar
{
    private static readonly Pattern s_noun = Or(
        Noun("deletion|deletions|deletes", Verbs.Delete, ofMail: true),
        Noun("move|moves", Verbs.Move, ofMail: true),
        Noun("archive|archives|archivings", Verbs.Archive, ofMail: true),
        Noun("forward|forwards", Verbs.Forward, ofMail: true),
        Then(
            Noun("reply|replies|answers|response|responses", Verbs.Reply, ofMail: false),
            Maybe(Then(Say("to"), MailGrammar.Object))
        ),
        Noun("mail|mails|email|emails|e-mail|e-mails|message|messages", Verbs.Send, ofMail: false),
        Noun(
            "outgoing mail|outgoing mails|outgoing email|outgoing emails|outgoing messages",
            Verbs.Send,
            ofMail: false
        ),
        Noun("unsubscribes|unsubscriptions", Verbs.Unsubscribe, ofMail: false),
        Noun("purchase|purchases|payment|payments|booking|bookings", Verbs.Spend, ofMail: false),
        Noun("deploy|deploys|deployment|deployments|release|releases", Verbs.Deploy, ofMail: false),
        Noun("command|commands|script|scripts", Verbs.Execute, ofMail: false),
        Noun("action|actions", Verbs.Any, ofMail: false)
    );

    /// <summary>One noun: what can be counted.</summary>
    public static readonly Pattern One = s_noun;

    /// <summary>One or several, joined by "or".</summary>
    public static readonly Pattern Some = Or(
        s_noun,
        Then(
            s_noun,
            Many(Then(Patterns.One(TokenKind.Comma), s_noun)),
            MaybeComma,
            Say("or|nor|or any"),
            s_noun,
            Do(d => d with { Mixed = true })
        )
    );

    private static Pattern Noun(string words, Verbs verb, bool ofMail)
    {
        var noun = Then(Say(words), Do(d => d.With(verb)));
        return ofMail ? Then(noun, Maybe(Then(Say("of"), MailGrammar.Object))) : noun;
    }
}
