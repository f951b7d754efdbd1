using System.Net;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.OAuth;

public sealed class DeviceAuthorizationTests : IDisposable
{
    private const string Codes =
        """{"device_code":"dev-1","user_code":"WDJB-MJHT","verification_uri":"https://login.test/go","expires_in":900,"interval":5}""";

    private readonly AuthorizationFake _server = new();
    private readonly ImpatientTime _time = new();

    [Fact]
    public async Task The_owner_sees_a_code_and_the_tokens_come_when_it_was_typed_in()
    {
        _server.Say(Codes).Refuse("authorization_pending").Refuse("authorization_pending").Give("access", "refresh");

        await using var signIn = await StartAsync();
        var tokens = await signIn.WaitAsync(default);

        Assert.Equal(
            new OAuthInvitation(
                new Uri("https://login.test/go"),
                "WDJB-MJHT",
                new(2026, 11, 23, 7, 15, 0, TimeSpan.Zero)
            ),
            signIn.Invitation
        );
        Assert.Equal(("access", "refresh"), (tokens.Access.Reveal(), tokens.Refresh?.Reveal()));
        Assert.Equal([5, 5, 5], _time.Waits.Select(w => w.TotalSeconds));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["client_id"] = "client-1",
                ["scope"] =
                    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
            },
            _server.Log[0].Form
        );
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code",
                ["device_code"] = "dev-1",
                ["client_id"] = "client-1",
                ["client_secret"] = "hush",
            },
            _server.Log[^1].Form
        );
    }

    [Fact]
    public async Task It_asks_at_the_pace_that_the_provider_wants()
    {
        _server
            .Say(Codes)
            .Refuse("slow_down")
            .Refuse("authorization_pending")
            .Say("", HttpStatusCode.RequestTimeout) // A line that is cut: half as often from then on.
            .Give("access", "refresh");

        await (await StartAsync()).WaitAsync(default);

        Assert.Equal([5, 10, 10, 20], _time.Waits.Select(w => w.TotalSeconds));
    }

    [Theory]
    [InlineData("expired_token", "Nobody signed in at Microsoft in time.")]
    [InlineData("access_denied", "was refused there")]
    [InlineData("authorization_declined", "was refused there")]
    public async Task A_refusal_ends_it_and_says_what_to_do(string error, string words)
    {
        _server.Say(Codes).Refuse(error);

        var failure = await Assert.ThrowsAsync<ConnectorException>(async () =>
            await (await StartAsync()).WaitAsync(default)
        );

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("meshclaw connect mail/work --oauth microsoft", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_ends_by_the_clock_too()
    {
        _server.Say(Codes.Replace("900", "12", StringComparison.Ordinal));
        for (var i = 0; i < 3; i++)
        {
            _server.Refuse("authorization_pending");
        }

        await Assert.ThrowsAsync<ConnectorException>(async () => await (await StartAsync()).WaitAsync(default));

        Assert.Equal(3, _server.Log.Count);
    }

    [Fact]
    public async Task What_was_sent_is_in_no_error()
    {
        _server.Say(Codes).Refuse("invalid_client", "the secret hush is wrong for dev-1");

        var failure = await Assert.ThrowsAsync<ConnectorException>(async () =>
            await (await StartAsync()).WaitAsync(default)
        );

        Assert.Equal("Microsoft refused the sign-in: invalid_client", failure.Message);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public async Task Words_of_the_provider_reach_the_owner_in_one_line()
    {
        _server.Refuse("unauthorized_client", "AADSTS700016: no application\\r\\n client-1");

        var failure = await Assert.ThrowsAsync<ConnectorException>(StartAsync);

        Assert.Equal(
            "Microsoft gave no code to sign in with: unauthorized_client: AADSTS700016: no application   client-1",
            failure.Message
        );
    }

    [Fact]
    public async Task Google_calls_the_address_by_another_name()
    {
        _server.Say(Codes.Replace("verification_uri", "verification_url", StringComparison.Ordinal));

        Assert.Equal("https://login.test/go", (await StartAsync()).Invitation.Address.ToString());
    }

    public void Dispose() => _server.Dispose();

    private Task<DeviceAuthorization> StartAsync() =>
        DeviceAuthorization.StartAsync(AuthorizationFake.Account, new Secret("hush"), _server.Client(), _time, default);
}
