using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.Tests.MailIndex;

public sealed class PeopleTests
{
    private static readonly MailWords s_words = new()
    {
        MessageId = "a@x.example",
        From = "ana@corp.example",
        Recipients = "Robin robin@corp.example Bo \"B\" bo@corp.example",
    };

    [Fact]
    public async Task Every_message_of_an_id_is_given_with_its_people_and_no_other_account_s()
    {
        await using var home = new IndexHome();
        await home.ArriveAsync(
            "INBOX",
            IndexHome.Mail(1, words: s_words),
            IndexHome.Mail(2, words: s_words with { From = "mallory@evil.example" }),
            IndexHome.Mail(3, words: s_words with { MessageId = "b@x.example" }),
            IndexHome.Mail(4, words: s_words with { MessageId = null })
        );
        await home.ApplyAsync(
            IndexHome.Batch("INBOX", IndexHome.Mail(5, words: s_words)) with
            {
                Connection = IndexHome.Second,
            }
        );

        var found = await home.Index.PeopleAsync(IndexHome.Work, ["a@x.example", "it's \"c\" %"], IndexHome.None);

        Assert.Equal(["ana@corp.example", "mallory@evil.example"], found.Select(p => p.From).Order());
        Assert.All(found, p => Assert.Equal("a@x.example", p.MessageId));
        Assert.All(found, p => Assert.True(p.Has("bo@corp.example")));
        Assert.All(found, p => Assert.False(p.Has("o@corp.example")));
        Assert.Empty(await home.Index.PeopleAsync(IndexHome.Work, [], IndexHome.None));
    }

    [Fact]
    public async Task A_search_of_one_folder_alone_leaves_out_those_within_it()
    {
        await using var home = new IndexHome();
        await home.ArriveAsync("Projects", IndexHome.Mail(1, "budget"));
        await home.ArriveAsync("Projects/2026", IndexHome.Mail(2, "budget"));
        await home.ArriveAsync("PROJECTS", IndexHome.Mail(3, "budget"));
        var query = new MailQuery { Words = ["budget"], Folder = "Projects" };

        Assert.Equal(3, (await home.SubjectsAsync(query)).Length);
        Assert.Equal(["Subject 1"], await home.SubjectsAsync(query with { FolderAlone = true }));
    }
}
