using MailKit;
using MeshClaw.Connectors.Mail.Tools;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>What a folder of a server is for: by the server's word (RFC 6154), else by its name.</summary>
internal static class ImapFolderUse
{
    public static MailFolderUse Of(string name, IMailFolder folder, string holding)
    {
        var attributes = folder.Attributes;
        return MailFolderName.IsWithin(name, holding) ? MailFolderUse.Holding
            : name == MailFolderName.Inbox ? MailFolderUse.Inbox
            : attributes.HasFlag(FolderAttributes.Trash) ? MailFolderUse.Trash
            : attributes.HasFlag(FolderAttributes.Junk) ? MailFolderUse.Junk
            : attributes.HasFlag(FolderAttributes.Archive) ? MailFolderUse.Archive
            : attributes.HasFlag(FolderAttributes.Sent) ? MailFolderUse.Sent
            : attributes.HasFlag(FolderAttributes.Drafts) ? MailFolderUse.Drafts
            : attributes.HasFlag(FolderAttributes.All) ? MailFolderUse.All
            : MailFolderName.UseByName(name, holding);
    }
}
