using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>The local index of mail, through the gateway's own doors, on a real Maildir.</summary>
public sealed class MailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connected_account_is_synchronised_searched_and_reported()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        home.AddMail(2, "Question", "ana@corp.example");
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var account = Assert.Single(await client.SyncMailAsync(Token));

        Assert.Equal(("mail/work", 5, 5, 1), (account.Connection, account.Known, account.Total, account.Complete));
        Assert.NotNull(account.LastSync);
        Assert.Equal(5, Assert.Single(await client.MailStatusAsync(Token)).Known);
        var found = await client.SearchMailAsync("from:ana question", 10, null, Token);
        Assert.Equal(["Question 000", "Question 001"], found.Hits.Select(h => h.Subject).Order());
        Assert.All(found.Hits, h => Assert.Equal(("mail/work", "INBOX"), (h.Connection, h.Folder)));
    }

    [Fact]
    public async Task Search_answers_while_the_account_is_out_of_reach_and_status_says_why()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await client.SyncMailAsync(Token);
        Directory.Move(home.Maildir, home.Maildir + ".away");

        var account = Assert.Single(await client.SyncMailAsync(Token));

        Assert.Equal("backing-off", account.State);
        Assert.NotNull(account.NextTry);
        Assert.NotEmpty(account.Why!);
        Assert.Equal(3, (await client.SearchMailAsync("issue", 10, null, Token)).Hits.Count);
    }

    [Fact]
    public async Task Mail_that_comes_is_found_without_asking_for_it()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await client.SyncMailAsync(Token);

        home.AddMail(1, "Later");

        await Eventually.HoldsAsync(async () =>
            (await client.SearchMailAsync("later", 10, null, Token)).Hits.Count > 0
        );
    }

    [Fact]
    public async Task Account_that_is_no_longer_connected_is_forgotten()
    {
        await using var home = new TestHome();
        home.AddMail(2);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await client.SyncMailAsync(Token);
        await client.RemoveConnectionAsync("mail/work", Token);

        Assert.Empty(await client.SyncMailAsync(Token));

        Assert.Empty((await client.SearchMailAsync("", 10, null, Token)).Hits);
    }

    [Fact]
    public async Task What_is_no_search_is_refused_with_why()
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var refused = await Assert.ThrowsAsync<GatewayException>(() =>
            client.SearchMailAsync("is:purple", 10, null, Token)
        );
        var limit = await Assert.ThrowsAsync<GatewayException>(() => client.SearchMailAsync("", 501, null, Token));

        Assert.Equal(("invalid", "invalid"), (refused.Code, limit.Code));
        Assert.Contains("purple", refused.Message, StringComparison.Ordinal);
    }
}
