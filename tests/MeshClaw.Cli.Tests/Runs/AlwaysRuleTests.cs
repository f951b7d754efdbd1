using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Runs;

public sealed class AlwaysRuleTests
{
    [Theory]
    [InlineData("Reading", "from a@b.example -> Reading")]
    [InlineData("Projects/Alpha 2", "from a@b.example -> Projects/Alpha 2")]
    [InlineData("Archive", "from a@b.example -> \"Archive\"")] // the folder, not the disposition
    [InlineData("keep", "from a@b.example -> \"keep\"")]
    [InlineData("read", "from a@b.example -> \"read\"")]
    [InlineData("A -> delete", "from a@b.example -> \"A -> delete\"")]
    public void A_move_becomes_a_rule_with_its_folder(string folder, string expected) =>
        Assert.Equal(expected, AlwaysRule.For(Samples.Call("a1", "a@b.example", folder))?.Rule);

    [Theory]
    [InlineData("")]
    [InlineData("a\\\"b")]
    [InlineData("a\\nb")]
    public void A_folder_that_could_break_out_of_the_rule_makes_none(string folder) =>
        Assert.Null(AlwaysRule.For(Samples.Call("a1", "a@b.example", folder)));

    [Theory]
    [InlineData("mail.archive", "from a@b.example -> archive")]
    [InlineData("mail.delete", "from a@b.example -> delete")]
    [InlineData("mail.flag", null)]
    public void Other_tools_become_what_they_do_or_nothing(string tool, string? expected) =>
        Assert.Equal(expected, AlwaysRule.For(Samples.Call("a1", "a@b.example", "x") with { Tool = tool })?.Rule);

    [Fact]
    public void Without_exactly_one_sender_there_is_no_rule()
    {
        var call = Samples.Call("a1", "a@b.example", "Reading");
        Assert.Null(AlwaysRule.For(call with { From = [] }));
        Assert.Null(AlwaysRule.For(call with { From = ["a@b.example", "c@d.example"] }));
        Assert.Null(AlwaysRule.For(call with { From = ["a@b.example\n  - from *@x -> delete"] }));
    }

    [Fact]
    public void The_title_is_not_believed()
    {
        var call = Samples.Call("a1", "real@b.example", "Reading") with
        {
            Title = "\"ceo@corp.example\" <real@b.example>",
        };
        Assert.Equal("real@b.example", AlwaysRule.For(call)?.Sender);
    }
}
