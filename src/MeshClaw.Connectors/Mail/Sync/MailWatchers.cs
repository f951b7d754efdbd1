using MeshClaw.Connectors.Mail.Gmail;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>Makes watchers. Making one touches neither network nor disk.</summary>
public static class MailWatchers
{
    /// <summary>A watcher of an account, with a session of its own beside the one that tools use.</summary>
    /// <param name="account">The account.</param>
    /// <param name="password">Its password; needed for IMAP, ignored for a Maildir.</param>
    /// <param name="index">Where its mail goes.</param>
    /// <param name="turn">As many rounds at once as this lets through, of all accounts that share it.</param>
    /// <param name="options">The rest.</param>
    /// <exception cref="ConnectorException">The account is not usable; the message names every fault.</exception>
    public static MailWatcher Create(
        MailAccount account,
        Secret? password,
        IMailIndex index,
        SemaphoreSlim turn,
        MailWatcherOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(options);
        MailConnectorFactory.Check(account, password);
        return new MailWatcher(Open(account, password, options.Time), index, turn, options);
    }

    /// <summary>A watcher of an account that is signed in to: Gmail, or IMAP by access token.</summary>
    /// <param name="account">The account.</param>
    /// <param name="tokens">Its access tokens.</param>
    /// <param name="http">For Gmail; follows no redirects. Lives as long as the watcher does.</param>
    /// <param name="gmail">Where Gmail is; null for Google's own.</param>
    /// <param name="index">Where its mail goes.</param>
    /// <param name="turn">As above.</param>
    /// <param name="options">The rest.</param>
    /// <exception cref="ConnectorException">The account is not usable; the message names every fault.</exception>
    public static MailWatcher Create(
        MailAccount account,
        IAccessTokens tokens,
        HttpClient http,
        Uri? gmail,
        IMailIndex index,
        SemaphoreSlim turn,
        MailWatcherOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(options);
        MailConnectorFactory.CheckSignedIn(account);
        return new MailWatcher(Open(account, tokens, http, gmail, options.Time), index, turn, options);
    }

    private static IMailSource Open(MailAccount account, Secret? password, TimeProvider time)
    {
        if (account.MaildirPath is { } path)
        {
            return new MaildirSource(account, path, time);
        }

        if (account.Jmap is not null)
        {
            var store = new JmapStore(new JmapHttp(account, password!, time), account); // It was checked that there is one.
            return new AccountSource(account.Connection, store, store.Changes(time).ReadAsync, time);
        }

        return new ImapSource(new ImapSession(account, password!), account, time);
    }

    private static IMailSource Open(
        MailAccount account,
        IAccessTokens tokens,
        HttpClient http,
        Uri? gmail,
        TimeProvider time
    )
    {
        if (account.Gmail is null)
        {
            return new ImapSource(new ImapSession(account, null, tokens), account, time);
        }

        var api = new GmailApi(account, gmail ?? GmailApi.Root, http, tokens, time);
        var changes = GmailChanges.Of(account, api);
        return new AccountSource(account.Connection, new GmailStore(account, api), changes.ReadAsync, time);
    }
}
