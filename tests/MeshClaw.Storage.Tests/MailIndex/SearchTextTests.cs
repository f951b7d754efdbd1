using CsCheck;
using MeshClaw.Core.Mail.Index;
using static MeshClaw.Storage.Tests.MailIndex.IndexHome;

namespace MeshClaw.Storage.Tests.MailIndex;

/// <summary>What an owner, a model or a message says is never a part of the language of FTS5.</summary>
public sealed class SearchTextTests : IAsyncLifetime
{
    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.OneOf([
            .. new[]
            {
                "\"",
                "'",
                "*",
                "^",
                "-",
                "+",
                ":",
                "(",
                ")",
                "{",
                "}",
                ",",
                "\0",
                " AND ",
                " OR ",
                " NOT ",
                "NEAR(",
                "subject:",
                "tags : ",
                "budget",
                "report",
                "\uE000",
                "\uE0041",
                "\uD800",
                "\uDC00",
                "\uFFFE",
                "\uFFFF",
                "会议",
                "ก็",
                "é",
                "e\u0301",
                "\u0301",
                "😀",
                "\u202E",
                ";--",
            }.Select(Gen.Const),
        ]),
        Gen.String[1, 5]
    );

    private static readonly Gen<string> s_text = s_piece.Array[0, 8].Select(string.Concat);

    private readonly IndexHome _home = new();

    public async ValueTask InitializeAsync() =>
        await _home.ArriveAsync(
            "INBOX",
            Mail(1, "the budget", words: new() { Subject = "alone", Text = "budget AND report NOT near" }),
            Mail(2, "the report")
        );

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public void Any_text_is_only_words() =>
        Gen.Select(s_text.Array[0, 3], s_text.Array[0, 3], s_text.Null(), s_text.Null(), s_text.Null(), s_text.Null())
            .Sample(
                q =>
                {
                    var (words, without, from, to, subject, folder) = q;
                    var query = new MailQuery
                    {
                        Words = [.. words],
                        Without = [.. without],
                        From = from,
                        To = to,
                        Subject = subject,
                        Folder = folder,
                    };
                    _home.Index.SearchAsync(query, default).GetAwaiter().GetResult();
                },
                iter: 3000,
                threads: 1
            );

    [Theory]
    [InlineData("nothing OR report")]
    [InlineData("\" OR report OR \"")]
    [InlineData("report\" OR \"budget")]
    [InlineData("NOT nothing")]
    [InlineData("tags:all")]
    [InlineData("\uE000")]
    [InlineData("subject : alone")]
    [InlineData("{text} : budget")]
    [InlineData("NEAR(budget report)")]
    [InlineData("^budget ^report")]
    [InlineData("!!!")]
    [InlineData("")]
    [InlineData("*")]
    public async Task What_would_be_an_operator_is_a_word_that_stands_nowhere(string words) =>
        Assert.Empty(await _home.SubjectsAsync(new MailQuery { Words = [words] }));

    [Fact]
    public async Task Words_that_are_operators_elsewhere_are_found_as_words()
    {
        Assert.Equal(["alone"], await _home.SubjectsAsync(new MailQuery { Words = ["budget AND report NOT near"] }));
        Assert.Equal(["alone"], await _home.SubjectsAsync(new MailQuery { Words = ["and", "not"] }));
    }

    [Fact]
    public async Task A_message_cannot_claim_another_folder_or_sender()
    {
        await _home.ArriveAsync(
            "Other",
            Mail(
                3,
                words: new()
                {
                    Subject = "liar",
                    Text = "\uE0041 \uE001ana \uE005",
                    From = "x@y.example",
                }
            )
        );

        Assert.Empty(await _home.SubjectsAsync(new MailQuery { Words = ["liar"], Folder = "INBOX" }));
        Assert.Empty(await _home.SubjectsAsync(new MailQuery { Subject = "liar", From = "ana" }));
        Assert.Empty(await _home.SubjectsAsync(new MailQuery { HasAttachment = true }));
    }

    [Fact]
    public async Task What_was_indexed_is_found_by_any_piece_of_it_that_has_a_letter()
    {
        var number = 10;
        await s_text.SampleAsync(
            async text =>
            {
                var own = $"n{++number}";
                await _home.ArriveAsync(
                    "INBOX",
                    Mail(number, words: new() { Subject = own, Text = $"before {text} after" })
                );
                Assert.Equal([own], await _home.SubjectsAsync(new MailQuery { Words = [own, "before"] }));
                if (text.EnumerateRunes().Any(System.Text.Rune.IsLetter) && text.All(c => c is < '\u0250' and not '\0'))
                {
                    Assert.Equal([own], await _home.SubjectsAsync(new MailQuery { Words = [own, text.TrimEnd('*')] }));
                }
            },
            iter: 300,
            threads: 1
        );
    }
}
