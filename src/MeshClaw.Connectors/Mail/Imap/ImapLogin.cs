using System.Net;
using System.Text;
using MailKit.Net.Imap;
using MailKit.Security;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>
/// One login: by password, or by access token (OAUTHBEARER, RFC 7628, where the server has it, else XOAUTH2). A token that the server
/// refuses is renewed once. Throws <see cref="AuthenticationException"/> where the server says no.
/// </summary>
internal sealed class ImapLogin(MailAccount account, Secret? password, IAccessTokens? tokens)
{
    private Secret? _token;

    /// <summary>Gets the access token, where the login is by one.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken) =>
        _token = tokens is null ? null : await tokens.GetAsync(refused: null, cancellationToken);

    /// <summary>Logs in on a connection.</summary>
    public async Task RunAsync(ImapClient client, CancellationToken cancellationToken)
    {
        if (tokens is null || _token is null)
        {
            var secret = password ?? throw new InvalidOperationException("Neither a password nor access tokens.");
            await client.AuthenticateAsync(
                Encoding.UTF8,
                new NetworkCredential(account.User, secret.Reveal()),
                cancellationToken
            );
            return;
        }

        try
        {
            await client.AuthenticateAsync(Mechanism(client, _token), cancellationToken);
        }
        catch (AuthenticationException)
        {
            _token = await tokens.GetAsync(_token, cancellationToken);
            await client.AuthenticateAsync(Mechanism(client, _token), cancellationToken);
        }
    }

    private SaslMechanism Mechanism(ImapClient client, Secret token) =>
        client.AuthenticationMechanisms.Contains("OAUTHBEARER")
            ? new SaslMechanismOAuthBearer(account.User, token.Reveal())
            : new SaslMechanismOAuth2(account.User, token.Reveal());
}
