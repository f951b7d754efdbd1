using System.Collections.Immutable;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Says why an order was not understood, and what near to it would be.</summary>
internal static class Refusals
{
    private static readonly ImmutableArray<string> s_general =
    [
        "Never delete anything.",
        "Ask me before sending anything.",
        "Do nothing until I say so.",
    ];

    private static readonly (string[] Stems, ImmutableArray<string> Examples)[] s_near =
    [
        (
            ["at most", "more than", "limit", "fewer", "max"],
            ["At most 5 deletions a day.", "Don't send more than 3 mails an hour.", "At most 20 actions per run."]
        ),
        (
            ["until", "till", "til"],
            [
                "Don't do anything until I tell you.",
                "Never send mail until 1 December.",
                "Ask me before deleting anything until I say so.",
            ]
        ),
        (
            ["delet", "trash", "remov", "keep"],
            [
                "Never delete mail older than 30 days.",
                "Ask me before deleting anything.",
                "Delete at most 5 mails a day.",
            ]
        ),
        (
            ["forward"],
            [
                "Never forward mail with attachments.",
                "Ask me before forwarding anything.",
                "Never forward anything outside corp.example.",
            ]
        ),
        (
            ["repl", "answer", "respond"],
            ["Never reply to newsletters.", "Ask me before replying.", "At most 10 replies a day."]
        ),
        (
            ["archiv", "mov"],
            ["Never archive unread mail.", "Ask me before moving anything.", "Never archive or move flagged mail."]
        ),
        (
            ["deploy", "release", "ship"],
            ["No deploys on Fridays.", "Never deploy without asking me.", "No deploys until I say so."]
        ),
        (
            ["spend", "pay", "buy", "book", "purchas", "money"],
            ["Never spend money.", "Ask me before buying anything.", "At most 1 purchase a week."]
        ),
        (
            ["run", "execut", "script", "command"],
            ["Never run any commands.", "Ask me before running scripts.", "At most 10 commands an hour."]
        ),
        (
            ["shar", "file", "access"],
            [
                "Never share any files.",
                "Ask me before sharing files.",
                "Never share files with anyone outside corp.example.",
            ]
        ),
        (
            ["unsubscrib"],
            [
                "Never unsubscribe from anything.",
                "Ask me before unsubscribing.",
                "Unsubscribe from at most 2 newsletters a day.",
            ]
        ),
        (
            ["send", "mail", "email", "contact", "write"],
            [
                "Never send mail to anyone outside corp.example.",
                "Ask me before sending anything.",
                "No mail between 22:00 and 07:00.",
            ]
        ),
        (
            ["touch", "anything", "nothing", "leave"],
            ["Do nothing until I say so.", "Ask me before doing anything.", "Never touch unread mail."]
        ),
    ];

    /// <summary>A refusal with examples that are near to what was said.</summary>
    public static OrderParse.Refused Of(string why, IReadOnlyList<Token> tokens) => new(why, Near(tokens));

    /// <summary>A refusal with examples of its own; the general ones where there are none.</summary>
    public static OrderParse.Refused With(string why, ImmutableArray<string> examples, IReadOnlyList<Token> tokens) =>
        new(why, examples.Length >= 2 ? examples : [.. examples.Concat(Near(tokens)).Distinct().Take(3)]);

    /// <summary>Several meanings: each is offered, as it would be shown back.</summary>
    public static OrderParse.Refused Ambiguous(IEnumerable<OrderRule> rules) =>
        new("It can be understood in more than one way.", [.. rules.Select(OrderWords.Describe).Take(3)]);

    /// <summary>No reading got to the end.</summary>
    public static OrderParse.Refused NotRead(Reading reading)
    {
        var tokens = reading.Tokens;
        if (reading.Hint is { } hint)
        {
            return With(hint.Why, hint.Examples, tokens);
        }

        var unknown = tokens.FirstOrDefault(t =>
            t.Kind == TokenKind.Word
            && !char.IsAsciiDigit(t.Text[0])
            && !Lexicon.Knows(t.Text)
            && !reading.Names.HasWord(t.Text)
        );
        var at = Math.Min(reading.Furthest, tokens.Count - 1);
        var why =
            unknown is not null ? $"I do not know what “{Shown(unknown.Raw)}” means in an order."
            : tokens.Count == 0 ? "It says nothing."
            : !tokens.Any(t => IsNarrowing(t.Text))
                ? "It does not say what must not be done: only limits can be ordered, and what is to be done now is asked for outside of orders."
            : reading.Furthest >= tokens.Count
                ? "It does not make one whole order: something is missing, or contradicts itself."
            : $"I do not understand “{Shown(tokens[at].Raw)}” where it stands; an order says one thing only.";
        return Of(why, tokens);
    }

    private static bool IsNarrowing(string word) =>
        word
            is "never"
                or "not"
                or "no"
                or "nothing"
                or "nobody"
                or "don't"
                or "dont"
                or "ask"
                or "only"
                or "without"
                or "most"
                or "max"
                or "stop"
                or "until"
                or "unless"
                or "before"
                or "leave"
                or "limit"
                or "more"
                or "fewer";

    private static ImmutableArray<string> Near(IReadOnlyList<Token> tokens)
    {
        var said = string.Join(' ', tokens.Where(t => t.Kind == TokenKind.Word).Take(60).Select(t => t.Text));
        foreach (var (stems, examples) in s_near)
        {
            if (
                stems.Any(s =>
                    said.StartsWith(s, StringComparison.Ordinal) || said.Contains(" " + s, StringComparison.Ordinal)
                )
            )
            {
                return examples;
            }
        }

        return s_general;
    }

    private static string Shown(string raw) => raw.Length <= 40 ? raw : raw[..40] + "…";
}
