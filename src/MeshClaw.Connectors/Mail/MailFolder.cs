using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail;

/// <summary>What a folder is for, by the server's word (RFC 6154) or by a name that mail programs give it.</summary>
public enum MailFolderUse
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>The inbox.</summary>
    Inbox,

    /// <summary>Kept mail.</summary>
    Archive,

    /// <summary>Drafts.</summary>
    Drafts,

    /// <summary>Sent mail.</summary>
    Sent,

    /// <summary>Deleted mail.</summary>
    Trash,

    /// <summary>Unwanted mail.</summary>
    Junk,

    /// <summary>A view of everything, as Gmail has it.</summary>
    All,

    /// <summary>Where <c>mail.delete</c> puts messages.</summary>
    Holding,
}

/// <summary>A folder.</summary>
/// <param name="Name">Its full name as the owner sees it, levels parted by <c>/</c>.</param>
/// <param name="Use">What it is for.</param>
/// <param name="Total">How many messages it holds.</param>
/// <param name="Unread">How many of them are unread.</param>
public sealed record MailFolder(string Name, MailFolderUse Use, int Total, int Unread)
{
    /// <summary>As <c>mail.folders</c> answers it.</summary>
    internal MailFolderInfo ToInfo() =>
        new(
            Name,
            Use switch
            {
                MailFolderUse.None or MailFolderUse.Inbox or MailFolderUse.Holding => null,
                MailFolderUse.Archive => "\\Archive",
                MailFolderUse.Drafts => "\\Drafts",
                MailFolderUse.Sent => "\\Sent",
                MailFolderUse.Trash => "\\Trash",
                MailFolderUse.Junk => "\\Junk",
                MailFolderUse.All => "\\All",
            },
            Total,
            Unread
        );
}
