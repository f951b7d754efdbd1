using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>The ways to say that the owner wants to be asked: always the owner, never somebody else.</summary>
internal static class AskGrammar
{
    private const string Yes = "ok|okay|approval|permission|consent|confirmation|go-ahead|say-so|yes";

    /// <summary>"ask me first", before "before".</summary>
    public static readonly Pattern AskMe = Then(
        Maybe(Say("always")),
        Or(
            Then(Say("ask|check with|confirm with|check in with|ask permission from"), Say("me|you")),
            Say("ask|ask permission|ask for permission"),
            Then(Say("get my|ask for my|ask my|wait for my"), Say(Yes))
        ),
        Maybe(
            Say("for permission|for approval|for confirmation|for my ok|for my okay|for my approval|for my permission")
        ),
        Maybe(Say("first|every time|each time|always")),
        MaybeComma
    );

    /// <summary>"ask me first", at the end of a sentence.</summary>
    public static readonly Pattern AskMeLast = Then(
        MaybeComma,
        Maybe(Say("you must|always|please|then|you have to")),
        Or(Say("ask me|check with me|confirm with me"), Then(Say("get my|ask for my"), Say(Yes))),
        Maybe(Say("first|before|beforehand"))
    );

    /// <summary>"without asking me", "unless I say so", within a denial.</summary>
    public static readonly Pattern Without = Then(
        Or(
            Then(
                Say("without|before"),
                Say(
                    "asking|asking me|checking with me|confirming with me|asking for permission|me confirming|asking permission"
                ),
                Maybe(Say("first|before|beforehand|every time"))
            ),
            Then(Say("without my"), Maybe(Say("explicit|prior|express")), Say(Yes)),
            Then(Say("without asking for my|without getting my|without having my|without first getting my"), Say(Yes)),
            Say(
                "unless i say so|unless i approve|unless i approve it|unless i confirm|unless i confirm it|unless i allow it"
                    + "|unless i agree|unless ive said yes|unless i've said yes|unless i have said yes|unless i've approved it"
                    + "|unless ive approved it|unless i tell you to|unless i ok it|unless i say yes|unless i have approved it"
            ),
            Say(
                "until ive approved it|until i've approved it|until i have approved it|until i've confirmed it|until ive confirmed it"
                    + "|until i have confirmed it"
            )
        ),
        Do(d => d.Asks ? null : d with { Asks = true })
    );

    /// <summary>"after I confirm", behind "only deploy".</summary>
    public static readonly Pattern AfterYes = Then(
        Or(
            Then(
                Say("after|if|when|once"),
                Say("i|i've|ive|i have"),
                Say("confirm|confirmed|approve|approved|say so|said so|say yes|said yes|agree|agreed|allow|ok"),
                Maybe(Say("it|them"))
            ),
            Then(Say("with my|after my"), Maybe(Say("explicit|prior|express")), Say(Yes)),
            Say(
                "after asking|after asking me|after checking with me|if i tell you to|when i tell you to|after you asked me"
            )
        ),
        Do(d => d.Asks ? null : d with { Asks = true })
    );

    /// <summary>"needs my approval", "must be confirmed by me".</summary>
    public static readonly Pattern NeedsYes = Or(
        Then(Say("needs my|need my|requires my|require my"), Say(Yes)),
        Then(
            Say("must|must always|has to|have to|needs to|need to|should|should always"),
            Say("be confirmed|be approved|be authorised|be authorized|be okayed"),
            Say("by me"),
            Maybe(Say("first|beforehand"))
        )
    );

    /// <summary>"you need my approval to".</summary>
    public static readonly Pattern YouNeedYes = Then(
        Say("you need my|u need my|you require my"),
        Say(Yes),
        Say("to|if you want to")
    );

    /// <summary>"I want to approve".</summary>
    public static readonly Pattern IApprove = Then(
        Say("i want to|i need to|i have to|i must|i'd like to|i would like to|let me"),
        Say("approve|confirm|sign off on|authorise|authorize|ok")
    );
}
