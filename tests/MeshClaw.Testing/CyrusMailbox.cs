using MailKit;

namespace MeshClaw.Testing;

/// <summary>
/// A mailbox of a <see cref="CyrusServer"/>, over IMAP, as another mail program would. Ids are those of JMAP (RFC 8474 EMAILID): two
/// messages that are the same to the last byte have one.
/// </summary>
public sealed class CyrusMailbox : ImapMailbox
{
    internal CyrusMailbox(Func<int> port, string user)
        : base(port, user) => Connect(); // The first login makes the mailbox.

    private protected override MessageSummaryItems IdItem => MessageSummaryItems.EmailId;

    private protected override string IdOf(IMessageSummary summary) => summary.EmailId!; // Asked for.

    private protected override async Task<string> IdOfAsync(IMailFolder folder, UniqueId uid)
    {
        await folder.CheckAsync(); // An open folder tells of what came.
        return IdOf((await folder.FetchAsync([uid], MessageSummaryItems.UniqueId | IdItem)).Single());
    }

    private protected override async Task<IList<UniqueId>> UidsAsync(IMailFolder folder, string id)
    {
        var all = await folder.FetchAsync(0, -1, MessageSummaryItems.UniqueId | IdItem);
        return [.. all.Where(s => s.EmailId == id).Select(s => s.UniqueId)];
    }
}
