using MailKit.Net.Smtp;
using MailKit.Security;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>
/// Logs in by access token: OAUTHBEARER (RFC 7628) where the server has it, else XOAUTH2. A token that the server refuses is renewed once.
/// </summary>
internal sealed class TokenLogin(string user, IAccessTokens tokens) : ISmtpLogin
{
    /// <inheritdoc />
    public async Task LogInAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(refused: null, cancellationToken);
        try
        {
            await client.AuthenticateAsync(Mechanism(client, token), cancellationToken);
        }
        catch (AuthenticationException)
        {
            token = await tokens.GetAsync(token, cancellationToken);
            await client.AuthenticateAsync(Mechanism(client, token), cancellationToken);
        }
    }

    private SaslMechanism Mechanism(SmtpClient client, Secret token) =>
        client.AuthenticationMechanisms.Contains("OAUTHBEARER")
            ? new SaslMechanismOAuthBearer(user, token.Reveal())
            : new SaslMechanismOAuth2(user, token.Reveal());
}
