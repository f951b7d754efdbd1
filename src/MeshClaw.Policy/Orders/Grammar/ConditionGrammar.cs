using MeshClaw.Policy.Calls;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>What may follow a verb and its object: from whom, to whom, where, how old. Each at most once, in any order.</summary>
internal static class ConditionGrammar
{
    /// <summary>The longest age, in days: a hundred years.</summary>
    public const int MostDays = 36_500;

    private static readonly Pattern s_days = Or(
        Then(NumberGrammar.Number, Say("day|days"), Do(d => Days(d, 1))),
        Then(NumberGrammar.Number, Say("week|weeks"), Do(d => Days(d, 7))),
        Then(Say("a day"), Do(d => d with { Number = 1 })),
        Then(Say("a week"), Do(d => d with { Number = 7 }))
    );

    private static readonly Pattern s_from = Then(
        Say("from|sent by"),
        PeopleGrammar.All,
        Do(d => d.TakeFrom() is { } taken ? taken with { OpenFrom = true } : null)
    );

    private static readonly Pattern s_fromFolder = Then(Say("from|out of"), FolderGrammar.Some, Do(SetFolder));
    private static readonly Pattern s_in = Then(
        Say("in|inside|within|lying in|out of"),
        FolderGrammar.Some,
        Do(SetFolder)
    );

    private static readonly Pattern s_sent = Then(
        Maybe(Say("that|which")),
        PeopleGrammar.All,
        Say("sent|sent me|has sent|has sent me|sends|sends me|wrote|wrote me|sent to me"),
        Do(d => d.Negations == 0 && !d.People.IsEmpty ? d.TakeFrom() : null)
    );

    private static readonly Pattern s_quoted = List(
        One((t, at) => t.Kind == TokenKind.Quoted && t.Text.Length > 0 ? Subject(at.Draft, t.Text) : null),
        "or"
    );

    private static readonly Pattern s_contains = Then(
        Maybe(Say("the word|the words")),
        Or(
            s_quoted,
            One((t, at) => t.Kind == TokenKind.Word && !Lexicon.Knows(t.Text) ? Subject(at.Draft, t.Text) : null)
        )
    );

    private static readonly Pattern s_subject = Then(
        Or(
            Then(Say("with"), s_quoted, Say("in the subject|in the subject line|in their subject|in its subject")),
            Then(
                Say("with subject|with the subject|with a subject|that have the subject|with the subject line"),
                s_quoted
            ),
            Then(
                Say(
                    "whose subject contains|whose subject has|with a subject containing|whose subject is|whose subject includes"
                ),
                s_contains
            )
        ),
        Do(d =>
            d.Rule.Subject is null && Draft.OrNull(d.Names) is { } words
                ? d with
                {
                    Names = [],
                    Rule = d.Rule with { Subject = words },
                }
                : null
        )
    );

    private static readonly Pattern s_attachments = Then(
        Say(
            "with attachments|with an attachment|with any attachment|with any attachments|that have attachments|that has attachments"
                + "|that has an attachment|that have an attachment|containing attachments|which have attachments|that contains attachments"
        ),
        MailGrammar.Kind(TargetKinds.Attachment)
    );

    private static readonly Pattern s_older = Or(
        Then(Say("older than"), s_days),
        Then(Say("more than|over"), s_days, Say("old"))
    );

    private static readonly Pattern s_newer = Or(
        Then(Say("newer than|younger than"), s_days),
        Then(Say("less than|under"), s_days, Say("old")),
        Then(
            Say("from the last|of the last|from the past|of the past|received in the last|that arrived in the last"),
            s_days
        )
    );

    private static readonly Pattern s_kind = Or(
        Then(Say("a newsletter|newsletters"), MailGrammar.Kind(TargetKinds.Newsletter)),
        MailGrammar.Adjectives,
        Then(Say("with attachments|with an attachment"), MailGrammar.Kind(TargetKinds.Attachment))
    );

    private static readonly Pattern s_kinds = Then(s_kind, Many(Then(MaybeComma, Say("or"), s_kind)));

    private static readonly Pattern s_isKind = Then(
        Say("that is|that are|that's|thats|which is|which are|that is either|who are"),
        s_kinds,
        Do(MailGrammar.SetKind)
    );

    // Positive conditions that may follow "that is"; the same that may follow the mail itself.
    private static readonly Pattern s_that = Maybe(
        Say("that is|that are|that's|thats|which is|which are|that comes|that come|received|sent|that was sent")
    );

