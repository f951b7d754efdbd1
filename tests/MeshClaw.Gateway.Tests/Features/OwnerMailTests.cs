using System.Text.Json;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>What the owner does with one message, named as a search names it; on a real Maildir.</summary>
public sealed class OwnerMailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_is_pinned_by_the_id_that_a_search_gives_and_unpinned_by_undo()
    {
        await using var home = new TestHome();
        home.AddMail(2);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await client.SyncMailAsync(Token);
        var hit = (await client.SearchMailAsync("issue", 10, null, Token)).Hits[0];

        await DoAsync(client, "mail.flag", $$"""{"message":"{{hit.Mail}}","add":["flagged"]}""");

        Assert.Contains(home.Mail, f => f.EndsWith(":2,F", StringComparison.Ordinal));
        await client.SettledAsync((await client.UndoAsync("r1", Token)).Run);
        Assert.DoesNotContain(home.Mail, f => f.EndsWith(":2,F", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_sleeps_until_a_time_in_words()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await client.SyncMailAsync(Token);
        var hit = Assert.Single((await client.SearchMailAsync("issue", 10, null, Token)).Hits);

        await DoAsync(client, "mail.snooze", $$"""{"message":"{{hit.Mail}}","until":"in 3 hours"}""");

        Assert.StartsWith(".Snoozed/", Assert.Single(home.Mail), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail.snooze", """{"message":"m999","until":"tomorrow 8:00"}""", "No message m999")]
    [InlineData("mail.snooze", """{"folder":"INBOX","id":"1","version":"","until":"whenever"}""", "whenever")]
    [InlineData("mail.flag", """{"folder":"INBOX","id":"1","version":"","add":["flagged"]}""", "neither a connection")]
    public async Task What_cannot_be_told_is_refused_and_says_why(string tool, string arguments, string says)
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var refused = await Assert.ThrowsAsync<GatewayException>(() => DoAsync(client, tool, arguments));

        Assert.Contains(says, refused.Message + refused.Detail, StringComparison.Ordinal);
    }

    private static async Task DoAsync(GatewayClient client, string tool, string arguments)
    {
        var call = new CallRequest("", tool, JsonElement.Parse(arguments));
        var started = await client.StartCallsAsync(new CallsRequest([call], "test"), Token);
        var run = await client.SettledAsync(started.Run);
        foreach (var approval in run.Approvals)
        {
            var detail = await client.GetApprovalAsync(approval, Token);
            await client.ApproveAsync(approval, new ApproveRequest(detail.Hash, null), Token);
        }

        await client.SettledAsync(started.Run, "waiting");
    }
}
