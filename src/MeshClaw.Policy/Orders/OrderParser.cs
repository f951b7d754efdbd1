using MeshClaw.Policy.Orders.Grammar;

namespace MeshClaw.Policy.Orders;

/// <summary>
/// Reads the owner's orders, without a model. An order is understood only if every word of it has its place in the grammar and
/// all ways to read it come to the same rule; else it is refused, with a reason and with orders that would be understood.
/// Pure; the work is bounded whatever the text. It does not see what the owner left unsaid: show the rule back
/// (<see cref="OrderWords"/>) before it is set.
/// </summary>
public static class OrderParser
{
    /// <summary>Reads one order.</summary>
    /// <param name="text">The owner's words; any text.</param>
    /// <param name="vocabulary">What may be named.</param>
    public static OrderParse Parse(string text, OrderVocabulary vocabulary) => Read(text, vocabulary).Result;

    /// <summary>The same, with the number of tokens that were looked at.</summary>
    internal static (OrderParse Result, int Steps) Read(string text, OrderVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var said = text.Trim();
        if (said.Length == 0)
        {
            return (Refusals.Of("It says nothing.", []), 0);
        }

        if (said.Length > Lexer.MaxLength)
        {
            return (Refusals.Of($"It is too long: an order has at most {Lexer.MaxLength} characters.", []), 0);
        }

        var order = SentenceGrammar.Order; // Made first: only then does the lexicon know its words.
        var (tokens, refusal) = Lexer.Read(said);
        if (refusal is not null)
        {
            return (Refusals.Of(refusal, tokens), 0);
        }

        var names = new Names(vocabulary);
        var reading = new Reading(Courtesy.Strip(Mended(tokens, names), names), names);
        return (Conclude(reading, order), reading.Steps);
    }

    private static List<Token> Mended(List<Token> tokens, Names names) =>
        [
            .. tokens.Select(t =>
                t.Kind == TokenKind.Word
                && !names.HasWord(t.Text)
                && Lexicon.Mend(t.Text) is { } meant
                && !names.HasWord(meant)
                    ? t with
                    {
                        Text = meant,
                    }
                    : t
            ),
        ];

    private static OrderParse Conclude(Reading reading, Pattern order)
    {
        if (reading.Tokens.Any(t => t.Kind == TokenKind.Question))
        {
            return Refusals.Of("It is a question, not an order.", reading.Tokens);
        }

        var rules = new HashSet<OrderRule>(OrderRuleComparer.Instance);
        string? senseless = null;
        foreach (var end in order(new Cursor(reading, 0, Draft.Empty)).Where(c => c.At == reading.Tokens.Count))
        {
            if (end.Draft.Doubt is { } doubt)
            {
                return Refusals.With(doubt, end.Draft.DoubtExamples, reading.Tokens);
            }

            if (Sense.Check(end.Draft) is { } why)
            {
                senseless ??= why;
            }
            else
            {
                rules.Add(end.Draft.Rule);
            }
        }

        return reading.Exhausted ? Refusals.Of("It is too involved to be read with certainty.", reading.Tokens)
            : rules.Count == 1 ? new OrderParse.Understood(rules.Single())
            : rules.Count > 1 ? Refusals.Ambiguous(rules)
            : senseless is not null ? Refusals.Of(senseless, reading.Tokens)
            : Refusals.NotRead(reading);
    }
}
