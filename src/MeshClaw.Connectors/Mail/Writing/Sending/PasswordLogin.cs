using System.Net;
using System.Text;
using MailKit.Net.Smtp;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>Logs in with the account's password.</summary>
internal sealed class PasswordLogin(string user, Secret password) : ISmtpLogin
{
    /// <inheritdoc />
    public Task LogInAsync(SmtpClient client, CancellationToken cancellationToken) =>
        client.AuthenticateAsync(Encoding.UTF8, new NetworkCredential(user, password.Reveal()), cancellationToken);
}
