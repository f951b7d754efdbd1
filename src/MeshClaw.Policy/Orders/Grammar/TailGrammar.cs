using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Everything that may follow what is done, and the times that may also stand before it.</summary>
internal static class TailGrammar
{
    // After an exception a condition could belong to what is spared: "except newsletters from Ana", "except Ana on Fridays".
    // After verbs with objects of their own, to the last of them.
    private static readonly Pattern s_beforeExceptions = Then(
        Do(d => d.Excepted || d.PeopleExcepted || d.Closed ? null : d),
        Or(ConditionGrammar.OfMail, ConditionGrammar.To, TimeGrammar.Days, TimeGrammar.Hours)
    );

    private static readonly Pattern s_condition = Or(
        s_beforeExceptions,
        ConditionGrammar.ToAfterComma,
        UntilGrammar.Until,
        ExceptionGrammar.Except,
        AskGrammar.Without,
        NumberGrammar.Per,
        NumberGrammar.Times,
        Then(Say("by"), SubjectGrammar.Agent),
        Say("ever|at all")
    );

    private static readonly Pattern s_only = Then(
        Say("only"),
        Do(d => d.Only ? null : d with { Only = true }),
        s_condition
    );

    // The comma that makes "from Ana, to Boris" clear is the condition's own.
    private static readonly Pattern s_item = Or(s_condition, Then(One(TokenKind.Comma), s_condition), s_only);

    /// <summary>None or more conditions.</summary>
    public static readonly Pattern Conditions = Many(s_item);

    /// <summary>Conditions of the mail alone, where a verb follows.</summary>
    public static readonly Pattern OfMail = Many(ConditionGrammar.OfMail);

    /// <summary>"On weekends, …", "Until Friday, …".</summary>
    public static readonly Pattern Front = Many(
        Then(Or(TimeGrammar.Days, TimeGrammar.Hours, UntilGrammar.Until), MaybeComma)
    );
}
