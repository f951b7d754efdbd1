using System.Collections.Immutable;

namespace MeshClaw.Core.Mail;

/// <summary>Where a message lies in its store. Stable while <see cref="Version"/> is the same.</summary>
/// <param name="Folder">The folder's full name as the owner sees it; <c>INBOX</c> for the inbox; levels parted by <c>/</c>.</param>
/// <param name="Id">The message's id within the folder: the IMAP UID, or the Maildir file's unique name.</param>
/// <param name="Version">The folder's UIDVALIDITY; empty for Maildir.</param>
public sealed record MailLocation(string Folder, string Id, string Version);

/// <summary>One address of a header: the name is third-party text, <see cref="Address"/> is normalised, or null where it is no plain address.</summary>
public sealed record MailParty(string Name, string? Address);

/// <summary>What the owner's own receiving server found out about a message (RFC 8601 Authentication-Results, topmost trusted header).</summary>
public enum MailAuthentication
{
    /// <summary>No trusted result.</summary>
    None,

    /// <summary>DMARC passed, or DKIM or SPF passed aligned with the From domain.</summary>
    Pass,

    /// <summary>DMARC failed, or all that was checked failed.</summary>
    Fail,
}

/// <summary>An attachment's outside. Names are third-party text.</summary>
/// <param name="FileName">As the message calls it; empty where it has no name.</param>
/// <param name="ContentType">What the message says that it is.</param>
/// <param name="Size">In bytes, near enough.</param>
public sealed record MailAttachment(string FileName, string ContentType, long Size)
{
    /// <summary>What its first bytes say that it is; null where they say nothing.</summary>
    public string? ActualType { get; init; }

    /// <summary>The name of the attachment that holds it (winmail.dat); null for one that the message holds itself.</summary>
    public string? Within { get; init; }
}

/// <summary>A link of the HTML.</summary>
/// <param name="Text">What a reader sees of it; empty for an image.</param>
/// <param name="Target">Where it leads, as it stands in the message.</param>
public sealed record MailLink(string Text, string Target);

/// <summary>
/// A message as connectors hand it to reflexes and people: what its headers say and a clean text, bounded in size. All of its words are
/// third-party text. A message that could not be parsed has <see cref="Defects"/> and as much of the rest as could be read.
/// </summary>
public sealed record MailMessage
{
    /// <summary>Where it lies.</summary>
    public required MailLocation Location { get; init; }

    /// <summary>Message-ID without angle brackets; null where there is none.</summary>
    public string? MessageId { get; init; }

    /// <summary>In-Reply-To and References, oldest first, without brackets.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>From; usually one.</summary>
    public ImmutableArray<MailParty> From { get; init; } = [];

    /// <summary>Sender, where it differs.</summary>
    public MailParty? Sender { get; init; }

    /// <summary>Reply-To.</summary>
    public ImmutableArray<MailParty> ReplyTo { get; init; } = [];

    /// <summary>To.</summary>
    public ImmutableArray<MailParty> To { get; init; } = [];

    /// <summary>Cc.</summary>
    public ImmutableArray<MailParty> Cc { get; init; } = [];

    /// <summary>Subject, decoded; empty where there is none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>When the owner's server got it (INTERNALDATE, or the file's time); else the Date header.</summary>
    public DateTimeOffset Received { get; init; }

    /// <summary>Size in bytes as stored.</summary>
    public long Size { get; init; }

    /// <summary>\Seen.</summary>
    public bool Seen { get; init; }

    /// <summary>\Answered.</summary>
    public bool Answered { get; init; }

    /// <summary>\Flagged.</summary>
    public bool Flagged { get; init; }

    /// <summary>Headers of interest, lower-case name to every value in order, unfolded: list-*, precedence, auto-submitted, x-auto-response-suppress, feedback-id, return-path, received, x-*, … At most 64 KiB in all.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Headers { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>What a reader sees: plain text, or HTML made text, without what is hidden. At most <see cref="MaxText"/> characters.</summary>
    public string Text { get; init; } = "";

    /// <summary>Text that the message holds and a reader does not see: hidden by style, zero size, comments, alt texts. At most <see cref="MaxText"/> characters.</summary>
    public string HiddenText { get; init; } = "";

    /// <summary>What attached text files say, one after the other. At most <see cref="MaxText"/> characters.</summary>
    public string AttachedText { get; init; } = "";

    /// <summary>Method of a text/calendar part (REQUEST, CANCEL, REPLY), upper case; null without one.</summary>
    public string? CalendarMethod { get; init; }

    /// <summary>schema.org types of JSON-LD or microdata in the HTML (FlightReservation, Order, …).</summary>
    public ImmutableArray<string> SchemaTypes { get; init; } = [];

    /// <summary>Attachments' outsides.</summary>
    public ImmutableArray<MailAttachment> Attachments { get; init; } = [];

    /// <summary>Links of the HTML that a reader sees, in their order; at most 200.</summary>
    public ImmutableArray<MailLink> Links { get; init; } = [];

    /// <summary>How many images the HTML would load from elsewhere. Nothing here ever loads them.</summary>
    public int RemoteImages { get; init; }

    /// <summary>How many of <see cref="RemoteImages"/> nobody would see: they tell the sender that the message was opened.</summary>
    public int Trackers { get; init; }

    /// <summary>S/MIME or PGP, and what became of checking it.</summary>
    public MailSignature Signature { get; init; } = MailSignature.None;

    /// <summary>What the owner's server found about the sender.</summary>
    public MailAuthentication Authentication { get; init; }

    /// <summary>What was wrong with it, for people; empty for a well-formed message.</summary>
    public ImmutableArray<string> Defects { get; init; } = [];

    /// <summary>The bound of <see cref="Text"/>, <see cref="HiddenText"/> and <see cref="AttachedText"/>, in UTF-16 units.</summary>
    public const int MaxText = 16_384;
}

/// <summary>A page of a folder, newest first.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Total">How many the folder holds.</param>
/// <param name="Next">Cursor of the next page; null at the end.</param>
public sealed record MailPage(ImmutableArray<MailMessage> Messages, int Total, string? Next);
