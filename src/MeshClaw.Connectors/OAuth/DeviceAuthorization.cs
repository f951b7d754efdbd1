using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.OAuth;

/// <summary>What the owner does to say yes.</summary>
/// <param name="Address">The page to open, on any device or on this one.</param>
/// <param name="Code">What to type in there; null where the page needs none.</param>
/// <param name="Expires">Until when.</param>
public sealed record OAuthInvitation(Uri Address, string? Code, DateTimeOffset Expires);

/// <summary>A sign-in under way. <see cref="WaitAsync"/> is called once.</summary>
public interface IOAuthSignIn : IAsyncDisposable
{
    /// <summary>What the owner does.</summary>
    OAuthInvitation Invitation { get; }

    /// <summary>Waits for the owner's yes.</summary>
    /// <exception cref="ConnectorException">The owner or the provider said no, or time is over; the message says what to do.</exception>
    Task<OAuthTokens> WaitAsync(CancellationToken cancellationToken);
}

/// <summary>
/// The device authorization grant (RFC 8628): the owner types a code on any device while this one asks, at the pace that the provider
/// wants, until the answer is there.
/// </summary>
public sealed class DeviceAuthorization : IOAuthSignIn
{
    private readonly OAuthAccount _account;
    private readonly OAuthWire _wire;
    private readonly Secret? _clientSecret;
    private readonly Secret _deviceCode;
    private TimeSpan _interval;

    private DeviceAuthorization(
        OAuthAccount account,
        OAuthWire wire,
        Secret? clientSecret,
        Secret deviceCode,
        OAuthInvitation invitation,
        TimeSpan interval
    )
    {
        _account = account;
        _wire = wire;
        _clientSecret = clientSecret;
        _deviceCode = deviceCode;
        Invitation = invitation;
        _interval = interval;
    }

    /// <inheritdoc />
    public OAuthInvitation Invitation { get; }

    /// <summary>Asks for a code (RFC 8628 3.1).</summary>
    public static async Task<DeviceAuthorization> StartAsync(
        OAuthAccount account,
        Secret? clientSecret,
        HttpClient http,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        var provider = account.Provider;
        var endpoint =
            provider.DeviceEndpoint
            ?? throw new ConnectorException($"{provider.Title} gives out no codes for devices.");
        var wire = new OAuthWire(http, time);
        (string, string?)[] form = [("client_id", account.ClientId), ("scope", account.Scope)];
        var answer = await wire.PostAsync(provider, endpoint, form, cancellationToken);
        if (answer.Error is not null)
        {
            throw new ConnectorException(
                $"{provider.Title} gave no code to sign in with: {OAuthWire.Words(answer, form)}"
            );
        }

        var page = answer.VerificationUriComplete ?? answer.VerificationUri ?? answer.VerificationUrl;
        if (
            answer is not { DeviceCode.Length: > 0, UserCode.Length: > 0 }
            || !Uri.TryCreate(page, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
        )
        {
            throw new ConnectorException($"{provider.Title} gave no code to sign in with. Try again later.");
        }

        var code = string.Concat(answer.UserCode.Where(c => c is > ' ' and < (char)0x7f).Take(64));
        var life = TimeSpan.FromSeconds(Math.Clamp(answer.ExpiresIn ?? 900, 1, 3600));
        return new DeviceAuthorization(
            account,
            wire,
            clientSecret,
            new Secret(answer.DeviceCode),
            new OAuthInvitation(address, code, time.GetUtcNow() + life),
            TimeSpan.FromSeconds(Math.Clamp(answer.Interval ?? 5, 1, 60)) // RFC 8628 3.2: 5 where it is not said.
        );
    }

    /// <inheritdoc />
    public async Task<OAuthTokens> WaitAsync(CancellationToken cancellationToken)
    {
        var provider = _account.Provider;
        (string, string?)[] form =
        [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", _deviceCode.Reveal()),
            ("client_id", _account.ClientId),
            ("client_secret", _clientSecret?.Reveal()),
        ];
        while (true)
        {
            await Task.Delay(_interval, _wire.Time, cancellationToken);
            if (_wire.Time.GetUtcNow() >= Invitation.Expires)
            {
                throw Expired();
            }

            OAuthAnswer answer;
            try
            {
                answer = await _wire.PostAsync(provider, provider.TokenEndpoint, form, cancellationToken);
            }
            catch (ConnectorException)
            {
                // RFC 8628 3.5: after a lost connection ask half as often. The code's end is the end of this too.
                _interval = TimeSpan.FromSeconds(Math.Min(_interval.TotalSeconds * 2, 60));
                continue;
            }

            switch (answer.Error)
            {
                case null:
                    return _wire.Tokens(provider, answer);
                case "authorization_pending":
                    break;
                case "slow_down":
                    _interval += TimeSpan.FromSeconds(5); // RFC 8628 3.5, for this and all later requests.
                    break;
                case "expired_token":
                    throw Expired();
                case "access_denied" or "authorization_declined": // The latter is Microsoft's.
                    throw new ConnectorException(
                        $"The sign-in at {provider.Title} was refused there. Nothing was stored. To try again: {_account.Again}"
                    );
                default:
                    throw new ConnectorException(
                        $"{provider.Title} refused the sign-in: {OAuthWire.Words(answer, form)}"
                    );
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ConnectorException Expired() =>
        new($"Nobody signed in at {_account.Provider.Title} in time. For a new code: {_account.Again}");
}
