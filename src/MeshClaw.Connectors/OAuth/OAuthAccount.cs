using MeshClaw.Core.Secrets;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.OAuth;

/// <summary>Whose access, to what, as which client. Holds no secret.</summary>
/// <param name="Connection"><c>mail/work</c>.</param>
/// <param name="User">The address that signs in.</param>
/// <param name="Provider">Where.</param>
/// <param name="Use">For what.</param>
/// <param name="ClientId">The owner's own client, registered at the provider.</param>
public sealed record OAuthAccount(
    ConnectionName Connection,
    string User,
    OAuthProvider Provider,
    OAuthUse Use,
    string ClientId
)
{
    /// <summary>The scopes that are asked for, as one text.</summary>
    internal string Scope => string.Join(' ', Provider.Scopes[Use]);

    /// <summary>What the owner types to sign in again.</summary>
    internal string Again => $"meshclaw connect {Connection} --oauth {Provider.Name}";

    /// <summary>The name of a connection's refresh token in the secret store.</summary>
    public static string RefreshTokenName(ConnectionName connection) => $"{connection}/oauth-refresh-token";

    /// <summary>The name of the owner's client secret in the secret store.</summary>
    public static string ClientSecretName(ConnectionName connection) => $"{connection}/oauth-client-secret";
}

/// <summary>What a sign-in gave. The access token is short-lived and stays in memory; the refresh token is for the secret store.</summary>
/// <param name="Access">For the service.</param>
/// <param name="Expires">When the access token ends; null where the provider does not say.</param>
/// <param name="Refresh">For new access tokens; null where the answer had none.</param>
public sealed record OAuthTokens(Secret Access, DateTimeOffset? Expires, Secret? Refresh);

/// <summary>Access tokens for a service, fresh when asked for.</summary>
public interface IAccessTokens
{
    /// <summary>A token; another one than <paramref name="refused"/>, which the service no longer took, where that is given.</summary>
    /// <exception cref="MeshClaw.Core.Connectors.ConnectorException">There is none; the message says what the owner can do.</exception>
    Task<Secret> GetAsync(Secret? refused, CancellationToken cancellationToken);
}
