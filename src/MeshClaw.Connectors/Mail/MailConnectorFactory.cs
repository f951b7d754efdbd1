using MeshClaw.Connectors.Mail.Gmail;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Connectors.Mail.Maildir;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail;

/// <summary>Makes mail connectors. Making one touches neither network nor disk: the first call connects.</summary>
public static class MailConnectorFactory
{
    /// <summary>A connector for an account.</summary>
    /// <param name="account">The account.</param>
    /// <param name="password">Its password or token; needed for a server, ignored for a Maildir.</param>
    /// <param name="writing">What writing and sending need; null for a connector that only reads and files.</param>
    /// <exception cref="ConnectorException">The account is not usable; the message names every fault.</exception>
    public static MailConnector Create(MailAccount account, Secret? password, MailWriting? writing = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        Check(account, password);
        return Open(account, password, writing);
    }

    /// <summary>Refuses an account that cannot be used with a password.</summary>
    internal static void Check(MailAccount account, Secret? password)
    {
        var faults = account.Validate().ToList();
        if (account.MaildirPath is null && password is null)
        {
            faults.Add("No password is stored.");
        }

        if (account.Gmail is not null)
        {
            faults.Add("Gmail takes no password here, only a sign-in.");
        }

        Refuse(account, faults);
    }

    /// <summary>Refuses an account that cannot be signed in to.</summary>
    internal static void CheckSignedIn(MailAccount account)
    {
        var faults = account.Validate().ToList();
        if (account.MaildirPath is not null)
        {
            faults.Add("A Maildir needs no sign-in.");
        }

        Refuse(account, faults);
    }

    private static void Refuse(MailAccount account, List<string> faults)
    {
        if (faults.Count > 0)
        {
            throw new ConnectorException(
                $"The mail account {account.Connection} cannot be used: {string.Join(' ', faults)}"
            );
        }
    }

    /// <summary>A connector for an account that is signed in to: Gmail, or IMAP by access token.</summary>
    /// <param name="account">The account.</param>
    /// <param name="tokens">Its access tokens.</param>
    /// <param name="http">For Gmail; follows no redirects. Lives as long as the connector does.</param>
    /// <param name="time">For waiting where Gmail is busy.</param>
    /// <param name="gmail">Where Gmail is, where it is not Google's own: for tests.</param>
    /// <param name="writing">What writing and sending need; null for a connector that only reads and files.</param>
    /// <exception cref="ConnectorException">The account is not usable; the message names every fault.</exception>
    public static MailConnector Create(
        MailAccount account,
        IAccessTokens tokens,
        HttpClient http,
        TimeProvider time,
        Uri? gmail = null,
        MailWriting? writing = null
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        CheckSignedIn(account);
        return account.Gmail is not null
            ? Reading(
                account,
                new GmailStore(account, new GmailApi(account, gmail ?? GmailApi.Root, http, tokens, time)),
                writing
            )
            : OpenImap(
                account,
                new ImapSession(account, null, tokens),
                null,
                new TokenLogin(account.User, tokens),
                writing
            );
    }

    // Create has seen a password for a server.
    private static MailConnector Open(MailAccount account, Secret? password, MailWriting? writing)
    {
        if (account.MaildirPath is { } path)
        {
            return Reading(account, new MaildirStore(account, path), writing);
        }

        if (account.Jmap is not null)
        {
            return Reading(
                account,
                new JmapStore(new JmapHttp(account, password!, TimeProvider.System), account),
                writing
            );
        }

        var login = new PasswordLogin(account.User, password!);
        return OpenImap(account, new ImapSession(account, password!), password, login, writing);
    }

    private static MailConnector OpenImap(
        MailAccount account,
        ImapSession session,
        Secret? password,
        ISmtpLogin login,
        MailWriting? writing
    )
    {
        var store = new ImapStore(session, account);
        var sending = SendingOf(account, login, session, store, writing);
        return new MailConnector(account, store, password, sending, writing, ListsOf(account, store, sending, writing));
    }

    // One that writes no mail; its lists can be left by one request all the same.
    private static MailConnector Reading(MailAccount account, IMailStore store, MailWriting? writing) =>
        new(account, store, writing: writing, lists: ListsOf(account, store, null, writing));

    private static ListContext? ListsOf(
        MailAccount account,
        IMailStore store,
        SendContext? sending,
        MailWriting? writing
    ) => writing is { Lists: { } lists } ? new ListContext(account, store, lists, sending, writing) : null;

    private static SendContext? SendingOf(
        MailAccount account,
        ISmtpLogin login,
        ImapSession session,
        IMailStore store,
        MailWriting? writing
    ) =>
        writing is null
            ? null
            : new SendContext(
                account,
                store,
                new ImapSentMail(session),
                account.Smtp is null ? null : new SmtpSender(account, login, writing.Time),
                writing
            );
}
