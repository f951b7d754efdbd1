using System.Security.Cryptography;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Connectors.Mail.Writing.Recipients;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>An account that writes: the parts that describing, sending and finding again share.</summary>
internal sealed class SendContext
{
    public SendContext(
        MailAccount account,
        IMailStore store,
        ISentMail sent,
        IMailSubmission? submission,
        MailWriting writing
    )
    {
        Account = account;
        Store = store;
        Sent = sent;
        Submission = submission;
        Writing = writing;
        Files = new OutgoingFolder(writing.OutgoingFolder);
        Outbox = new Outbox(writing.OutboxFolder, writing.Time);
        Copies = new SentCopies(account, store, sent);
        Correspondents = new Correspondents(store, sent, Copies, writing.Time);
    }

    public MailAccount Account { get; }

    public IMailStore Store { get; }

    public ISentMail Sent { get; }

    /// <summary>Null where the account has no server that sends.</summary>
    public IMailSubmission? Submission { get; }

    public MailWriting Writing { get; }

    public OutgoingFolder Files { get; }

    public Outbox Outbox { get; }

    public SentCopies Copies { get; }

    public Correspondents Correspondents { get; }

    /// <summary>Whose mail it is.</summary>
    public MailIdentity Identity
    {
        get
        {
            var address =
                Account.From
                ?? MailAddress.Normalize(Account.User)
                ?? Writing.Owner().Addresses.FirstOrDefault()
                ?? throw new ToolException(
                    $"Nobody knows the address that {Account.Connection} sends from. Write it into config.yaml: from: you@corp.example"
                );
            var name = Account.FromName.Length > 0 ? Account.FromName : Writing.Owner().Name;
            return new MailIdentity(address, name, Account.Signature);
        }
    }

    /// <summary>The owner's addresses.</summary>
    public OwnAddresses Own => new(Writing.Owner().Addresses.Add(Identity.Address).Add(Account.User));

    /// <summary>The message that is answered or passed on; null for a new one.</summary>
    /// <exception cref="ToolException">It is gone.</exception>
    public async Task<MailMessage?> OriginalAsync(MailLocation? at, CancellationToken cancellationToken) =>
        at is null
            ? null
            : await Store.ReadAsync(at, cancellationToken)
                ?? throw new ToolException(
                    $"There is no message {at.Id} in '{at.Folder}' any more: list the folder again."
                );

    /// <summary>The message as it goes out.</summary>
    public MimeMessage Compose(OutgoingMail mail, SendNote note) =>
        MailComposer.Compose(
            mail,
            mail.From ?? Identity,
            new MailStamp(note.MessageId, note.Date),
            TimeZoneInfo.FindSystemTimeZoneById(note.Zone)
        );

    /// <summary>What two makings of a message are compared by.</summary>
    public static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
