using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Writing;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>What showing and leaving lists shares.</summary>
/// <param name="Account">The account.</param>
/// <param name="Store">Where its mail lies.</param>
/// <param name="Lists">Its lists, in the index.</param>
/// <param name="Sending">For leaving by mail; null where this account sends none.</param>
/// <param name="Writing">The time, and whose mail it is.</param>
internal sealed record ListContext(
    MailAccount Account,
    IMailStore Store,
    IMailLists Lists,
    SendContext? Sending,
    MailWriting Writing
)
{
    /// <summary>How far each request is, on the disk; the same folder as that of mail that goes out.</summary>
    public Outbox Ledger { get; } = new(Writing.OutboxFolder, Writing.Time);
}
