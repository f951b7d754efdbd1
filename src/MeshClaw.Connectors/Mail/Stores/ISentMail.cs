using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Stores;

/// <summary>What sending needs of a store: to file a copy, to find a message that was sent, to know who was written to.</summary>
internal interface ISentMail
{
    /// <summary>Puts a message into a folder, read; the folder is made where it is missing. Null where the store does not say where.</summary>
    Task<MailLocation?> AppendAsync(string folder, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Whether a folder holds a message of this id; false also where there is no such folder.</summary>
    Task<bool> HoldsAsync(string folder, string messageId, CancellationToken cancellationToken);

    /// <summary>Whether a folder holds a message to an address (To, Cc, Bcc).</summary>
    Task<bool> HoldsRecipientAsync(string folder, string address, CancellationToken cancellationToken);

    /// <summary>The From addresses of messages of a folder that answer a message (In-Reply-To, References), the latest 50.</summary>
    Task<IReadOnlyList<string>> AnswerersAsync(string folder, string messageId, CancellationToken cancellationToken);
}
