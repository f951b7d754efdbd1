using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Maildir;
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

    private static IMailSource Open(MailAccount account, Secret? password, TimeProvider time) =>
        account.MaildirPath is { } path
            ? new MaildirSource(account, path, time)
            : new ImapSource(new ImapSession(account, password!), account, time); // It was checked that there is one.
}
