using System.Net;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.OAuth;

public sealed class RefreshedTokensTests : IDisposable
{
    private const string Name = "mail/work/oauth-refresh-token";

    private readonly AuthorizationFake _server = new();
    private readonly MemorySecrets _secrets = new();
    private readonly ImpatientTime _time = new();
    private readonly RefreshedTokens _tokens;

    public RefreshedTokensTests()
    {
        _secrets.Put(Name, new Secret("refresh-1"));
        _tokens = new RefreshedTokens(AuthorizationFake.Account, _secrets, _server.Client(), _time);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_when_it_ends_or_is_refused()
    {
        _server.Give("a1").Give("a2").Give("a3");

        var first = await _tokens.GetAsync(null, default);
        Assert.Same(first, await _tokens.GetAsync(null, default));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal("a2", (await _tokens.GetAsync(null, default)).Reveal());
        Assert.Equal("a2", (await _tokens.GetAsync(first, default)).Reveal()); // An old one was refused: there is a newer already.
        Assert.Equal("a3", (await _tokens.GetAsync(new Secret("a2"), default)).Reveal());

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = "refresh-1",
                ["client_id"] = "client-1",
            },
            _server.Log[0].Form
        );
    }

    [Fact]
    public async Task A_new_refresh_token_is_stored_before_the_access_token_is_used()
    {
        _server.Give("a1", "refresh-2").Give("a2");

        var token = await _tokens.GetAsync(null, default);

        Assert.Equal("refresh-2", _secrets.Find(Name)?.Reveal());
        await _tokens.GetAsync(token, default);
        Assert.Equal("refresh-2", _server.Log[1].Form["refresh_token"]);
    }

    [Fact]
    public async Task A_refresh_token_that_cannot_be_stored_gives_no_access_token()
    {
        _server.Give("a1", "refresh-2");
        using var tokens = new RefreshedTokens(AuthorizationFake.Account, new FullDisk(), _server.Client(), _time);

        await Assert.ThrowsAsync<IOException>(() => tokens.GetAsync(null, default));
    }

    [Fact]
    public async Task Many_at_once_make_one_request()
    {
        _server.Give("a1");

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _tokens.GetAsync(null, default)));

        Assert.All(all, t => Assert.Equal("a1", t.Reveal()));
        Assert.Single(_server.Log);
    }

    [Fact]
    public async Task Access_that_was_taken_away_says_how_to_sign_in_again()
    {
        _server.Refuse("invalid_grant", "Token has been expired or revoked: refresh-1");

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => _tokens.GetAsync(null, default));

        Assert.Equal(
            "Microsoft no longer accepts MeshClaw's access to ana@corp.example: sign in again with: meshclaw connect mail/work --oauth microsoft",
            failure.Message
        );
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>refresh-1</html>", "answered 502")]
    [InlineData(HttpStatusCode.OK, "{\"access_token\":refresh-1", "answered 200")]
    [InlineData(HttpStatusCode.OK, "{}", "gave no access token")]
    [InlineData(HttpStatusCode.RequestTimeout, "", "does not answer")]
    public async Task What_is_no_answer_is_an_error_without_secrets(HttpStatusCode status, string body, string words)
    {
        _server.Say(body, status);

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => _tokens.GetAsync(null, default));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh-1", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_signed_in_is_told_how()
    {
        _secrets.Remove(Name);

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => _tokens.GetAsync(null, default));

        Assert.Contains("is not signed in to Microsoft", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Log);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, true)]
    [InlineData(HttpStatusCode.BadRequest, true)] // It was none any more.
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    [InlineData(HttpStatusCode.RequestTimeout, false)]
    public async Task Giving_it_back_forgets_it_whatever_the_provider_says(HttpStatusCode status, bool taken)
    {
        _server.Say("", status);

        Assert.Equal(taken, await _tokens.RevokeAsync(default));

        Assert.Null(_secrets.Find(Name));
        var (path, form) = Assert.Single(_server.Log);
        Assert.Equal(("/revoke", "refresh-1"), (path, form["token"]));
    }

    [Fact]
    public void A_sign_in_that_does_not_last_is_refused()
    {
        var tokens = new OAuthTokens(new Secret("a"), null, null);

        Assert.Throws<ConnectorException>(() => _tokens.Keep(tokens));
        Assert.DoesNotContain("Reveal", tokens.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", tokens.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _tokens.Dispose();

    private sealed class FullDisk : ISecretStore
    {
        public Secret? Find(string name) => name == Name ? new Secret("refresh-1") : null;

        public void Put(string name, Secret secret) => throw new IOException("No space left.");

        public void Remove(string name) { }
    }
}
