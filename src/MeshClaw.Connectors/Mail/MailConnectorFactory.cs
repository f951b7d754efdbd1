using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Maildir;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail;

/// <summary>Makes mail connectors. Making one touches neither network nor disk: the first call connects.</summary>
public static class MailConnectorFactory
{
    /// <summary>A connector for an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="password">Its password; needed for IMAP, ignored for a Maildir.</param>
    /// <exception cref="ConnectorException">The account is not usable; the message names every fault.</exception>
    public static MailConnector Create(MailAccount account, Secret? password)
    {
        ArgumentNullException.ThrowIfNull(account);
        Check(account, password);
        return new MailConnector(account, OpenStore(account, password));
    }

    /// <summary>Refuses an account that cannot be used.</summary>
    internal static void Check(MailAccount account, Secret? password)
    {
        var faults = account.Validate().ToList();
        if (account.Imap is not null && password is null)
        {
            faults.Add("No password is stored.");
        }

        if (faults.Count > 0)
        {
            throw new ConnectorException(
                $"The mail account {account.Connection} cannot be used: {string.Join(' ', faults)}"
            );
        }
    }

    private static IMailStore OpenStore(MailAccount account, Secret? password) =>
        account.MaildirPath is { } path
            ? new MaildirStore(account, path)
            : new ImapStore(new ImapSession(account, password!), account); // Create has seen a password.
}
