using System.Collections.Immutable;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Writing.Composing;

/// <summary>What a message is to the one before it.</summary>
internal enum MailMode
{
    /// <summary>The first of a conversation.</summary>
    New,

    /// <summary>An answer to the sender.</summary>
    Reply,

    /// <summary>An answer to all.</summary>
    ReplyAll,

    /// <summary>An answer to the list that the message came over.</summary>
    ReplyList,

    /// <summary>The message passed on.</summary>
    Forward,
}

/// <summary>A message as it is to be sent, every recipient an address.</summary>
internal sealed record OutgoingMail
{
    /// <summary>What it is to <see cref="Original"/>.</summary>
    public MailMode Mode { get; init; }

    /// <summary>Normalised addresses.</summary>
    public ImmutableArray<string> To { get; init; } = [];

    /// <summary>Normalised addresses.</summary>
    public ImmutableArray<string> Cc { get; init; } = [];

    /// <summary>Normalised addresses; no other recipient sees them.</summary>
    public ImmutableArray<string> Bcc { get; init; } = [];

    /// <summary>One line.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Plain text, lines parted by <c>\n</c>.</summary>
    public string Body { get; init; } = "";

    /// <summary>The message that is answered or passed on; null for a new one.</summary>
    public MailMessage? Original { get; init; }

    /// <summary>Files with their bytes.</summary>
    public ImmutableArray<OutgoingFile> Files { get; init; } = [];

    /// <summary>Whom it comes from; null for the account's own name, address and signature.</summary>
    public MailIdentity? From { get; init; }

    /// <summary>Every recipient.</summary>
    public IEnumerable<string> Recipients => To.Concat(Cc).Concat(Bcc).Distinct(StringComparer.Ordinal);
}

/// <summary>A file with its bytes, as they were hashed.</summary>
internal sealed record OutgoingFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>What is made once for a message and kept, so that it can be made again to the last byte.</summary>
/// <param name="MessageId">Without brackets.</param>
/// <param name="Date">In the owner's zone.</param>
internal sealed record MailStamp(string MessageId, DateTimeOffset Date);

/// <summary>Whose mail it is.</summary>
/// <param name="Address">Normalised.</param>
/// <param name="Name">The display name; may be empty.</param>
/// <param name="Signature">Lines under each message; empty for none.</param>
internal sealed record MailIdentity(string Address, string Name, string Signature);
