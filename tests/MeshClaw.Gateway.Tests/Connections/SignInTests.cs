using System.Web;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Connections;

/// <summary>From the first sign-in to the removal, at an emulator of Google; the test plays the browser.</summary>
public sealed class SignInTests(GmailEmulator google) : IClassFixture<GmailEmulator>, IAsyncDisposable
{
    private readonly TestHome _home = new();
    private readonly HttpClient _browser = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_connects_and_signing_in_again_needs_no_more_than_the_name()
    {
        var (address, _) = await google.NewUserAsync();
        using var client = await StartAsync();

        var signedIn = await SignInAsync(client, Request(address), address);

        Assert.Null(signedIn.Failure);
        Assert.Equal(("mail/work", 0), (signedIn.Connected!.Connection, signedIn.Connected.Messages));
        var config = await File.ReadAllTextAsync(_home.Home.ConfigFile, Token);
        Assert.Contains(
            $"gmail: {address}\n    oauth: {{ provider: google, client-id: client-1 }}",
            config,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hush", config, StringComparison.Ordinal);
        Assert.Equal(
            new ConnectionResponse("mail/work", "Gmail", address),
            Assert.Single(await client.ListConnectionsAsync(Token))
        );

        var again = await SignInAsync(
            client,
            new ConnectRequest { Connection = "mail/work", OAuth = "google" },
            address
        );

        Assert.Null(again.Failure);
        await client.RemoveConnectionAsync("mail/work", Token);
        Assert.Empty(await client.ListConnectionsAsync(Token));
        var secrets = await File.ReadAllTextAsync(Path.Join(_home.Home.Root, "secrets.json"), Token);
        Assert.DoesNotContain("oauth", secrets, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signs_in_as_somebody_else_connects_nothing()
    {
        var (address, _) = await google.NewUserAsync();
        var (other, _) = await google.NewUserAsync();
        using var client = await StartAsync();

        var ended = await SignInAsync(client, Request(address), other);

        Assert.Contains($"as {address}", ended.Failure!, StringComparison.Ordinal); // It failed.
        Assert.Empty(await client.ListConnectionsAsync(Token));
        Assert.False(File.Exists(Path.Join(_home.Home.Root, "secrets.json")));
    }

    [Fact]
    public async Task A_no_in_the_browser_stores_nothing_and_says_what_to_do()
    {
        var (address, _) = await google.NewUserAsync();
        using var client = await StartAsync();
        var started = await client.StartSignInAsync(Request(address), Token);
        var asked = HttpUtility.ParseQueryString(new Uri(started.Address).Query);

        await _browser.GetStringAsync($"{asked["redirect_uri"]}/?error=access_denied&state={asked["state"]}", Token);

        var ended = await client.WaitForSignInAsync(started.Id, Token);
        Assert.Contains("was refused there", ended.Failure!, StringComparison.Ordinal); // It failed.
        Assert.Empty(await client.ListConnectionsAsync(Token));
    }

    [Fact]
    public async Task A_second_sign_in_ends_the_first()
    {
        var (address, _) = await google.NewUserAsync();
        using var client = await StartAsync();
        var first = await client.StartSignInAsync(Request(address), Token);

        var second = await SignInAsync(client, Request(address), address);

        Assert.NotNull(second.Connected);
        await Assert.ThrowsAsync<GatewayException>(() => client.WaitForSignInAsync(first.Id, Token));
    }

    [Theory]
    [InlineData("google", null, "A client id of your own is needed")]
    [InlineData("yahoo", "c", "google or microsoft")]
    [InlineData("microsoft", "c", "at google")]
    public async Task What_is_missing_is_said(string provider, string? client, string words)
    {
        using var gateway = await StartAsync();
        var request = Request("ana@gmail.example") with { OAuth = provider, ClientId = client };

        var refused = await Assert.ThrowsAsync<GatewayException>(() => gateway.StartSignInAsync(request, Token));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_command_connects_without_a_sign_in()
    {
        var (address, token) = await google.NewUserAsync();
        using var client = await StartAsync();
        var request = new ConnectRequest
        {
            Connection = "mail/work",
            Gmail = address,
            TokenCommand = ["printf", "%s", token],
        };

        var connected = await client.ConnectAsync(request, Token);

        Assert.True(connected.Folders >= 5);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _home.DisposeAsync();
    }

    private static ConnectRequest Request(string address) =>
        new()
        {
            Connection = "mail/work",
            Gmail = address,
            OAuth = "google",
            ClientId = "client-1",
            ClientSecret = "hush",
        };

    private async Task<SignInResponse> SignInAsync(GatewayClient client, ConnectRequest request, string user)
    {
        var started = await client.StartSignInAsync(request, Token);
        var asked = HttpUtility.ParseQueryString(new Uri(started.Address).Query);
        var form = asked.AllKeys.ToDictionary(k => k!, k => asked[k]!); // Names and values.
        form["email"] = user;
        using var page = await _browser.PostAsync(
            new Uri(google.Root, "o/oauth2/v2/auth/callback"),
            new FormUrlEncodedContent(form),
            Token
        );
        page.EnsureSuccessStatusCode();
        SignInResponse now;
        do
        {
            now = await client.WaitForSignInAsync(started.Id, Token);
        } while (now.Failure is null && now.Connected is null);

        return now;
    }

    private async Task<GatewayClient> StartAsync()
    {
        var provider = OAuthProviders.Google with
        {
            AuthorizationEndpoint = new Uri(google.Root, "o/oauth2/v2/auth"),
            TokenEndpoint = new Uri(google.Root, "oauth2/token"),
            RevocationEndpoint = new Uri(google.Root, "oauth2/revoke"),
        };
        var host = await _home.StartAsync(
            _home.Options with
            {
                Providers = name => name == "google" ? provider : OAuthProviders.Find(name),
                Gmail = google.Root,
            }
        );
        return TestHome.Client(host);
    }
}
