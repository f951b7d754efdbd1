using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.OAuth;

/// <summary>
/// The authorization code grant for a program on the owner's machine: a browser signs in and comes back to 127.0.0.1 (RFC 8252), the code
/// is bound to this sign-in by PKCE (RFC 7636, S256), and the answer by its state, compared in constant time. Takes one answer, within
/// ten minutes.
/// </summary>
public sealed class LoopbackAuthorization : IOAuthSignIn
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);

    private readonly OAuthAccount _account;
    private readonly OAuthWire _wire;
    private readonly Secret? _clientSecret;
    private readonly LoopbackListener _listener;
    private readonly Secret _verifier = Random();
    private readonly Secret _state = Random();

    /// <summary>Listens at once, so that the owner may open the address at once.</summary>
    public LoopbackAuthorization(OAuthAccount account, Secret? clientSecret, HttpClient http, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(time);
        _account = account;
        _clientSecret = clientSecret;
        _wire = new OAuthWire(http, time);
        _listener = new LoopbackListener(time);
        Invitation = new OAuthInvitation(Address(), null, time.GetUtcNow() + s_life);
    }

    /// <inheritdoc />
    public OAuthInvitation Invitation { get; }

    /// <inheritdoc />
    public async Task<OAuthTokens> WaitAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_life, _wire.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string query;
        try
        {
            query = await _listener.ReceiveAsync(q => Judge(q).Page, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConnectorException(
                $"Nobody signed in at {_account.Provider.Title} within ten minutes. To try again: {_account.Again}"
            );
        }

        var (code, refusal, _) = Judge(query);
        return code is null ? throw new ConnectorException(refusal) : await ExchangeAsync(code, cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<OAuthTokens> ExchangeAsync(string code, CancellationToken cancellationToken)
    {
        var provider = _account.Provider;
        (string, string?)[] form =
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", Redirect),
            ("client_id", _account.ClientId),
            ("client_secret", _clientSecret?.Reveal()),
            ("code_verifier", _verifier.Reveal()),
        ];
        var answer = await _wire.PostAsync(provider, provider.TokenEndpoint, form, cancellationToken);
        return answer.Error is null
            ? _wire.Tokens(provider, answer)
            : throw new ConnectorException(
                $"{provider.Title} did not take its own answer: {OAuthWire.Words(answer, form)} To try again: {_account.Again}"
            );
    }

    private (string? Code, string Refusal, string Page) Judge(string query)
    {
        const string Close = "You can close this page; MeshClaw says the rest.";
        var title = _account.Provider.Title;
        var fields = Fields(query);
        if (!IsOurs(fields.GetValueOrDefault("state")))
        {
            var strange =
                $"The browser brought an answer that belongs to another sign-in. Nothing was stored. To try again: {_account.Again}";
            return (null, strange, $"This belongs to another sign-in. {Close}");
        }

        if (fields.GetValueOrDefault("code") is { Length: > 0 } code)
        {
            return (code, "", $"{title} said yes. {Close}");
        }

        var error = fields.GetValueOrDefault("error") ?? "no code";
        var words = OAuthWire.Words(
            new OAuthAnswer { Error = error, ErrorDescription = fields.GetValueOrDefault("error_description") },
            []
        );
        return (
            null,
            error == "access_denied"
                ? $"The sign-in at {title} was refused there. Nothing was stored. To try again: {_account.Again}"
                : $"{title} refused the sign-in: {words}",
            $"{title} did not sign in. {Close}"
        );
    }

    private bool IsOurs(string? state) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(state ?? ""),
            Encoding.UTF8.GetBytes(_state.Reveal())
        );

    // Without the slash at the end that Uri adds: the provider compares texts.
    private string Redirect => _listener.Address.OriginalString;

    private Uri Address()
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier.Reveal())));
        (string Name, string Value)[] fields =
        [
            ("response_type", "code"),
            ("client_id", _account.ClientId),
            ("redirect_uri", Redirect),
            ("scope", _account.Scope),
            ("state", _state.Reveal()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("login_hint", _account.User),
            .. _account.Provider.Extras,
        ];
        var query = string.Join('&', fields.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
        return new UriBuilder(_account.Provider.AuthorizationEndpoint) { Query = query }.Uri;
    }

    private static Dictionary<string, string> Fields(string query)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&'))
        {
            var parts = pair.Split('=', 2);
            // RFC 6749 3.1: a name that comes twice is an error; here neither counts.
            var name = Uri.UnescapeDataString(parts[0]);
            var value = parts.Length == 2 ? Uri.UnescapeDataString(parts[1].Replace('+', ' ')) : "";
            fields[name] = fields.ContainsKey(name) ? "" : value;
        }

        return fields;
    }

    // 256 bits, of letters that need no escaping: a verifier takes 43 to 128 of them (RFC 7636 4.1).
    private static Secret Random() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
}
