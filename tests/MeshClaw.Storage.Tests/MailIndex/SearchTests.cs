using MeshClaw.Core.Mail.Index;
using static MeshClaw.Storage.Tests.MailIndex.IndexHome;

namespace MeshClaw.Storage.Tests.MailIndex;

public sealed class SearchTests : IAsyncLifetime
{
    private readonly IndexHome _home = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Theory]
    [InlineData("budget", "2 1")]
    [InlineData("BUDGET", "2 1")]
    [InlineData("budget report", "2")]
    [InlineData("\"quarterly report\"", "2")]
    [InlineData("\"report quarterly\"", "")]
    [InlineData("quarter*", "3 2")]
    [InlineData("\"the quart\"*", "3 2")]
    [InlineData("budget -report", "1")]
    [InlineData("-budget", "4 3")]
    [InlineData("-budget -quarters", "4")]
    [InlineData("cafe", "4")]
    [InlineData("café", "4")]
    [InlineData("\"CAFÉ, zürich\"", "4")]
    [InlineData("budge", "")]
    [InlineData("", "4 3 2 1")]
    public async Task Words_find_the_messages_that_have_them(string typed, string found)
    {
        await _home.ArriveAsync(
            "INBOX",
            Mail(1, "The budget of March"),
            Mail(2, "The quarterly report and the budget"),
            Mail(3, "the quarters"),
            Mail(4, "Café Zürich")
        );

        Assert.Equal(found, await _home.FindAsync(typed));
    }

    [Theory]
    [InlineData("会议", "2 1")]
    [InlineData("会议记录", "1")]
    [InlineData("记录", "1")]
    [InlineData("录", "1")]
    [InlineData("会", "3 2 1")]
    [InlineData("议会", "3")]
    [InlineData("会记", "")]
    [InlineData("会议。", "2 1")]
    [InlineData("カタカナ", "4")]
    [InlineData("タカ", "4")]
    [InlineData("ｶﾀｶﾅ", "4")]
    [InlineData("회의", "5")]
    [InlineData("ประชุม", "6")]
    [InlineData("ชุม", "6")]
    [InlineData("हिन्दी", "7")]
    [InlineData("हि", "")]
    [InlineData("ABC", "8")]
    [InlineData("كتاب", "9")]
    [InlineData("meeting会议", "2")]
    [InlineData("在 x", "")]
    public async Task Words_of_scripts_without_blanks_are_found_within_a_text(string typed, string found)
    {
        await _home.ArriveAsync(
            "INBOX",
            Mail(1, "各位好，今天的会议记录在附件里"),
            Mail(2, "our meeting会议 is on"),
            Mail(3, "议会"),
            Mail(4, "これはカタカナです"),
            Mail(5, "내일 회의록을 보내"),
            Mail(6, "การประชุมพรุ่งนี้"),
            Mail(7, "मैं हिन्दी बोलता"),
            Mail(8, "ＡＢＣ"),
            Mail(9, "كِتَاب")
        );

        Assert.Equal(found, await _home.FindAsync(typed));
    }

    [Theory]
    [InlineData("from:ana", "1")]
    [InlineData("from:\"ana costa\"", "1")]
    [InlineData("from:@corp.example", "1")]
    [InlineData("from:cost*", "1")]
    [InlineData("from:bob", "2")]
    [InlineData("to:ana", "2")]
    [InlineData("to:corp.example", "")]
    [InlineData("ana", "3 2 1")]
    [InlineData("subject:ana", "3")]
    [InlineData("has:attachment", "2")]
    [InlineData("plan", "2")]
    [InlineData("from:ana to:zoe", "1")]
    [InlineData("from:zoe", "")]
    public async Task Fields_are_told_apart(string typed, string found)
    {
        await _home.ArriveAsync(
            "INBOX",
            Mail(
                1,
                words: new()
                {
                    From = "a.c@corp.example",
                    FromName = "Ana Costa",
                    Recipients = "Zoe zoe@own.example",
                }
            ),
            Mail(
                2,
                words: new()
                {
                    From = "bob@b.example",
                    FromName = "Bob",
                    Recipients = "Ana a.c@home.example",
                    Attachments = "plan.pdf",
                }
            ),
            Mail(3, words: new() { From = "carl@c.example", Subject = "About Ana" })
        );

        Assert.Equal(found, await _home.FindAsync(typed));
    }

    [Theory]
    [InlineData("in:archive", "3 2")]
    [InlineData("in:Archive/2024", "3")]
    [InlineData("in:Arch", "")]
    [InlineData("budget in:Archive", "3 2")]
    [InlineData("budget in:inbox", "1")]
    [InlineData("budget in:INBOX is:unread", "1")]
    [InlineData("is:unread", "3 1")]
    [InlineData("is:unread in:Archive", "3")]
    [InlineData("is:flagged", "2")]
    [InlineData("is:flagged in:INBOX", "")]
    [InlineData("budget is:flagged", "2")]
    [InlineData("budget is:unflagged", "3 1")]
    [InlineData("is:unflagged is:unread account:mail/work", "3 1")]
    [InlineData("is:flagged account:mail/work", "2")]
    [InlineData("in:Nowhere", "")]
    [InlineData("budget account:mail/none", "")]
    [InlineData("after:2026-11-23 before:2026-11-24", "2 1")]
    [InlineData("budget after:2026-11-24", "3")]
    [InlineData("before:2026-11-24 in:Archive", "2")]
    [InlineData("is:unread before:2026-11-24", "1")]
    [InlineData("before:2026", "")]
    [InlineData("budget after:2026-12", "")]
    public async Task Places_marks_and_times_narrow(string typed, string found)
    {
        await _home.ArriveAsync("INBOX", Mail(1, "budget"));
        await _home.ArriveAsync("Archive", Mail(2, "budget", marks: MailMarks.Seen | MailMarks.Flagged));
        await _home.ArriveAsync("Archive/2024", Mail(3, "budget", received: new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)));

        Assert.Equal(found, await _home.FindAsync(typed));
    }

    [Fact]
    public async Task A_snippet_is_the_beginning_on_one_line()
    {
        await _home.ArriveAsync(
            "INBOX",
            Mail(1, "  Dear\r\n\tAna,\u0007 " + string.Concat(Enumerable.Repeat("😀x", 100)))
        );

        var snippet = (await _home.Index.SearchAsync(new MailQuery(), None)).Hits.Single().Snippet;

        Assert.StartsWith("Dear Ana, 😀x😀x", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 148, 150);
        Assert.False(char.IsHighSurrogate(snippet[^1]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("budget")]
    [InlineData("in:INBOX")]
    [InlineData("is:unread")]
    public async Task Pages_stay_where_they_are_when_messages_come_between(string typed)
    {
        await _home.ArriveAsync("INBOX", [.. Enumerable.Range(1, 25).Select(n => Mail(n * 2, "budget"))]);
        var query = MailQueryText.Parse(typed, TimeZoneInfo.Utc) with { Limit = 10 };
        var found = new List<string>();
        var extra = 1;
        do
        {
            var page = await _home.Index.SearchAsync(query, None);
            found.AddRange(page.Hits.Select(h => h.Location.Id));
            query = query with { Cursor = page.Next };
            await _home.ArriveAsync("INBOX", Mail(1000 + extra, "budget", received: Start.AddMinutes(49 - extra * 2)));
            extra++;
        } while (query.Cursor is not null);

        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(n => $"{n * 2}"), found.Where(id => id.Length < 4));
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    [Fact]
    public async Task Thousands_of_one_second_are_all_found_and_not_at_another_time()
    {
        var noon = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        await _home.ArriveAsync("INBOX", [.. Enumerable.Range(1, 1000).Select(n => Mail(n, "budget", received: noon))]);
        await _home.ArriveAsync(
            "INBOX",
            Mail(2000, "budget", received: noon.AddSeconds(1)),
            Mail(2001, "budget", received: noon.AddSeconds(-1))
        );
        var query = new MailQuery
        {
            Since = noon,
            Before = noon.AddSeconds(1),
            Limit = 500,
        };

        foreach (var asked in new[] { query, query with { Words = ["budget"] }, query with { Folder = "INBOX" } })
        {
            var first = await _home.Index.SearchAsync(asked, None);
            var second = await _home.Index.SearchAsync(asked with { Cursor = first.Next }, None);

            var ids = first.Hits.Concat(second.Hits).Select(h => int.Parse(h.Location.Id)).Order();
            Assert.Equal(Enumerable.Range(1, 1000), ids);
            Assert.Null(second.Next);
        }
    }

    [Fact]
    public async Task Messages_of_any_time_can_be_kept()
    {
        DateTimeOffset[] times =
        [
            DateTimeOffset.MinValue,
            new(1950, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Start,
            DateTimeOffset.MaxValue,
        ];
        await _home.ArriveAsync("INBOX", [.. times.Select((t, i) => Mail(i + 1, received: t))]);

        var hits = (await _home.Index.SearchAsync(new MailQuery(), None)).Hits;

        Assert.Equal(["4", "3"], hits.Take(2).Select(h => h.Location.Id));
        Assert.Equal(times.ToHashSet(), hits.Select(h => h.Received).ToHashSet());
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(501, null)]
    [InlineData(10, "later")]
    [InlineData(10, "-1")]
    public async Task A_limit_or_cursor_that_cannot_be_is_refused(int limit, string? cursor) =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _home.Index.SearchAsync(new MailQuery { Limit = limit, Cursor = cursor }, None)
        );
}