    private static readonly Pattern s_not = Then(
        Or(
            Say(
                "that is not|that isn't|that isnt|that's not|thats not|that are not|that aren't|that arent|which is not|which isn't"
            ),
            Say("not|and not|that does not come|that doesn't come|that do not come|that don't come")
        ),
        Or(
            Then(Say("from"), PeopleGrammar.All, Do(d => Swap(d)?.TakeFrom())),
            Then(Say("in"), FolderGrammar.Some, Do(SetNotFolder)),
            Then(s_kinds, Do(MailGrammar.SetNotKind))
        )
    );

    private static readonly Pattern s_neither = Then(
        Say("that is neither|that are neither"),
        s_kind,
        Say("nor"),
        s_kind,
        Many(Then(Say("nor"), s_kind)),
        Do(MailGrammar.SetNotKind)
    );

    /// <summary>Which mail, told behind the mail.</summary>
    public static readonly Pattern OfMail = Or(
        Then(
            s_that,
            Or(s_from, s_fromFolder, s_in, AttachmentsSet(), Age(s_older, older: true), Age(s_newer, older: false))
        ),
        s_sent,
        s_subject,
        s_isKind,
        s_not,
        s_neither,
        Then(
            Say("without attachments|without an attachment|without any attachments"),
            MailGrammar.Kind(TargetKinds.Attachment),
            Do(MailGrammar.SetNotKind)
        )
    );

    /// <summary>To whom. After an open "from Ana", "to Boris" could belong to that mail: only a comma before it makes it clear.</summary>
    public static readonly Pattern To = Or(
        Recipients(Then(Say("to"), PeopleGrammar.All), open: false, with: false),
        Recipients(Then(Say("with"), PeopleGrammar.All), open: false, with: true),
        Recipients(PeopleGrammar.Outside, open: false, with: null)
    );

    /// <summary>"…, to Boris": clear even after "from Ana" and after its exceptions.</summary>
    public static readonly Pattern ToAfterComma = Recipients(
        Then(Do(d => d.Excepted ? null : d), One(TokenKind.Comma), Say("to"), PeopleGrammar.All),
        open: true,
        with: false
    );

    /// <summary>An age, once.</summary>
    public static Draft? SetAge(Draft draft, bool older) =>
        older
            ? draft.Rule.OlderThanDays is null
                ? draft with
                {
                    Rule = draft.Rule with { OlderThanDays = draft.Number },
                }
                : null
            : draft.Rule.NewerThanDays is null
                ? draft with
                {
                    Rule = draft.Rule with { NewerThanDays = draft.Number },
                }
                : null;

    /// <summary>Folders that wait become the folders that the order is about.</summary>
    public static Draft? SetFolder(Draft draft) =>
        draft.Rule.Folder is null && Draft.OrNull(draft.Names) is { } names
            ? draft with
            {
                Names = [],
                Rule = draft.Rule with { Folder = names },
            }
            : null;

    /// <summary>Folders that wait become the folders that the order spares.</summary>
    public static Draft? SetNotFolder(Draft draft) =>
        draft.Rule.NotFolder is null && Draft.OrNull(draft.Names) is { } names
            ? draft with
            {
                Names = [],
                Rule = draft.Rule with { NotFolder = names },
            }
            : null;

    /// <summary>Turns "from Ana" into "from anyone but Ana"; null where an exception was said, which has no opposite.</summary>
    public static Draft? Swap(Draft draft) =>
        draft.NotPeople.IsEmpty && !draft.People.IsEmpty ? draft with { People = [], NotPeople = draft.People } : null;

    /// <summary>The phrases of an age, for where it is an exception: "older than 30 days" or "newer than 3 days".</summary>
    public static (Pattern Older, Pattern Newer) Ages => (s_older, s_newer);

    private static Pattern Age(Pattern phrase, bool older) => Then(phrase, Do(d => SetAge(d, older)));

    private static Pattern AttachmentsSet() => Then(s_attachments, Do(MailGrammar.SetKind));

    /// <summary>"with attachments", the kind still waiting.</summary>
    public static Pattern Attachments => s_attachments;

    private static Pattern Recipients(Pattern phrase, bool open, bool? with) =>
        Then(
            Do(d => d.OpenFrom && !open ? null : d),
            phrase,
            Do(d =>
                d.TakeTo() is { } taken
                    ? taken with
                    {
                        SaidWith = taken.SaidWith || with == true,
                        SaidTo = taken.SaidTo || with == false,
                    }
                    : null
            )
        );

    private static Draft? Days(Draft draft, int each) =>
        draft.Number >= 1 && draft.Number * (long)each <= MostDays ? draft with { Number = draft.Number * each } : null;

    private static Draft Subject(Draft draft, string text) =>
        draft with
        {
            Names = draft.Names.Add(text.ToLowerInvariant()),
        };
}
