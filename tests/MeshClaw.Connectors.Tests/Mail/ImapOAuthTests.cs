using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Tests.Mail.Gmail;
using MeshClaw.Core.Connectors;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>Access tokens at a real server, by OAUTHBEARER and by XOAUTH2.</summary>
public sealed class ImapOAuthTests(DovecotWithOAuth both, DovecotWithXOAuth2 one)
    : IClassFixture<DovecotWithOAuth>,
        IClassFixture<DovecotWithXOAuth2>
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_access_token_logs_in(bool bearer)
    {
        var (driver, tokens) = Drive(bearer, user => [Token(user, hours: 1)]);

        Assert.Empty((await driver.ListAsync()).Messages);

        Assert.Equal(1, tokens.Asked);
        await driver.Connector.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_ended_is_renewed_once(bool bearer)
    {
        var (driver, tokens) = Drive(bearer, user => [Token(user, hours: -1), Token(user, hours: 1)]);

        Assert.Empty((await driver.ListAsync()).Messages);

        Assert.Equal(2, tokens.Asked);
        await driver.Connector.DisposeAsync();
    }

    [Fact]
    public async Task A_new_token_that_is_refused_too_is_an_error_without_the_token()
    {
        var foreign = "";
        var (driver, tokens) = Drive(bearer: true, _ => [foreign = Token("somebody-else", hours: 1)]);

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => driver.ListAsync());

        Assert.Contains("refused the access token of user", failure.Message, StringComparison.Ordinal);
        Assert.Contains("meshclaw connect mail/work", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(foreign, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, tokens.Asked);
    }

    private (Driver, FixedTokens) Drive(bool bearer, Func<string, string[]> made)
    {
        DovecotServer server = bearer ? both : one;
        var account = MailStores.Account(server, server.NewMailbox().User);
        var tokens = new FixedTokens(made(account.User));
        var connector = MailConnectorFactory.Create(account, tokens, new HttpClient(), TimeProvider.System);
        return (new Driver(connector), tokens);
    }

    // RFC 7519, signed as the server wants it.
    private string Token(string user, int hours)
    {
        var (now, end) = (_now.AddHours(-2).ToUnixTimeSeconds(), _now.AddHours(hours).ToUnixTimeSeconds());
        var signed =
            $"{Part("""{"alg":"HS256","typ":"JWT"}""")}.{Part($$"""{"sub":"{{user}}","iat":{{now}},"exp":{{end}}}""")}";
        var signature = HMACSHA256.HashData(
            Encoding.ASCII.GetBytes(DovecotServer.OAuthKey),
            Encoding.ASCII.GetBytes(signed)
        );
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
