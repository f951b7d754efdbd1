using System.Collections.Immutable;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Policy.Tests.Orders;

public sealed class OrderParserTests
{
    private static readonly OrderVocabulary s_words = Corpus.Vocabulary;

    [Theory]
    [InlineData("never delete mail from boris and tell him", "“him”")]
    [InlineData("never mail Chris", "chris.lee@corp.example, chris.roy@shop.example")]
    [InlineData("never mail Anna", "\u201cAnna\u201d")]
    [InlineData("never delete anything in the Invoice folder", "\u201cInvoices\u201d")]
    [InlineData("don't delete mail from ana@", "no complete mail address")]
    [InlineData("never mail \u0430na@corp.example", "outside a-z")]
    [InlineData("never mail ana@c\u043Erp.example", "outside a-z")]
    [InlineData("never mail anyone at c\u043Erp.example", "outside a-z")]
    [InlineData("never delete mail from ana\u200B", "cannot be seen")]
    [InlineData("never delete\u202E mail", "cannot be seen")]
    [InlineData("archive everything", "what must not be done")]
    [InlineData("no deploys until friday?", "question")]
    [InlineData("never send more than 5 mails", "period")]
    [InlineData("hold all outgoing mail", "until when")]
    [InlineData("no deploys until next friday", "2026-11-27 or 2026-12-04")]
    [InlineData("no mail until 2026-11-01", "is past")]
    [InlineData("never delete mail with subject \"x", "not closed")]
    public void A_refusal_names_what_was_not_understood(string text, string reason)
    {
        var refused = Assert.IsType<OrderParse.Refused>(OrderParser.Parse(text, s_words));
        Assert.Contains(reason, refused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ambiguous_name_is_answered_with_one_order_for_each_address()
    {
        var refused = Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never mail chris", s_words));
        Assert.Equal(
            ["Never delete mail from chris.lee@corp.example.", "Never delete mail from chris.roy@shop.example."],
            refused.Examples
        );
    }

    [Theory]
    [InlineData("never delete mail except newsletters from ana")]
    [InlineData("never mail anyone except Ana on weekends")]
    [InlineData("never delete mail from corp.example except ana in Invoices")]
    [InlineData("never deploy except on fridays after 6pm")]
    [InlineData("never deploy or send mail on fridays")]
    [InlineData("no outgoing mail, and no deploys on fridays")]
    public void A_condition_that_may_belong_to_a_part_of_the_sentence_only_is_refused(string text) =>
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse(text, s_words));

    [Theory]
    [InlineData("never send mail from ana")]
    [InlineData("never send mail with attachments")]
    [InlineData("never deploy or delete mail from ana")]
    [InlineData("never reply or delete mail from ana")]
    [InlineData("never delete mail to boris")]
    [InlineData("never touch my mail")]
    public void A_condition_that_no_such_call_could_meet_is_refused(string text) =>
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse(text, s_words));

