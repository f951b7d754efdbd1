using System.Globalization;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Gateway.Tests.Scheduling;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>What agents find: in the local index where it has the account, else in the store; on a real Maildir.</summary>
public sealed class MailSearchToolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_and_store_give_the_same_messages_with_the_same_labels()
    {
        await using var work = await StartAsync();
        Put(work, 1, "Café tomorrow", "The quarterly report is ready.");
        Put(work, 2, "Other", "Nothing of it.");

        var (store, seenInStore) = await SearchAsync(work, "quarterly report");
        await work.Services.MailSync.SyncNowAsync(Token);
        var (index, seenInIndex) = await SearchAsync(work, "quarterly repo");

        Assert.Equal(("Café tomorrow", 1), (Assert.Single(store.Messages).Subject, store.Total));
        Assert.Equal(("Café tomorrow", 1), (Assert.Single(index.Messages).Subject, index.Total));
        Assert.Equal(seenInStore, seenInIndex);
        // Only the index takes an accent for its letter.
        Assert.Single((await SearchAsync(work, "cafe")).Page.Messages);
    }

    [Fact]
    public async Task What_stands_within_a_word_is_found_by_the_store()
    {
        await using var work = await StartAsync();
        Put(work, 1, "Your order", "Invoice");
        await work.Services.MailSync.SyncNowAsync(Token);

        Assert.Single((await SearchAsync(work, "nvoic")).Page.Messages);
        Assert.Empty((await SearchAsync(work, "nowhere")).Page.Messages);
    }

    [Fact]
    public async Task Pages_follow_one_another_and_another_folder_stays_out()
    {
        await using var work = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            Put(work, i, $"Report {i}", "words");
        }

        Put(work, 6, "Report elsewhere", "words", ".INBOX.Deep");
        await work.Services.MailSync.SyncNowAsync(Token);

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var (page, _) = await SearchAsync(work, "report", 2, cursor);
            found.AddRange(page.Messages.Select(m => m.Subject));
            cursor = page.Next;
            Assert.Equal(cursor is null ? 5 : found.Count + 1, page.Total);
            Assert.True(cursor is null || cursor.StartsWith("index:", StringComparison.Ordinal));
        } while (cursor is not null);

        Assert.Equal(["Report 5", "Report 4", "Report 3", "Report 2", "Report 1"], found);
    }

    [Theory]
    [InlineData("index:")]
    [InlineData("index:2:x")]
    [InlineData("index:-2:3")]
    [InlineData("index:1:2:3")]
    public async Task Cursor_that_no_page_gave_is_refused(string cursor)
    {
        await using var work = await StartAsync();
        await work.Services.MailSync.SyncNowAsync(Token);

        var refused = await Assert.ThrowsAsync<ToolException>(() => SearchAsync(work, "report", 2, cursor));

        Assert.Contains("cursor", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_gone_since_the_last_round_is_left_out_and_what_moved_is_looked_for_in_the_store()
    {
        await using var work = await StartAsync();
        Put(work, 1, "Report 1", "words");
        Put(work, 2, "Report 2", "words");
        await work.Services.MailSync.SyncNowAsync(Token);
        File.Delete(FileOf(work, 2, ""));

        Assert.Equal("Report 1", Assert.Single((await SearchAsync(work, "report")).Page.Messages).Subject);
        File.Move(FileOf(work, 1, ""), FileOf(work, 9, ""));
        Assert.Equal("Report 1", Assert.Single((await SearchAsync(work, "report")).Page.Messages).Subject);
    }

    private static async Task<Clockwork> StartAsync() => await Clockwork.StartAsync("when: []");

    private static async Task<(MailPage Page, IReadOnlyList<string> Seen)> SearchAsync(
        Clockwork work,
        string text,
        int limit = 10,
        string? cursor = null
    )
    {
        var next = cursor is null ? "" : $", \"cursor\": \"{cursor}\"";
        var limited = limit.ToString(CultureInfo.InvariantCulture);
        var request = new ToolRequest(
            new ConnectionName("mail/work"),
            MailTools.Search,
            $"{{\"folder\": \"INBOX\", \"text\": \"{text}\", \"limit\": {limited}{next}}}"
        );
        var result = await work.Services.Engine.ReadAsync(request, Token);
        var seen = result.Observation.Records.SelectMany(r =>
            r.Fields.Select(f =>
                $"{string.Join('|', r.Kinds)} {r.Id} {r.IsOwnCopy} {f.Name} {f.Kind} {f.Text} {f.Label}"
            )
        );
        return (Assert.IsType<MailPage>(result.Value), [.. seen]);
    }

    private static void Put(Clockwork work, int number, string subject, string text, string folder = "")
    {
        var file = FileOf(work, number, folder);
        foreach (var part in new[] { "cur", "new", "tmp" })
        {
            Directory.CreateDirectory(Path.Join(work.Home.Maildir, folder, part));
        }

        File.WriteAllText(
            file,
            $"From: Ana <ana@corp.example>\nTo: robin@corp.example\nSubject: {subject}\nMessage-ID: <{number}@corp.example>\n"
                + $"Content-Type: text/plain; charset=utf-8\n\n{text}\n"
        );
        File.SetLastWriteTimeUtc(file, new DateTime(2026, 11, 16, 7, number, 0, DateTimeKind.Utc));
    }

    private static string FileOf(Clockwork work, int number, string folder) =>
        Path.Join(work.Home.Maildir, folder, "cur", $"17000.{number}.host:2,");
}
