using CsCheck;
using MeshClaw.Channels.Slack;

namespace MeshClaw.Channels.Tests.Slack;

public sealed class SlackTextTests
{
    // Strings of what matters here, so that the interesting ones come about.
    private static readonly Gen<string> s_text = Gen.OneOf(
            Gen.OneOf("<", ">", "&", "&lt;", "&amp;", "<!channel>", "<@U1>", "|", "@", "#", ":", "\n", "👋", "\ud83d"),
            Gen.String
        )
        .Array[0, 20]
        .Select(parts => string.Concat(parts));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a &lt;b&gt; &amp; c &amp;lt;", "a <b> & c &lt;")]
    [InlineData("<@U123ABC>", "@U123ABC")]
    [InlineData("<@U123ABC|ana>", "@ana")]
    [InlineData("<#C123ABC|general>", "#general")]
    [InlineData("<#C123ABC|>", "#C123ABC")]
    [InlineData("<!here>", "@here")]
    [InlineData("<!here|@here>", "@here")]
    [InlineData("<!subteam^SAZ94GDB8>", "@SAZ94GDB8")]
    [InlineData("<!subteam^SAZ94GDB8|@admins>", "@admins")]
    [InlineData("<!date^1392734382^Posted {date_num}|Posted 2014-02-18>", "Posted 2014-02-18")]
    [InlineData("<https://a.example/?x=1&amp;y=2>", "https://a.example/?x=1&y=2")]
    [InlineData("<https://a.example|https://a.example>", "https://a.example")]
    [InlineData("<https://evil.example|https://bank.example>", "https://bank.example (https://evil.example)")]
    [InlineData("<http://a.example|a.example>", "a.example (http://a.example)")]
    [InlineData("<mailto:a@b.example|a@b.example>", "a@b.example")]
    [InlineData("a < b", "a < b")]
    [InlineData("<> <|x>", "<> <|x>")]
    [InlineData("", "")]
    public void What_Slack_sends_is_read_as_people_see_it(string wire, string text) =>
        Assert.Equal(text, SlackText.Read(wire));

    [Theory]
    [InlineData("<@UBOT> do it", "do it")]
    [InlineData("<@UBOT|claw>: do it", "do it")]
    [InlineData("do it <@UBOT>", "do it")]
    [InlineData("<@UBOT>", "")]
    [InlineData("<@UBOT> <@UBOT> do", "do")]
    [InlineData("ask <@UBOT> about it", "ask <@UBOT> about it")]
    [InlineData("<@UBOTX> do it", "<@UBOTX> do it")]
    [InlineData("  as it is  ", "  as it is  ")]
    public void The_name_of_the_agent_is_taken_off(string wire, string text) =>
        Assert.Equal(text, SlackText.WithoutMention(wire, "UBOT"));

    [Fact]
    public void What_is_escaped_reads_as_it_was_and_has_no_special_form() =>
        s_text.Sample(
            typed =>
            {
                var text = SlackText.WellFormed(typed);
                var wire = SlackText.Escape(text);
                Assert.False(wire.Contains('<') || wire.Contains('>'));
                Assert.Equal(text, SlackText.Read(wire));
            },
            iter: 5_000
        );

    [Fact]
    public void What_is_cut_is_no_longer_than_it_may_be_and_reads_as_a_beginning() =>
        Gen.Select(s_text, Gen.Int[0, 60])
            .Sample(
                (typed, atMost) =>
                {
                    var text = SlackText.WellFormed(typed);
                    var wire = SlackText.Escape(text, atMost);
                    Assert.True(wire.Length <= atMost);
                    Assert.StartsWith(SlackText.Read(wire), text, StringComparison.Ordinal);
                },
                iter: 5_000
            );

    [Fact]
    public void Anything_can_be_read() => s_text.Sample(wire => Assert.NotNull(SlackText.Read(wire)), iter: 5_000);
}
