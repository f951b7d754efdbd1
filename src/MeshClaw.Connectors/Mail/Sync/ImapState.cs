using MailKit;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>A folder's numbers as the server gave them last.</summary>
/// <param name="Validity">UIDVALIDITY.</param>
/// <param name="Next">UIDNEXT; null where the server does not say.</param>
/// <param name="ModSeq">HIGHESTMODSEQ; 0 where the server keeps none.</param>
/// <param name="Total">How many messages.</param>
internal readonly record struct ImapState(uint Validity, uint? Next, ulong ModSeq, int Total)
{
    /// <summary>No mailbox holds as many; a server that says so is not believed.</summary>
    public const int MaxMessages = 50_000_000;

    /// <summary>As the folder has them. Some servers give HIGHESTMODSEQ and do not take it back: it counts where CONDSTORE is offered.</summary>
    public static ImapState Of(IMailFolder folder, bool counts) =>
        new(folder.UidValidity, folder.UidNext?.Id, counts ? folder.HighestModSeq : 0, folder.Count);

    /// <summary>As the folder has them, where they can be true.</summary>
    /// <exception cref="ConnectorException">They can't.</exception>
    public static ImapState Believed(IMailFolder folder, bool counts)
    {
        var name = ImapSession.NameOf(folder);
        return folder.UidValidity == 0
                ? throw new ConnectorException(
                    $"The mail server gives '{name}' no UIDVALIDITY: its messages have no lasting ids."
                )
            : folder.Count is < 0 or > MaxMessages
                ? throw new ConnectorException(
                    $"The mail server says that '{name}' holds {folder.Count} messages: it is not believed."
                )
            : Of(folder, counts);
    }

    /// <summary>Whether nothing has happened since a cursor, as far as numbers tell.</summary>
    public bool IsAt(ImapCursor cursor) =>
        ModSeq != 0 && ModSeq == cursor.ModSeq && Next == cursor.Next && Total == cursor.Total && cursor.IsComplete;
}
