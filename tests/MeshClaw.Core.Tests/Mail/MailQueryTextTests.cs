using CsCheck;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Mail;

public sealed class MailQueryTextTests
{
    private static readonly TimeZoneInfo s_lisbon = TimeZoneInfo.CreateCustomTimeZone(
        "test",
        TimeSpan.FromHours(1),
        "test",
        "test"
    );

    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.OneOf([
            .. new[]
            {
                "from:",
                "to:",
                "in:",
                "is:",
                "is:unread",
                "has:attachment",
                "before:",
                "after:2026",
                "2026-11",
                "\"",
                "-",
                "*",
                " ",
                ":",
                "account:",
                "\0",
                "\uD800",
                "foo:",
                "\t",
                "99999-99",
                "ana",
                "subject:",
            }.Select(Gen.Const),
        ]),
        Gen.String[0, 6]
    );

    private static MailQuery Parse(string text) => MailQueryText.Parse(text, s_lisbon);

    [Fact]
    public void All_that_can_be_said_is_read()
    {
        var query = Parse(
            "from:ana \"quarterly report\" -draft word* to:\"Bob B\" subject:offsite in:\"My Folder\" account:mail/work is:unread "
                + "is:flagged is:unanswered has:attachment before:2026-11-02 after:2026-10 -\"old news\""
        );

        Assert.Equal(["quarterly report", "word*"], query.Words);
        Assert.Equal(["draft", "old news"], query.Without);
        Assert.Equal(
            new MailQuery
            {
                From = "ana",
                To = "Bob B",
                Subject = "offsite",
                Folder = "My Folder",
                Connection = new ConnectionName("mail/work"),
                With = MailMarks.Flagged,
                Lacking = MailMarks.Seen | MailMarks.Answered,
                HasAttachment = true,
                Before = new DateTimeOffset(2026, 11, 1, 23, 0, 0, TimeSpan.Zero),
                Since = new DateTimeOffset(2026, 9, 30, 23, 0, 0, TimeSpan.Zero),
            },
            query with
            {
                Words = [],
                Without = [],
            }
        );
    }

    [Fact]
    public void Nothing_means_everything() => Assert.Equal(new MailQuery(), Parse(" \t "));

    [Theory]
    [InlineData("12:30", "12:30")]
    [InlineData("a.b@c.example", "a.b@c.example")]
    [InlineData("\"http://x.example\"", "http://x.example")]
    [InlineData("c++", "c++")]
    [InlineData("FROM", "FROM")]
    [InlineData("foo-bar", "foo-bar")]
    [InlineData("\"quarterly rep\"*", "quarterly rep*")]
    [InlineData("会*", "会*")]
    public void What_only_looks_like_more_is_a_word(string text, string word) =>
        Assert.Equal([word], Parse(text).Words);

    [Theory]
    [InlineData("form:ana", "form: is not known.")]
    [InlineData("http://x.example", "http: is not known.")]
    [InlineData("is:red", "is:red is not known.")]
    [InlineData("has:photos", "has:photos is not known.")]
    [InlineData("before:yesterday", "before:yesterday is no date: write 2026-11-23, 2026-11 or 2026, from 1970 on.")]
    [InlineData("after:2026-13", "after:2026-13 is no date")]
    [InlineData("after:1969", "after:1969 is no date")]
    [InlineData("before:2026-02-30", "before:2026-02-30 is no date")]
    [InlineData("from:ana from:bob", "from: stands there twice.")]
    [InlineData("is:read is:unread", "is:unread contradicts what stands before it.")]
    [InlineData("-from:ana", "Only words can be left out, not -from:.")]
    [InlineData("from:", "from: has nothing after it.")]
    [InlineData("\"\"", "There is nothing between the quotes.")]
    [InlineData("\"open", "A quote is not closed.")]
    [InlineData("re*", "re* begins too many words: write at least 3 letters before the *.")]
    [InlineData("\"quarterly r\"*", "begins too many words")]
    [InlineData("a - b", "- has no letter and no digit")]
    [InlineData("from:*", "* has no letter and no digit")]
    public void What_cannot_be_meant_is_said_with_what_is_allowed(string text, string message)
    {
        var failure = Assert.Throws<MailQueryException>(() => Parse(text));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Allowed are words", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_said_at_once()
    {
        var failure = Assert.Throws<MailQueryException>(() => Parse("form:ana is:red before:soon"));

        Assert.StartsWith(
            "form: is not known. is:red is not known. before:soon is no date",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void More_than_is_typed_is_refused() =>
        Assert.Contains(
            "at most 1000",
            Assert.Throws<MailQueryException>(() => Parse(new string('a', 1001))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Any_text_is_a_query_or_an_error_of_its_own() =>
        s_piece
            .Array[0, 12]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    try
                    {
                        Assert.NotNull(Parse(text));
                    }
                    catch (MailQueryException refused)
                    {
                        Assert.DoesNotContain('\0', refused.Message);
                    }
                },
                iter: 20_000,
                threads: 1
            );

    [Fact]
    public void Words_come_out_as_they_went_in() =>
        Gen.Select(
                Gen.String[Gen.Char["abcXYZ0189 .,:-_@/()会é"], 1, 12]
                    .Where(w => w.Any(char.IsLetterOrDigit) && w.Trim() == w)
                    .Array[0, 6],
                Gen.Bool.Array[6]
            )
            .Sample(
                (words, negated) =>
                {
                    var query = Parse(string.Join(' ', words.Select((w, i) => $"{(negated[i] ? "-" : "")}\"{w}\"")));

                    Assert.Equal(words.Where((_, i) => !negated[i]), query.Words);
                    Assert.Equal(words.Where((_, i) => negated[i]), query.Without);
                },
                iter: 5000,
                threads: 1
            );
}
