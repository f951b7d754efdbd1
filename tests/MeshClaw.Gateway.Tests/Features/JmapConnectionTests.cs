using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>A connection to a real JMAP server, from request to run.</summary>
public sealed class JmapConnectionTests(CyrusServer server) : IClassFixture<CyrusServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mailbox_over_jmap_is_kept_sorted_and_taken_back()
    {
        await using var mailbox = server.NewMailbox();
        var newsletter = TestMailbox.Message(
            "News <news@shop.example>",
            "Issue 1",
            "Hello",
            more: "List-Id: <news.shop.example>\r\nList-Unsubscribe: <https://shop.example/u>\r\nPrecedence: bulk\r\n"
        );
        await mailbox.AddAsync("INBOX", newsletter, "", new DateTimeOffset(2026, 11, 16, 7, 30, 5, TimeSpan.Zero));
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());

        var connected = await client.ConnectAsync(Request(mailbox, "secret"), Token);

        Assert.Equal(
            ("mail/work", 6, 1, "inbox"),
            (connected.Connection, connected.Folders, connected.Messages, connected.Agent)
        );
        var kept = Assert.Single(await client.ListConnectionsAsync(Token));
        Assert.Equal((server.Jmap.ToString().TrimEnd('/'), mailbox.User), (kept.Where, kept.User));

        var waiting = await RunAsync(client);
        var approval = await client.GetApprovalAsync(Assert.Single(waiting.Approvals), Token);
        await client.ApproveAsync(approval.Id, new ApproveRequest(approval.Hash, null), Token);
        Assert.Equal("done", (await client.WaitForRunAsync(waiting.Run, Token)).State);
        Assert.Empty(await mailbox.ReadAsync("INBOX"));
        Assert.Single(await mailbox.ReadAsync("Reading"));

        var undo = await client.UndoAsync(null, Token);
        Assert.Equal("done", (await client.WaitForRunAsync(undo.Run, Token)).State);
        Assert.Single(await mailbox.ReadAsync("INBOX"));
        Assert.DoesNotContain(
            "secret",
            await File.ReadAllTextAsync(home.Home.ConfigFile, Token),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_password_that_is_refused_leaves_nothing()
    {
        await using var mailbox = server.NewMailbox();
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());

        var refused = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ConnectAsync(Request(mailbox, "another"), Token)
        );

        Assert.Equal("connection-failed", refused.Code);
        Assert.Contains("refused the login", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await client.ListConnectionsAsync(Token));
        Assert.False(File.Exists(home.Home.ConfigFile));
    }

    [Theory]
    [InlineData("http://mail.example", null, null)]
    [InlineData("https://robin:secret@mail.example", null, null)]
    [InlineData("https://mail.example/?x", null, null)]
    [InlineData("https://mail.example", "basic", null)]
    [InlineData("https://mail.example", null, "imaps://mail.example")]
    public async Task A_request_that_makes_no_sense_is_refused(string jmap, string? auth, string? imap)
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        var request = new ConnectRequest
        {
            Connection = "mail/work",
            Jmap = jmap,
            Auth = auth,
            Imap = imap,
            User = "robin@vega.example",
            Password = "p",
        };

        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.ConnectAsync(request, Token));

        Assert.Equal("invalid", refused.Code);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<RunResponse> RunAsync(GatewayClient client)
    {
        var started = await client.StartRunAsync("inbox", Token);
        return await client.WaitForRunAsync(started.Run, Token);
    }

    private ConnectRequest Request(CyrusMailbox mailbox, string password) =>
        new()
        {
            Connection = "mail/work",
            Jmap = server.Jmap.ToString(),
            User = mailbox.User,
            Password = password,
        };
}
