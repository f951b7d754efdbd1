using CsCheck;
using MeshClaw.Connectors.Mail.Sieve;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Tests.Mail.Sieve;

/// <summary>A block of ours goes into an owner's script and out again, and nothing else of it changes.</summary>
public sealed class SieveScriptTests
{
    private const string Block = "require [\"vacation\"];\r\nvacation \"Away\";\r\n";

    private static readonly string[] s_scripts =
    [
        "",
        "keep;",
        "require \"fileinto\";\r\nfileinto \"A\";\r\n",
        "# my rules\nrequire [\"fileinto\", \"envelope\"]; require \"imap4flags\";\nif true { stop; }\n",
        "/* require \"x\"; */ require\r\n[\"fileinto\"]\r\n;\r\nkeep;",
        "requirement \"no command\";",
        "require \"vac;ation\\\"\"; keep;",
        "redirect \"# MeshClaw vacation: end\";\r\n",
        "reject text:\r\n# MeshClaw vacation: begin (made by mail.vacation; edit around it)\r\n# MeshClaw vacation: end\r\n.\r\n;\r\nkeep;",
        "if header :text \"a\" \"b\" { keep; }",
    ];

    public static TheoryData<string> Scripts => [.. s_scripts];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void What_goes_in_comes_out_again(string script)
    {
        var with = SieveScript.With(script, Block);
        var line = script.Length > 0 && !with.StartsWith("# MeshClaw", StringComparison.Ordinal) ? "\r\n" : "";

        Assert.True(SieveScript.HasBlock(with));
        Assert.Equal(with, SieveScript.With(with, Block));
        var without = SieveScript.With(with, null);
        Assert.Equal(
            script.Replace("\r\n", "", StringComparison.Ordinal),
            without.Replace("\r\n", "", StringComparison.Ordinal)
        );
        Assert.True(without == script || without.Length == script.Length + line.Length);
        Assert.False(SieveScript.HasBlock(without));
    }

    [Theory]
    [InlineData("require \"fileinto\";\r\nfileinto \"A\";", "require \"fileinto\";\r\n# MeshClaw")]
    [InlineData("stop;", "# MeshClaw")]
    [InlineData("require \"a;b\"; require [\"c\"];stop;", "require \"a;b\"; require [\"c\"];\r\n# MeshClaw")]
    public void The_block_stands_after_what_is_required_and_before_what_may_stop(string script, string begin) =>
        Assert.StartsWith(begin, SieveScript.With(script, Block), StringComparison.Ordinal);

    [Theory]
    [InlineData("require \"open")]
    [InlineData("/* open")]
    [InlineData("require \"x\"")]
    [InlineData("if true { reject text:\r\nno end")]
    public void A_broken_script_is_left_alone(string script) =>
        Assert.Throws<ToolException>(() => SieveScript.With(script, Block));

    [Fact]
    public void Any_text_is_one_string_and_ends_where_it_should() =>
        Gen.String[Gen.Char["\"\\;{}#/*.:\r\nax é"], 0, 40]
            .Sample(text =>
            {
                var script = $"vacation {SieveScript.Quote(text)};keep;";
                var with = SieveScript.With(script, Block);
                Assert.EndsWith(script, with, StringComparison.Ordinal);
                Assert.Equal(script, SieveScript.With(with, null));
            });

    [Fact]
    public void Any_script_is_refused_or_comes_out_as_it_was() =>
        Gen.String[Gen.Char["\"\\;{}#/*.:\r\nrequitx "], 0, 60]
            .Sample(script =>
            {
                try
                {
                    var with = SieveScript.With(script, Block);
                    Assert.Contains("vacation \"Away\";", with, StringComparison.Ordinal);
                }
                catch (ToolException)
                {
                    // Said so.
                }
            });
}
