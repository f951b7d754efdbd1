using System.Text.Json;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>Later mail of a muted conversation, as it comes in: on a real Maildir, by its watcher.</summary>
public sealed class MutedMailTests
{
    private const string Reply = "In-Reply-To: <lunch.1@corp.example>\nReferences: <lunch.1@corp.example>\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reply_by_somebody_of_it_is_archived_and_marked_read_and_can_be_taken_back()
    {
        await using var home = new TestHome();
        using var client = await MutedAsync(home);

        Put(home, "2", "Bo <bo@corp.example>", Reply, "I can come too.");
        await client.SyncMailAsync(Token);

        Assert.Equal(1, (await UntilAsync(client, m => m.Filed == 1)).Filed);
        Assert.Contains(home.Mail, f => f.StartsWith(".Archive/", StringComparison.Ordinal) && f.EndsWith('S'));
        await UndoneAsync(client, "r2");
        Assert.DoesNotContain(home.Mail, f => f.StartsWith(".Archive/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mallory <mallory@evil.example>", Reply, "I can come too.")]
    [InlineData("Bo <bo@corp.example>", "", "Another matter.")]
    public async Task Stranger_who_forges_references_and_other_mail_stay(string from, string headers, string body)
    {
        await using var home = new TestHome();
        using var client = await MutedAsync(home);

        Put(home, "2", from, headers, body);
        Put(home, "3", "Bo <bo@corp.example>", Reply, "I can come too.");
        await client.SyncMailAsync(Token);

        Assert.Equal(1, (await UntilAsync(client, m => m.Filed == 1)).Filed);
        Assert.Contains(home.Mail, f => f.Contains("17000.2.", StringComparison.Ordinal) && !f.StartsWith('.'));
    }

    [Fact]
    public async Task What_is_about_money_stays_and_says_so()
    {
        await using var home = new TestHome();
        using var client = await MutedAsync(home);

        Put(
            home,
            "2",
            "Bo <bo@corp.example>",
            Reply,
            "Payment is overdue: please pay the invoice of 420 EUR by Friday.",
            "Invoice overdue"
        );
        await client.SyncMailAsync(Token);

        Assert.Equal("it is about money", (await UntilAsync(client, m => m.Stayed is not null)).Stayed);
        Assert.Equal(2, home.Mail.Count(f => !f.StartsWith('.')));
    }

    [Fact]
    public async Task Order_of_the_owner_is_stronger()
    {
        await using var home = new TestHome();
        using var client = await MutedAsync(home);
        await client.AddOrderAsync("never archive mail from bo@corp.example", Token);

        Put(home, "2", "Bo <bo@corp.example>", Reply, "I can come too.");
        await client.SyncMailAsync(Token);

        Assert.NotNull((await UntilAsync(client, m => m.Stayed is not null)).Stayed);
        Assert.All(home.Mail, f => Assert.False(f.EndsWith('S'), f));
        Assert.Equal(2, home.Mail.Count(f => !f.StartsWith('.')));
    }

    [Fact]
    public async Task Mute_is_ended_by_undo()
    {
        await using var home = new TestHome();
        using var client = await MutedAsync(home);

        await UndoneAsync(client, "r1");

        Assert.Empty(await client.ListMutesAsync(Token));
    }

    private static async Task<GatewayClient> MutedAsync(TestHome home)
    {
        home.WriteConfig("owner:\n  name: Robin\n  addresses: [robin@corp.example]\n");
        Put(home, "1", "Ana <ana@corp.example>", "", "Who comes?");
        var (_, client) = await home.StartConnectedAsync();
        await client.SyncMailAsync(Token);
        var call = new CallRequest("", "mail.mute", JsonElement.Parse("""{"message":"<lunch.1@corp.example>"}"""));
        var started = await client.StartCallsAsync(new CallsRequest([call], "mail mute"), Token);
        var run = await client.SettledAsync(started.Run);
        var approval = Assert.Single(run.Approvals);
        await client.ApproveAsync(approval, new ApproveRequest(null, null), Token);
        await client.SettledAsync(started.Run, "waiting");
        var mute = Assert.Single(await client.ListMutesAsync(Token));
        Assert.Equal(("t1", "Lunch"), (mute.Id, mute.Subject));
        Assert.Equal(["ana@corp.example", "bo@corp.example"], mute.People.Order()); // Not the owner.
        return client;
    }

    private static void Put(
        TestHome home,
        string number,
        string from,
        string headers,
        string body,
        string subject = "Lunch"
    )
    {
        Directory.CreateDirectory(Path.Join(home.Maildir, "cur"));
        File.WriteAllText(
            Path.Join(home.Maildir, "cur", $"17000.{number}.host:2,"),
            $"From: {from}\nTo: robin@corp.example, bo@corp.example\nSubject: {subject}\nMessage-ID: <lunch.{number}@corp.example>\n"
                + $"Date: Mon, 23 Nov 2026 09:0{number}:00 +0000\n{headers}\n{body}\n"
        );
    }

    private static async Task UndoneAsync(GatewayClient client, string run) =>
        await client.SettledAsync((await client.UndoAsync(run, Token)).Run);

    private static Task<MuteResponse> UntilAsync(GatewayClient client, Func<MuteResponse, bool> holds) =>
        Eventually.GivesAsync(async () => Assert.Single(await client.ListMutesAsync(Token)), holds);
}