    [Theory]
    [InlineData("do now delete mail")]
    [InlineData("now deleting")]
    [InlineData("nver delete mail")]
    [InlineData("never delete mail form ana")]
    [InlineData("never sned mail to brois")]
    [InlineData("never deplete mail")]
    [InlineData("never lending money")]
    public void A_slip_in_a_short_word_a_name_or_a_negation_is_not_mended(string text) =>
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse(text, s_words));

    [Fact]
    public void A_misspelt_verb_is_not_mended_where_somebody_has_that_name()
    {
        var words = s_words with
        {
            Contacts = new Dictionary<string, ImmutableArray<string>> { ["Foward"] = ["foward@corp.example"] },
        };
        Assert.IsType<OrderParse.Understood>(OrderParser.Parse("never foward anything", s_words));
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never foward anything", words));
    }

    [Fact]
    public void A_courtesy_that_is_a_name_is_not_taken_away()
    {
        var words = s_words with
        {
            Contacts = new Dictionary<string, ImmutableArray<string>> { ["Thanks"] = ["t@corp.example"] },
        };
        var understood = Assert.IsType<OrderParse.Understood>(OrderParser.Parse("never mail Thanks", words));
        Assert.Equal<string>(["t@corp.example"], understood.Rule.To!.Value);
    }

    [Fact]
    public void A_name_that_reads_as_grammar_too_is_refused_with_both_meanings()
    {
        var words = s_words with
        {
            Contacts = new Dictionary<string, ImmutableArray<string>> { ["anyone"] = ["a@corp.example"] },
        };
        var refused = Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never mail anyone", words));
        Assert.Equal(
            ["Never send anything to a@corp.example.", "Never send anything."],
            refused.Examples.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_name_that_is_a_contact_and_a_folder_is_refused()
    {
        var words = s_words with
        {
            Contacts = new Dictionary<string, ImmutableArray<string>> { ["Reading"] = ["reading@corp.example"] },
        };
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never delete mail from Reading", words));
        Assert.IsType<OrderParse.Understood>(OrderParser.Parse("never delete mail from the Reading folder", words));
    }

    [Fact]
    public void The_same_name_in_other_letter_case_has_the_addresses_of_both()
    {
        var words = s_words with
        {
            Contacts = new Dictionary<string, ImmutableArray<string>>
            {
                ["Sam"] = ["sam@a.example"],
                ["SAM"] = ["sam@b.example"],
            },
        };
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never mail sam", words));
    }

    [Fact]
    public void A_contact_whose_address_is_broken_cannot_be_named()
    {
        var words = s_words with
        {
            Contacts = new Dictionary<string, ImmutableArray<string>> { ["Bob"] = ["bob"], ["Eve"] = [] },
        };
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never mail Bob", words));
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never mail Eve", words));
    }

    [Fact]
    public void Punycode_is_kept_as_it_stands()
    {
        var understood = Assert.IsType<OrderParse.Understood>(
            OrderParser.Parse("never mail ana@xn--crp-eqd.example", s_words)
        );
        Assert.Equal<string>(["ana@xn--crp-eqd.example"], understood.Rule.To!.Value);
    }

    [Fact]
    public void Words_in_quotes_are_never_grammar()
    {
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("\"never\" delete mail", s_words));
        Assert.IsType<OrderParse.Refused>(OrderParser.Parse("never delete \"mail\"", s_words));
    }

    [Theory]
    [InlineData("monday", null)]
    [InlineData("tuesday", "2026-11-24")]
    [InlineData("sunday", "2026-11-29")]
    [InlineData("next monday", "2026-11-30")]
    [InlineData("next tuesday", null)]
    [InlineData("28 February", "2027-02-28")]
    [InlineData("29 February", null)]
    [InlineData("29 February 2028", "2028-02-29")]
    [InlineData("22 November", null)]
    [InlineData("the end of december", "2026-12-31")]
    [InlineData("the end of the month", "2026-11-30")]
    public void A_last_day_is_read_against_today_or_refused(string day, string? expected)
    {
        var parsed = OrderParser.Parse($"no mail until {day}", s_words);
        var date = (parsed as OrderParse.Understood)?.Rule.UntilDate;
        Assert.Equal(expected, date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void No_list_of_a_rule_is_empty_and_no_verb_is_missing()
    {
        foreach (var line in Corpus.Lines)
        {
            if (OrderParser.Parse(line.Text, s_words) is OrderParse.Understood { Rule: var rule })
            {
                Assert.NotEqual(Verbs.None, rule.Verbs);
                ImmutableArray<string>?[] lists =
                [
                    rule.From,
                    rule.NotFrom,
                    rule.To,
                    rule.NotTo,
                    rule.Folder,
                    rule.NotFolder,
                    rule.Subject,
                ];
                Assert.All(lists, l => Assert.False(l is { IsDefaultOrEmpty: true }));
                Assert.Equal(rule.Verdict == OrderVerdict.Limit, rule.Count is not null && rule.Per is not null);
            }
        }
    }
}
