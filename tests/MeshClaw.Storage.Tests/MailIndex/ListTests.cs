using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using static MeshClaw.Storage.Tests.MailIndex.IndexHome;

namespace MeshClaw.Storage.Tests.MailIndex;

public sealed class ListTests
{
    [Fact]
    public async Task Lists_are_counted_with_what_was_read_most_unread_first()
    {
        await using var home = new IndexHome();
        await home.ArriveAsync(
            "INBOX",
            Of(1, "a.example", "Old name", marks: MailMarks.Seen, leaving: ListLeaving.Page),
            Of(2, "b.example", "B"),
            Of(3, "b.example", "B", marks: MailMarks.Flagged),
            Of(40_000, "a.example", "New name", leaving: ListLeaving.OneClick),
            Mail(5)
        );

        var found = await home.Index.ListsAsync(Work, Start.AddMinutes(10), 10, None);

        Assert.Equal(
            [
                new IndexedList("b.example", "B", 2, 0, 0, Start.AddMinutes(3), null, ListLeaving.None),
                new IndexedList(
                    "a.example",
                    "New name",
                    2,
                    1,
                    1,
                    Start.AddMinutes(40_000),
                    Start.AddMinutes(1),
                    ListLeaving.OneClick
                ),
            ],
            found.Lists
        );
        Assert.Equal(5, found.Known);
        Assert.Single((await home.Index.ListsAsync(Work, Start, 1, None)).Lists);
    }

    [Fact]
    public async Task What_is_gone_counts_no_more_and_a_copy_counts_once()
    {
        await using var home = new IndexHome();
        await home.ArriveAsync("INBOX", Of(1, "a.example"), Of(2, "a.example"), Of(3, "b.example"));
        await home.ArriveAsync("Reading", Of(2, "a.example", id: "7", marks: MailMarks.Seen));
        await home.ApplyAsync(Batch("INBOX") with { Removed = ["1", "3"] });

        var list = Assert.Single((await home.Index.ListsAsync(Work, Start, 10, None)).Lists);

        Assert.Equal(("a.example", 1, 1), (list.List, list.Messages, list.Read));
    }

    [Fact]
    public async Task The_newest_of_a_list_are_found_where_they_lie()
    {
        await using var home = new IndexHome();
        await home.ArriveAsync("INBOX", Of(1, "a.example"), Of(2, "b.example"), Of(3, "a.example"), Mail(4));

        Assert.Equal(
            [new MailLocation("INBOX", "3", "1"), new MailLocation("INBOX", "1", "1")],
            await home.Index.NewestOfListAsync(Work, "a.example", 5, None)
        );
        Assert.Empty(await home.Index.NewestOfListAsync(Work, "", 5, None));
        Assert.Empty(await home.Index.NewestOfListAsync(Second, "a.example", 5, None));
    }

    [Fact]
    public async Task An_account_that_is_not_indexed_knows_of_no_message()
    {
        await using var home = new IndexHome();
        await home.ArriveAsync("INBOX", Of(1, "a.example"));

        var found = await home.Index.ListsAsync(Second, Start, 10, None);

        Assert.Equal((0, 0, 0), (found.Lists.Count, found.Known, found.Total));
        Assert.Contains("meshclaw mail sync", MailLists.Of(found, unreadOnly: false).Note, StringComparison.Ordinal);
    }

    private static IndexedMail Of(
        int number,
        string list,
        string name = "",
        string? id = null,
        MailMarks marks = MailMarks.None,
        ListLeaving leaving = ListLeaving.None
    ) =>
        Mail(
            number,
            id: id,
            marks: marks,
            words: new MailWords
            {
                List = list,
                FromName = name,
                Leaving = leaving,
                Subject = $"Subject {number}",
            }
        );
}
