using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>What an order spares: one exception, of one condition, turned into the opposite condition.</summary>
internal static class ExceptionGrammar
{
    private static readonly Pattern s_from = Then(
        Say("from|sent by"),
        PeopleGrammar.All,
        Do(d => ConditionGrammar.Swap(d) is not { } swapped ? null : SpareSenders(swapped))
    );

    private static readonly Pattern s_to = Then(
        Or(Then(Say("to"), Do(d => d with { SaidTo = true })), Then(Say("with"), Do(d => d with { SaidWith = true }))),
        PeopleGrammar.All,
        Do(d => ConditionGrammar.Swap(d) is not { } swapped ? null : SpareRecipients(swapped))
    );

    private static readonly Pattern s_folder = Then(Say("in"), FolderGrammar.Some, Do(ConditionGrammar.SetNotFolder));
    private static readonly Pattern s_attachments = Then(ConditionGrammar.Attachments, Do(MailGrammar.SetNotKind));
    private static readonly Pattern s_older = Then(
        ConditionGrammar.Ages.Older,
        Do(d => ConditionGrammar.SetAge(d, older: false))
    );
    private static readonly Pattern s_newer = Then(
        ConditionGrammar.Ages.Newer,
        Do(d => ConditionGrammar.SetAge(d, older: true))
    );
    private static readonly Pattern s_ofMail = Or(s_from, s_folder, s_attachments, s_older, s_newer);

    private static readonly Pattern s_days = Then(
        Do(d => d.Rule.Days is null && d.Rule.Between is null ? d : null),
        Or(
            Then(
                TimeGrammar.Days,
                Do(d =>
                    d.Rule.Days is { } days && TimeGrammar.Others(days) is { } others
                        ? d with
                        {
                            Rule = d.Rule with { Days = others },
                        }
                        : null
                )
            ),
            Then(
                TimeGrammar.Hours,
                Do(d =>
                    d.Rule.Between is { } hours
                        ? d with
                        {
                            Rule = d.Rule with { Between = TimeGrammar.Outside(hours) },
                        }
                        : null
                )
            )
        )
    );

    private static readonly Pattern s_that = Maybe(Say("that is|that are|that's|thats|which is|which are"));

    private static readonly Pattern s_except = Then(
        Say("except|except for|apart from|other than|but|excluding"),
        Or(
            Then(Maybe(MailGrammar.Those), s_that, s_ofMail),
            Then(MailGrammar.Excepted, Do(MailGrammar.SetNotKind)),
            s_to,
            s_days
        )
    );

    private static readonly Pattern s_unless = Then(
        Say(
            "unless it is|unless it's|unless its|unless they are|unless they're|unless theyre|unless it was|unless the mail is"
                + "|unless that is|unless it comes|unless they come|except if it is|except if it's|except when it is|except if they are"
        ),
        Or(s_ofMail, Then(MailGrammar.Excepted, Do(MailGrammar.SetNotKind)), s_to)
    );

    /// <summary>"except newsletters", "unless it is from Ana"; a second exception in one order is refused.</summary>
    public static readonly Pattern Except = Then(
        Do(d => d.Excepted || d.PeopleExcepted ? null : d with { Excepted = true }),
        Or(s_except, s_unless)
    );

    private static Draft? SpareSenders(Draft draft) =>
        draft.Rule.NotFrom is null
            ? draft.Clear() with
            {
                Rule = draft.Rule with { NotFrom = Draft.OrNull(draft.NotPeople) },
            }
            : null;

    // "outside corp.example, except to Mum" spares both.
    private static Draft? SpareRecipients(Draft draft) =>
        draft.Clear() with
        {
            Rule = draft.Rule with { NotTo = Draft.OrNull(draft.NotPeople.AddRange(draft.Rule.NotTo ?? [])) },
        };
}
