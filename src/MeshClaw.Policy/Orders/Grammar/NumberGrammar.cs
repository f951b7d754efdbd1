using System.Collections.Frozen;
using System.Globalization;
using static MeshClaw.Policy.Orders.Grammar.Patterns;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>How many: digits, number words, and the ways to say a most.</summary>
internal static class NumberGrammar
{
    /// <summary>The greatest number that an order takes.</summary>
    public const int Most = 1_000_000;

    private static readonly FrozenDictionary<string, int> s_words = Words();

    /// <summary>A number, into <see cref="Draft.Number"/>.</summary>
    public static readonly Pattern Number = Or(
        One((t, at) => Value(t) is { } n and <= Most ? at.Draft with { Number = n } : null),
        Then(Say("a dozen"), Do(d => d with { Number = 12 })),
        Then(Say("half a dozen"), Do(d => d with { Number = 6 }))
    );

    /// <summary>"at most five", "fewer than five".</summary>
    public static readonly Pattern AtMost = Or(
        Then(
            Say("at most|no more than|not more than|maximum|a maximum of|max"),
            Maybe(One(TokenKind.Stop)),
            Number,
            Do(d => Limited(d, LimitWords.AtMost, d.Number))
        ),
        Then(Say("fewer than|less than"), Number, Do(d => Limited(d, LimitWords.AtMost, d.Number - 1)))
    );

    /// <summary>"more than five", for what is denied.</summary>
    public static readonly Pattern MoreThan = Then(
        Say("more than"),
        Number,
        Do(d => Limited(d, LimitWords.MoreThan, d.Number))
    );

    /// <summary>Either.</summary>
    public static readonly Pattern Counted = Or(AtMost, MoreThan);

    /// <summary>"at most twice", "more than 3 times".</summary>
    public static readonly Pattern Times = Or(
        Then(Counted, Say("times|time")),
        Then(Say("at most|no more than|not more than"), OnceOrTwice(LimitWords.AtMost)),
        Then(Say("more than"), OnceOrTwice(LimitWords.MoreThan))
    );

    /// <summary>Sets a plain number as the most, for "limit replies to 3 a day".</summary>
    public static readonly Pattern To = Then(Number, Do(d => Limited(d, LimitWords.AtMost, d.Number)));

    /// <summary>"a day", "per run".</summary>
    public static readonly Pattern Per = Or(
        PerUnit("hour", "hourly", OrderPeriod.Hour),
        PerUnit("day", "daily", OrderPeriod.Day),
        PerUnit("week", "weekly", OrderPeriod.Week),
        PerUnit("run", null, OrderPeriod.Run)
    );

    /// <summary>"at most" behind a number: "5 mails a day max".</summary>
    public static readonly Pattern MostBehind = Then(
        MaybeComma,
        Say("max|maximum|at most|at the most|and no more|not more")
    );

    private static Pattern PerUnit(string unit, string? adverb, OrderPeriod period)
    {
        var starts = "a|an|per|each|every|in one|in a|in an|in each|in any|in any one|within a|within one|within an";
        var phrases = string.Join('|', starts.Split('|').Select(s => $"{s} {unit}"));
        return Then(
            Say(adverb is null ? phrases : $"{phrases}|{adverb}"),
            Do(d => d.Rule.Per is null ? d with { Rule = d.Rule with { Per = period } } : null)
        );
    }

    private static Pattern OnceOrTwice(LimitWords kind) =>
        Or(Then(Say("once"), Do(d => Limited(d, kind, 1))), Then(Say("twice"), Do(d => Limited(d, kind, 2))));

    private static Draft? Limited(Draft draft, LimitWords kind, int count) =>
        draft.Limit == LimitWords.None && count >= 0
            ? draft with
            {
                Limit = kind,
                Rule = draft.Rule with { Count = count },
            }
            : null;

    private static int? Value(Token token) =>
        token.Kind == TokenKind.Number ? int.Parse(token.Text, CultureInfo.InvariantCulture)
        : token.Kind == TokenKind.Word && s_words.TryGetValue(token.Text, out var n) ? n
        : null;

    private static FrozenDictionary<string, int> Words()
    {
        string[] small =
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ];
        string[] tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
        var words = small.Index().ToDictionary(w => w.Item, w => w.Index, StringComparer.Ordinal);
        foreach (var (i, ten) in tens.Index())
        {
            words[ten] = (i + 2) * 10;
            for (var one = 1; one < 10; one++)
            {
                words[$"{ten}-{small[one]}"] = ((i + 2) * 10) + one;
            }
        }

        foreach (var word in words.Keys)
        {
            Lexicon.Add(word);
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
