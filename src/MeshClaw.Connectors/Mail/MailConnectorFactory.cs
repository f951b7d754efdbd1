using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Maildir;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail;

/// <summary>Makes mail connectors. Making one touches neither network nor disk: the first call connects.</summary>
public static class MailConnectorFactory
{
    /// <summary>A connector for an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="password">Its password; needed for IMAP, ignored for a Maildir.</param>
    /// <param name="writing">What writing and sending need; null for a connector that only reads and files.</param>
    /// <exception cref="ConnectorException">The account is not usable; the message names every fault.</exception>
    public static MailConnector Create(MailAccount account, Secret? password, MailWriting? writing = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        var faults = account.Validate().ToList();
        if (account.Imap is not null && password is null)
        {
            faults.Add("No password is stored.");
        }

        return faults.Count == 0
            ? Open(account, password, writing)
            : throw new ConnectorException(
                $"The mail account {account.Connection} cannot be used: {string.Join(' ', faults)}"
            );
    }

    private static MailConnector Open(MailAccount account, Secret? password, MailWriting? writing)
    {
        if (account.MaildirPath is { } path)
        {
            return new MailConnector(account, new MaildirStore(account, path));
        }

        var session = new ImapSession(account, password!); // Create has seen a password.
        var store = new ImapStore(session, account);
        return new MailConnector(
            account,
            store,
            writing is null ? null : SendingOf(account, password!, store, new ImapSentMail(session), writing)
        );
    }

    private static SendContext SendingOf(
        MailAccount account,
        Secret password,
        IMailStore store,
        ISentMail sent,
        MailWriting writing
    ) =>
        new(
            account,
            store,
            sent,
            account.Smtp is null
                ? null
                : new SmtpSender(account, new PasswordLogin(account.User, password), writing.Time),
            writing
        );
}
