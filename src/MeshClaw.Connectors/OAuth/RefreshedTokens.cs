using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.OAuth;

/// <summary>
/// Access tokens out of the refresh token in the secret store (RFC 6749 6). Where the provider gives a new refresh token with it, that
/// one is in the store before the access token is used. One object for each connection: a provider that rotates takes each refresh token once.
/// Safe for use by many at once.
/// </summary>
public sealed class RefreshedTokens : IAccessTokens, IDisposable
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);

    private readonly OAuthAccount _account;
    private readonly ISecretStore _secrets;
    private readonly OAuthWire _wire;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private OAuthTokens? _tokens;

    /// <summary>For an account that has signed in, or will have when the first token is asked for.</summary>
    public RefreshedTokens(OAuthAccount account, ISecretStore secrets, HttpClient http, TimeProvider time)
    {
        _account = account;
        _secrets = secrets;
        _wire = new OAuthWire(http, time);
    }

    /// <summary>Keeps what a sign-in gave.</summary>
    /// <exception cref="ConnectorException">It came without a refresh token, so it would end within the hour.</exception>
    public void Keep(OAuthTokens tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        _secrets.Put(
            OAuthAccount.RefreshTokenName(_account.Connection),
            tokens.Refresh
                ?? throw new ConnectorException(
                    $"{_account.Provider.Title} gave no lasting access. Remove MeshClaw at {_account.Provider.AccountPage}, then: {_account.Again}"
                )
        );
        _tokens = tokens;
    }

    /// <inheritdoc />
    public async Task<Secret> GetAsync(Secret? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (
                _tokens is { } known
                && known.Access.Reveal() != refused?.Reveal()
                && (known.Expires is not { } end || _wire.Time.GetUtcNow() < end - s_margin)
            )
            {
                return known.Access;
            }

            _tokens = await RefreshAsync(cancellationToken);
            return _tokens.Access;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Gives the access back to the provider (RFC 7009) and forgets it. False where the provider has no way for that, or did not take it:
    /// the owner ends it at <see cref="OAuthProvider.AccountPage"/>.
    /// </summary>
    public async Task<bool> RevokeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var name = OAuthAccount.RefreshTokenName(_account.Connection);
            var token = _secrets.Find(name);
            _tokens = null;
            try
            {
                return token is not null && await _wire.RevokeAsync(_account.Provider, token, cancellationToken);
            }
            catch (ConnectorException)
            {
                return false; // Unreachable: the answer says where to end it by hand.
            }
            finally
            {
                _secrets.Remove(name);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task<OAuthTokens> RefreshAsync(CancellationToken cancellationToken)
    {
        var provider = _account.Provider;
        var name = OAuthAccount.RefreshTokenName(_account.Connection);
        var refresh =
            _secrets.Find(name)
            ?? throw new ConnectorException(
                $"MeshClaw is not signed in to {provider.Title} as {_account.User}. Sign in with: {_account.Again}"
            );
        (string, string?)[] form =
        [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.Reveal()),
            ("client_id", _account.ClientId),
            ("client_secret", _secrets.Find(OAuthAccount.ClientSecretName(_account.Connection))?.Reveal()),
        ];
        var answer = await _wire.PostAsync(provider, provider.TokenEndpoint, form, cancellationToken);
        if (answer.Error is { } error)
        {
            throw new ConnectorException(
                error == "invalid_grant"
                    ? $"{provider.Title} no longer accepts MeshClaw's access to {_account.User}: sign in again with: {_account.Again}"
                    : $"{provider.Title} refused to renew MeshClaw's access to {_account.User}: {OAuthWire.Words(answer, form)}"
            );
        }

        var tokens = _wire.Tokens(provider, answer);
        if (tokens.Refresh is { } rotated && rotated.Reveal() != refresh.Reveal())
        {
            _secrets.Put(name, rotated); // Before the access token is used: the old one may not work again.
        }

        return tokens;
    }
}
