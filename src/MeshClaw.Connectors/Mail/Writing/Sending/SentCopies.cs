using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Configuration;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>Keeps a copy of what was sent in the folder of sent mail: once, known by its Message-ID.</summary>
internal sealed class SentCopies(MailAccount account, IMailStore store, ISentMail sent)
{
    // These put what is sent through them into the folder of sent mail themselves.
    private static readonly string[] s_saving =
    [
        "gmail.com",
        "googlemail.com",
        "google.com",
        "office365.com",
        "outlook.com",
    ];

    /// <summary>Files a copy where it is missing; false where none is to be filed.</summary>
    /// <exception cref="Core.Connectors.ConnectorException">The mailbox cannot be reached or refuses.</exception>
    public async Task<bool> FileAsync(string messageId, byte[] message, CancellationToken cancellationToken)
    {
        if (!IsWanted())
        {
            return false;
        }

        var folder = await FolderAsync(cancellationToken);
        if (!await sent.HoldsAsync(folder, messageId, cancellationToken))
        {
            await sent.AppendAsync(folder, message, cancellationToken);
        }

        return true;
    }

    /// <summary>Whether a message of this id lies among the sent ones, or in the inbox where the owner is one of its recipients.</summary>
    public async Task<bool> IsThereAsync(string messageId, bool alsoInbox, CancellationToken cancellationToken) =>
        await sent.HoldsAsync(await FolderAsync(cancellationToken), messageId, cancellationToken)
        || (alsoInbox && await sent.HoldsAsync(Tools.MailFolderName.Inbox, messageId, cancellationToken));

    /// <summary>The folder of sent mail.</summary>
    public async Task<string> FolderAsync(CancellationToken cancellationToken)
    {
        var folders = await store.FoldersAsync(counts: false, cancellationToken);
        return folders.FirstOrDefault(f => f.Use == MailFolderUse.Sent)?.Name
            ?? folders.FirstOrDefault(f => SentNames.Contains(f.Name[(f.Name.LastIndexOf('/') + 1)..]))?.Name
            ?? "Sent";
    }

    // What mail programs call it where the server does not say which folder it is.
    private static HashSet<string> SentNames { get; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            "Sent",
            "Sent Items",
            "Sent Messages",
            "Sent Mail",
            "Gesendet",
            "Gesendete Elemente",
            "Gesendete Objekte",
            "Envoyés",
            "Éléments envoyés",
            "Enviados",
            "Elementos enviados",
            "Itens enviados",
            "Inviata",
            "Posta inviata",
            "Verzonden",
            "Verzonden items",
            "Wysłane",
            "Skickat",
            "Sendt",
            "Отправленные",
        };

    private bool IsWanted() =>
        account.SaveSent switch
        {
            SaveSent.Always => true,
            SaveSent.Never => false,
            SaveSent.Auto => !s_saving.Any(s =>
                account.Smtp is { } server
                && (
                    server.Host.Equals(s, StringComparison.OrdinalIgnoreCase)
                    || server.Host.EndsWith("." + s, StringComparison.OrdinalIgnoreCase)
                )
            ),
        };
}
