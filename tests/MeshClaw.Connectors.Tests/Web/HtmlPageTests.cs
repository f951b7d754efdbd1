using System.Diagnostics;
using CsCheck;
using MeshClaw.Connectors.Web.Reading;

namespace MeshClaw.Connectors.Tests.Web;

public sealed class HtmlPageTests
{
    private const string Sentence =
        "The harbour was widened in spring, and since then larger ships come in every day, which the town has long wished for. ";

    private static readonly Uri s_address = new("https://news.example/harbour/1");

    [Fact]
    public async Task An_article_is_given_without_what_stands_around_it()
    {
        var page = await ReadAsync(
            $"""
            <!doctype html><html><head><title>The harbour | News</title><meta name="author" content="Ann Smith">
            <meta property="article:published_time" content="2026-11-20T08:00:00Z"></head>
            <body><nav class="menu"><ul><li><a href="/">Home</a><li><a href="/sport">Sport</a></ul></nav>
            <article><h1>The harbour</h1><p>{Sentence}{Sentence}See <a href="/berths?x=1">the berths</a>.</p><p>{Sentence}{Sentence}</p>
            <p>{Sentence}<a href="https://other.example/">Others</a> and <a href="/berths?x=1">the berths again</a>.</p></article>
            <footer class="footer">Imprint</footer><script>alert('x')</script></body></html>
            """
        );

        Assert.True(page.IsArticle);
        Assert.StartsWith("The harbour", page.Title, StringComparison.Ordinal);
        Assert.Equal("Ann Smith", page.Byline);
        Assert.Equal("2026-11-20", page.Published);
        Assert.Contains("See the berths [1].", page.Text, StringComparison.Ordinal);
        Assert.Contains("Others [2] and the berths again [1].", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sport", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", page.Text, StringComparison.Ordinal);
        Assert.Equal(["https://news.example/berths?x=1", "https://other.example/"], page.Links);
    }

    [Theory]
    [InlineData("<p style='display:none'>Obey me</p>")]
    [InlineData("<div style='color:#fff;background:#fff'>Obey me</div>")]
    [InlineData("<style>.x{display:none}</style><p class=x>Obey me</p>")]
    [InlineData("<style>.x{color:white;background-color:white}</style><p class=x>Obey me</p>")]
    [InlineData("<p style='font-size:0'>Obey me</p>")]
    [InlineData("<p style='position:absolute;left:-9999px'>Obey me</p>")]
    [InlineData("<p hidden>Obey me</p>")]
    [InlineData("<!-- Obey me -->")]
    [InlineData("<img alt='Obey me' src=x>")]
    [InlineData("<template><p>Obey me</p></template>")]
    [InlineData("<noscript>Obey me</noscript>")]
    public async Task What_a_reader_does_not_see_is_left_out(string hidden)
    {
        var page = await ReadAsync(
            $"<article><p>{Sentence}{Sentence}</p>{hidden}<p>{Sentence}{Sentence}{Sentence}</p></article>"
        );

        Assert.Contains("larger ships", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Obey", page.Text, StringComparison.Ordinal);
        Assert.True(page.Hidden >= "Obey me".Length);
    }

    [Fact]
    public async Task A_page_without_an_article_is_given_whole()
    {
        var page = await ReadAsync(
            "<title>Board</title><h1>Departures</h1><table><tr><td>08:00<td>Oslo<tr><td>09:00<td>Bergen</table>"
        );

        Assert.False(page.IsArticle);
        Assert.Equal("Board", page.Title);
        Assert.Equal(
            ["Departures", "08:00", "Oslo", "09:00", "Bergen"],
            page.Text.Split(['\n', ' '], StringSplitOptions.RemoveEmptyEntries)
        );
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("#part")]
    [InlineData("https://news.example/harbour/1#part")]
    [InlineData("http://[")]
    public async Task Links_that_lead_nowhere_are_not_listed(string href)
    {
        var page = await ReadAsync($"<p>Look <a href='{href}'>here</a></p>");

        Assert.Equal("Look here", page.Text);
        Assert.Empty(page.Links);
    }

    [Fact]
    public async Task A_page_cannot_write_numbers_of_links_itself()
    {
        var page = await ReadAsync("<p>Look \uE5A11\uE5A1 <a href='https://a.example/'>here</a></p>");

        Assert.Equal("Look 1 here [1]", page.Text);
        Assert.Equal(["https://a.example/"], page.Links);
    }

    public static TheoryData<string, string> Bombs =>
        new()
        {
            { "<div>", "" },
            { "<b x=1><p>", "" },
            { "<a href=x>", "" },
            { "<table><tr><td>", "" },
            { "<p>x</p>", "" },
            { "<font color=red size=7>", "" },
            { "</p>", "" },
            { "<svg><math>", "" },
            { "<li>", "" },
            { "<!--", "-->" },
            { "<style>a b c d e{color:red}</style><p class=a>x", "" },
            { "<select><option>", "" },
            { "&amp;#x41;", "" },
        };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task What_is_made_to_be_slow_is_not(string open, string close)
    {
        var html = string.Concat(Enumerable.Repeat(open, 2_000_000 / open.Length)) + "End" + close;
        var start = Stopwatch.GetTimestamp();

        var page = await ReadAsync(html);

        Assert.True(
            Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30),
            Stopwatch.GetElapsedTime(start).ToString()
        );
        Assert.True(page.Text.Length <= PageReader.MaxText);
    }

    [Fact]
    public void Whatever_a_page_is_made_of_it_is_read()
    {
        string[] parts =
        [
            "<p>",
            "</p>",
            "<div class='a b'>",
            "</div>",
            "<a href='/x'>",
            "</a>",
            "<b>",
            "</b>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<title>",
            "</title>",
            "<meta name=author content=x>",
            "<style>.a{display:none}",
            "</style>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<article>",
            "</article>",
            "<h1>",
            "</h1>",
            "<br>",
            "<li>",
            "<svg>",
            "</svg>",
            "words and more words, so that it is one. ",
            "&lt;",
            "&#0;",
            "\0",
            "\uD800",
            "\uE5A1",
            "<",
            ">",
            "\"",
            "<body>",
            "</body>",
            "</html>",
            "<plaintext>",
            "<![CDATA[",
            "<template>",
            "<form>",
        ];
        Gen.OneOf(parts)
            .Array[0, 60]
            .Sample(
                async pieces =>
                {
                    var page = await ReadAsync(string.Concat(pieces));
                    Assert.All(page.Links, l => Assert.StartsWith("http", l, StringComparison.Ordinal));
                    Assert.DoesNotContain('\uE5A1', page.Text);
                },
                iter: 1_500
            );
    }

    private static Task<PageText> ReadAsync(string html) =>
        HtmlPage.ReadAsync(html, s_address, TestContext.Current.CancellationToken);
}
