using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;
using MeshClaw.Connectors.Mail.Gmail;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Connectors.Tests.Mail.Gmail;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.OAuth;

/// <summary>The loopback against oauth2-mock-server and the emulator of Google; a test plays the browser.</summary>
[Collection<SharedGmail>]
public sealed class LoopbackAuthorizationTests(OAuthServer server, GmailEmulator google) : IClassFixture<OAuthServer>
{
    private readonly MemorySecrets _secrets = new();

    [Fact]
    public async Task A_browser_signs_in_and_the_tokens_renew_themselves()
    {
        using var http = new HttpClient();
        var account = Account(Provider());
        await using var signIn = new LoopbackAuthorization(account, null, http, TimeProvider.System);
        var waiting = signIn.WaitAsync(default);

        var page = await http.GetStringAsync(signIn.Invitation.Address); // It follows the way back.
        using var tokens = new RefreshedTokens(account, _secrets, http, TimeProvider.System);
        tokens.Keep(await waiting);

        Assert.StartsWith("Google said yes.", page, StringComparison.Ordinal);
        var name = OAuthAccount.RefreshTokenName(account.Connection);
        var first = await tokens.GetAsync(null, default);
        var kept = _secrets.Find(name)!.Reveal(); // Keep stored it.
        await tokens.GetAsync(first, default);
        Assert.NotEqual(kept, _secrets.Find(name)?.Reveal()); // This server gives a new one each time.
        await server.RefuseNextAsync();
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => tokens.GetAsync(first, default));
        Assert.Contains(
            "sign in again with: meshclaw connect mail/work --oauth google",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(kept, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Google_signs_in_renews_and_takes_back()
    {
        var (address, _) = await google.NewUserAsync();
        using var http = new HttpClient();
        var account = Account(
            OAuthProviders.Google with
            {
                AuthorizationEndpoint = new Uri(google.Root, "o/oauth2/v2/auth"),
                TokenEndpoint = new Uri(google.Root, "oauth2/token"),
                RevocationEndpoint = new Uri(google.Root, "oauth2/revoke"),
            },
            address
        );
        await using var signIn = new LoopbackAuthorization(account, new Secret("hush"), http, TimeProvider.System);
        var waiting = signIn.WaitAsync(default);
        var asked = HttpUtility.ParseQueryString(signIn.Invitation.Address.Query);
        Assert.Equal(
            ("offline", "consent", "S256"),
            (asked["access_type"], asked["prompt"], asked["code_challenge_method"])
        );
        var form = asked.AllKeys.ToDictionary(k => k!, k => asked[k]!); // Names and values.
        form["email"] = address;
        using var page = await http.PostAsync(
            new Uri(google.Root, "o/oauth2/v2/auth/callback"),
            new FormUrlEncodedContent(form)
        );
        using var tokens = new RefreshedTokens(account, _secrets, http, TimeProvider.System);
        tokens.Keep(await waiting);

        var api = new GmailApi(GmailStores.Account(address), google.Root, http, tokens, TimeProvider.System);
        Assert.Contains(await api.LabelsAsync(default), l => l.Id == "INBOX");
        await google.ExpireAsync((await tokens.GetAsync(null, default)).Reveal());
        Assert.Contains(await api.LabelsAsync(default), l => l.Id == "INBOX"); // Refused once, renewed, asked again.
        var refresh = _secrets.Find(OAuthAccount.RefreshTokenName(account.Connection));

        Assert.True(await tokens.RevokeAsync(default));

        _secrets.Put(OAuthAccount.RefreshTokenName(account.Connection), refresh!); // As from a backup.
        await Assert.ThrowsAsync<ConnectorException>(() => tokens.GetAsync(null, default));
    }

    [Fact]
    public async Task Browsers_ask_for_more_than_the_answer_and_that_ends_nothing()
    {
        using var http = new HttpClient();
        await using var signIn = new LoopbackAuthorization(Account(Provider()), null, http, TimeProvider.System);
        var waiting = signIn.WaitAsync(default);
        var back = Back(signIn);

        using var early = new TcpClient();
        await early.ConnectAsync(IPAddress.Loopback, back.Port); // In advance, and silent.
        using var icon = await http.GetAsync(new Uri(back, "favicon.ico"));
        using var posted = await http.PostAsync(new Uri(back, "?code=x"), null);
        await http.GetStringAsync(signIn.Invitation.Address);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (icon.StatusCode, posted.StatusCode));
        Assert.NotNull((await waiting).Refresh);
        using var late = new TcpClient();
        await signIn.DisposeAsync();
        await Assert.ThrowsAnyAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, back.Port));
    }

    [Theory]
    [InlineData("?code=stolen&state=wrong", "belongs to another sign-in")]
    [InlineData("?code=stolen", "belongs to another sign-in")]
    [InlineData("?code=stolen&state={0}&state={0}", "belongs to another sign-in")]
    [InlineData("?error=access_denied&state={0}", "was refused there")]
    [InlineData("?error=server_error&error_description=Too%20bad&state={0}", "server_error: Too bad")]
    public async Task An_answer_that_is_no_yes_stores_nothing(string query, string words)
    {
        var fake = new AuthorizationFake();
        await using var signIn = new LoopbackAuthorization(
            AuthorizationFake.Account,
            null,
            fake.Client(),
            TimeProvider.System
        );
        var waiting = signIn.WaitAsync(default);
        var state = HttpUtility.ParseQueryString(signIn.Invitation.Address.Query)["state"]!; // It has one.
        using var http = new HttpClient();

        await http.GetStringAsync(new Uri(Back(signIn), query.Replace("{0}", state, StringComparison.Ordinal)));

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => waiting);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Empty(fake.Log);
    }

    [Fact]
    public async Task A_request_without_end_is_cut_off()
    {
        using var http = new HttpClient();
        await using var signIn = new LoopbackAuthorization(Account(Provider()), null, http, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var waiting = signIn.WaitAsync(stop.Token);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Back(signIn).Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /?" + new string('x', 20_000)));
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 404", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static Uri Back(LoopbackAuthorization signIn)
    {
        var back = new Uri(HttpUtility.ParseQueryString(signIn.Invitation.Address.Query)["redirect_uri"]!); // It has one.
        Assert.Equal("127.0.0.1", back.Host);
        return back;
    }

    private static OAuthAccount Account(OAuthProvider provider, string user = "ana@gmail.example") =>
        new(new("mail/work"), user, provider, OAuthUse.GmailApi, "client-1");

    private OAuthProvider Provider() =>
        OAuthProviders.Google with
        {
            AuthorizationEndpoint = new Uri(server.Root, "authorize"),
            TokenEndpoint = new Uri(server.Root, "token"),
        };
}
