using MeshClaw.Policy.Shell;

namespace MeshClaw.Policy.Tests.Shell;

/// <summary>Words as bash 5.2 made them: each text stood after a function's name, which printed its arguments.</summary>
public sealed class ShellWordsTests
{
    public static TheoryData<string, string[]> Recorded { get; } =
        new()
        {
            { "a b  c", ["a", "b", "c"] },
            { "'a b' c", ["a b", "c"] },
            { "\"a b\" c", ["a b", "c"] },
            { "a\\ b", ["a b"] },
            { "a\"b\"'c'd", ["abcd"] },
            { "''", [""] },
            { "\"\" a ''", ["", "a", ""] },
            { "a''b", ["ab"] },
            { "'it'\\''s'", ["it's"] },
            { "\"a'b\"", ["a'b"] },
            { "'a\"b'", ["a\"b"] },
            { "\"a\\\"b\"", ["a\"b"] },
            { "\"a\\\\b\"", ["a\\b"] },
            { "\"a\\b\"", ["a\\b"] },
            { "\"a\\$b\"", ["a$b"] },
            { "'a\\b'", ["a\\b"] },
            { "a\\\\b", ["a\\b"] },
            { "\\a\\b", ["ab"] },
            { "\"a\\\nb\"", ["ab"] },
            { "a\\\nb", ["ab"] },
            { "$'a\\tb'", ["a\tb"] },
            { "$'a\\x41\\101\\u00e9'", ["aAA\u00e9"] },
            { "$'a\\'b'", ["a'b"] },
            { "$'\\q'", ["\\q"] },
            { "$'a\\0b'c", ["ac"] },
            { "$\"a b\"", ["a b"] },
            { "a#b #c", ["a#b"] },
            { "'#' a", ["#", "a"] },
            { "\\#a", ["#a"] },
            { "{a,b}c", ["ac", "bc"] },
            { "a{b,c}d", ["abd", "acd"] },
            { "{a,{b,c}}", ["a", "b", "c"] },
            { "\"{a,b}\"", ["{a,b}"] },
            { "{a}", ["{a}"] },
            { "{}", ["{}"] },
            { "{1..4}", ["1", "2", "3", "4"] },
            { "{c..a}", ["c", "b", "a"] },
            { "a{,b}", ["a", "ab"] },
            { "{a,b}{c,d}", ["ac", "ad", "bc", "bd"] },
            { "{a\\,b,c}", ["a,b", "c"] },
            { "'{'a,b}", ["{a,b}"] },
            { "x=1", ["x=1"] },
            { "a=b c", ["a=b", "c"] },
            { "-- -x", ["--", "-x"] },
            { "a;true b", ["a"] },
            { "a&&true", ["a"] },
            { "a|cat", ["a"] },
            { "a>/dev/null b", ["a", "b"] },
            { "a 2>&1 b", ["a", "b"] },
            { "~notauser12345", ["~notauser12345"] },
            { "\\~", ["~"] },
            { "a~b", ["a~b"] },
            { "$", ["$"] },
            { "a$", ["a$"] },
            { "\"$\"", ["$"] },
            { "$%", ["$%"] },
            { "a$'b'$\"c\"", ["abc"] },
            { "!a", ["!a"] },
            { "a!b", ["a!b"] },
            { "\\'", ["'"] },
            { "\"'\"'\"'", ["'\""] },
            { "%s", ["%s"] },
            { "a=~x", ["a=~x"] },
            { "[a", ["[a"] },
            { "\"*\"", ["*"] },
            { "\\*", ["*"] },
            { "\u00e9\"\u00fc\"", ["\u00e9\u00fc"] },
            { "\ta\t\tb\t", ["a", "b"] },
            { "a;", ["a"] },
            { "'a\nb'", ["a\nb"] },
            { "\"a\tb\"", ["a\tb"] },
            { "1>/dev/null", [] },
            { "a >/dev/null", ["a"] },
            { "a<<<b", ["a"] },
            { "{a,b", ["{a,b"] },
            { "a}", ["a}"] },
            { "{a..b..c}", ["{a..b..c}"] },
            { "\\{a,b}", ["{a,b}"] },
            { "{a,b\\}", ["{a,b}"] },
            { "$'\\c[' ", ["\u001b"] },
            { "a\\'b", ["a'b"] },
            { "\"$'a'\"", ["$'a'"] },
            { "--x=\"a b\"", ["--x=a b"] },
            { "--x='a'\"b\"c\\ d", ["--x=abc d"] },
            { "{1..9..4}", ["1", "5", "9"] },
            { "{9..1..-4}", ["9", "5", "1"] },
        };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Words_are_those_of_bash(string text, string[] words)
    {
        var reading = ShellReading.Read("echo " + text);
        Assert.Equal([], reading.Findings);
        Assert.Equal(words, reading.Commands[0].Arguments.Select(a => a.Text));
        Assert.All(reading.Commands[0].Arguments, a => Assert.Equal(ShellWordKind.Literal, a.Kind));
    }
}
