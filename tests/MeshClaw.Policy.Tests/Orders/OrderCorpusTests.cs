using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Orders;

public sealed class OrderCorpusTests(ITestOutputHelper output)
{
    // Lines marked core that are refused all the same, each with its reason. Refusing changes nothing; guessing would.
    private static readonly Dictionary<string, string> s_refusedCore = [];

    [Fact]
    public void Each_line_is_read_as_expected_or_refused()
    {
        var wrong = Corpus
            .Lines.Select(l => (Line: l, Rule: Read(l)))
            .Where(r => r.Rule is not null && !OrderRuleComparer.Instance.Equals(r.Rule, r.Line.Expected))
            .Select(r => $"{r.Line.Text} => {OrderWords.Describe(r.Rule!)}")
            .ToList();

        Assert.Equal([], wrong);
    }

    [Fact]
    public void Every_core_line_is_understood()
    {
        var refused = Corpus
            .Lines.Where(l => l.Core && l.Expected is not null && !s_refusedCore.ContainsKey(l.Text) && Read(l) is null)
            .Select(l => l.Text)
            .ToList();

        Assert.Equal([], refused);
    }

    [Fact]
    public void Most_lines_are_understood()
    {
        var meant = Corpus.Lines.Where(l => l.Expected is not null).ToList();
        var refused = meant.Where(l => Read(l) is null).ToList();
        output.WriteLine(
            $"{Corpus.Lines.Length} lines, {meant.Count} with a rule, {meant.Count(l => l.Core)} of them core."
        );
        output.WriteLine(
            $"Understood: {meant.Count - refused.Count} ({100.0 * (meant.Count - refused.Count) / meant.Count:0.0}%)."
        );
        foreach (var line in refused)
        {
            var why = (OrderParse.Refused)OrderParser.Parse(line.Text, Corpus.Vocabulary);
            output.WriteLine($"refused: {line.Text} -- {why.Why}");
        }

        Assert.InRange(refused.Count, 0, meant.Count / 4);
    }

    [Fact]
    public void A_refusal_says_why_and_offers_orders_that_are_understood()
    {
        foreach (var line in Corpus.Lines)
        {
            if (OrderParser.Parse(line.Text, Corpus.Vocabulary) is OrderParse.Refused refused)
            {
                Assert.EndsWith(refused.Why[^1] == '?' ? "?" : ".", refused.Why, StringComparison.Ordinal);
                Assert.InRange(refused.Examples.Length, 2, 3);
                Assert.All(
                    refused.Examples,
                    e => Assert.IsType<OrderParse.Understood>(OrderParser.Parse(e, Corpus.Vocabulary))
                );
            }
        }
    }

    [Fact]
    public void What_is_shown_back_is_read_as_the_same_rule()
    {
        var different = Corpus
            .Lines.Select(Read)
            .OfType<OrderRule>()
            .Select(r => (Rule: r, Shown: OrderWords.Describe(r)))
            .Where(r =>
                OrderParser.Parse(r.Shown, Corpus.Vocabulary) is not OrderParse.Understood again
                || !OrderRuleComparer.Instance.Equals(again.Rule, r.Rule)
            )
            .Select(r => r.Shown)
            .ToList();

        Assert.Equal([], different);
    }

    private static OrderRule? Read(CorpusLine line) =>
        OrderParser.Parse(line.Text, Corpus.Vocabulary) is OrderParse.Understood understood ? understood.Rule : null;
}
