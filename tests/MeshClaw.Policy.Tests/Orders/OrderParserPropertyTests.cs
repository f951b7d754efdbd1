using System.Reflection;
using CsCheck;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Orders;

public sealed class OrderParserPropertyTests
{
    private static readonly string[] s_known =
    [
        .. Corpus
            .Lines.Where(l => l.Text.Length < 300)
            .SelectMany(l => l.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct(),
    ];

    private static readonly (string Text, OrderRule Rule)[] s_understood =
    [
        .. from line in Corpus.Lines
        let parsed = OrderParser.Parse(line.Text, Corpus.Vocabulary) as OrderParse.Understood
        where parsed is not null
        select (line.Text, parsed.Rule),
    ];

    // Letters that make no word of the grammar, and none that a slip could turn into one.
    private static readonly Gen<string> s_unknownWord = Gen.Char["jqxz"].Array[3, 9].Select(c => new string(c));

    [Fact]
    public void Word_salad_is_answered_and_what_is_understood_is_shown_back_as_the_same_rule() =>
        Gen.OneOf(s_known).Array[1, 12].Sample(words => Answered(string.Join(' ', words)), iter: 2_000);

    [Fact]
    public void Sentences_with_their_words_exchanged_are_answered_and_shown_back_as_the_same_rule() =>
        Gen.Select(Gen.OneOf(s_understood), Gen.OneOf(s_known), Gen.Int[0, 30])
            .Sample(
                (sentence, word, at) =>
                {
                    var words = sentence.Text.Split(' ');
                    words[at % words.Length] = word;
                    return Answered(string.Join(' ', words));
                },
                iter: 2_000
            );

    [Fact]
    public void Any_text_is_answered() => Gen.String[Gen.Char, 0, 200].Sample(Answered, iter: 2_000);

    [Fact]
    public void Any_character_within_an_order_is_answered() =>
        Gen.Select(Gen.OneOf(s_understood), Gen.Char, Gen.Int[0, 200])
            .Sample((s, c, at) => Answered(s.Text.Insert(at % (s.Text.Length + 1), c.ToString())), iter: 2_000);

    [Fact]
    public void An_unknown_word_anywhere_outside_quotes_is_refused() =>
        Gen.Select(Gen.OneOf(s_understood), s_unknownWord, Gen.Int[0, 30])
            .Where(
                (s, _, _) =>
                    !s.Text.AsSpan().ContainsAny("\"“") && !s.Text.Contains("contains", StringComparison.Ordinal)
            )
            .Sample(
                (s, word, at) => OrderParser.Parse(Insert(s.Text, word, at), Corpus.Vocabulary) is OrderParse.Refused,
                iter: 2_000
            );

    [Theory]
    [InlineData("not")]
    [InlineData("never")]
    [InlineData("don't")]
    [InlineData("except")]
    [InlineData("unless")]
    [InlineData("without")]
    [InlineData("only")]
    [InlineData("now")]
    [InlineData("nothing")]
    [InlineData("until")]
    [InlineData("all")]
    public void A_word_that_turns_the_meaning_never_leaves_the_rule_as_it_was(string word)
    {
        var unchanged = new List<string>();
        foreach (var (text, rule) in s_understood)
        {
            var count = text.Split(' ').Length;
            for (var at = 0; at <= count; at++)
            {
                var changed = Insert(text, word, at);
                if (
                    OrderParser.Parse(changed, Corpus.Vocabulary) is OrderParse.Understood again
                    && OrderRuleComparer.Instance.Equals(again.Rule, rule)
                )
                {
                    unchanged.Add(changed);
                }
            }
        }

        Assert.Equal([], unchanged);
    }

    [Fact]
    public void An_order_without_its_negation_is_refused_or_another_rule()
    {
        string[] negations =
        [
            "never",
            "not",
            "no",
            "don't",
            "dont",
            "don’t",
            "nothing",
            "nobody",
            "without",
            "only",
            "except",
            "unless",
        ];
        var unchanged = new List<string>();
        foreach (var (text, rule) in s_understood.Where(s => !s.Text.AsSpan().ContainsAny("\"“")))
        {
            var words = text.Split(' ');
            for (var at = 0; at < words.Length; at++)
            {
                if (
                    negations.Contains(words[at].Trim(',').ToLowerInvariant())
                    && OrderParser.Parse(string.Join(' ', [.. words[..at], .. words[(at + 1)..]]), Corpus.Vocabulary)
                        is OrderParse.Understood again
                    && OrderRuleComparer.Instance.Equals(again.Rule, rule)
                )
                {
                    unchanged.Add($"{text} (without “{words[at]}”)");
                }
            }
        }

        Assert.Equal([], unchanged);
    }

    [Fact]
    public void Two_orders_in_one_text_are_refused_unless_they_are_one() =>
        Gen.Select(
                Gen.OneOf(s_understood),
                Gen.OneOf(s_understood),
                Gen.OneOf(". ", ", and ", " and ", "; ", "\n", ", ", " but ")
            )
            .Sample(
                (one, other, joint) =>
                    OrderParser.Parse(one.Text.TrimEnd('.', '!') + joint + other.Text, Corpus.Vocabulary)
                    is OrderParse.Refused,
                iter: 2_000
            );

    [Theory]
    [InlineData("never delete mail from ana", ", boris")]
    [InlineData("never delete mail from ana", " or boris")]
    [InlineData("never ", "delete, ")]
    [InlineData("no deploys on fridays", " and mondays")]
    [InlineData("no mail to ana", " ever at all")]
    [InlineData("", "until friday ")]
    [InlineData("", "never ")]
    [InlineData("", ", ")]
    [InlineData("", "\"")]
    [InlineData("", "'a ")]
    [InlineData("", "ask me before ")]
    public void The_work_is_bounded_however_long_the_text(string start, string part)
    {
        var most = 0;
        for (var count = 1; count <= 65_536 / part.Length; count *= 2)
        {
            most = Math.Max(most, Steps(start + string.Concat(Enumerable.Repeat(part, count))));
        }

        Assert.InRange(most, 0, 250_000);
    }

    [Fact]
    public void A_sentence_of_usual_length_takes_few_steps()
    {
        var most = s_understood.MaxBy(s => Steps(s.Text));
        Assert.InRange(Steps(most.Text), 1, 20_000);
    }

    private static string Insert(string text, string word, int at)
    {
        var words = text.Split(' ').ToList();
        words.Insert(at % (words.Count + 1), word);
        return string.Join(' ', words);
    }

    private static bool Answered(string text) =>
        OrderParser.Parse(text, Corpus.Vocabulary) switch
        {
            OrderParse.Refused refused => refused.Why.Length > 0 && refused.Examples.Length is 2 or 3,
            OrderParse.Understood understood => OrderParser.Parse(
                OrderWords.Describe(understood.Rule),
                Corpus.Vocabulary
            )
                is OrderParse.Understood again
                && OrderRuleComparer.Instance.Equals(again.Rule, understood.Rule),
            _ => false,
        };

    // The count is internal: a friend assembly could make its own authorized calls.
    private static int Steps(string text)
    {
        var read = typeof(OrderParser).GetMethod("Read", BindingFlags.NonPublic | BindingFlags.Static)!;
        var (_, steps) = ((OrderParse, int))read.Invoke(null, [text, Corpus.Vocabulary])!;
        return steps;
    }
}
