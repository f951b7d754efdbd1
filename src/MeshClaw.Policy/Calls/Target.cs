namespace MeshClaw.Policy.Calls;

/// <summary>
/// What a call acts upon: typed, so that file 13 is never event 13. <see cref="Version"/> is what must still be true of it when
/// the call is made (an IMAP UIDVALIDITY, an ETag); empty where the store has none.
/// </summary>
/// <param name="Connection">The account it lies in, such as <c>mail/work</c>.</param>
/// <param name="Collection">The folder, calendar or repository.</param>
/// <param name="Id">Its id within the collection.</param>
/// <param name="Version">The version that the proposer saw.</param>
/// <param name="Facts">What the connector knows of it; never what a model says of it.</param>
public sealed record Target(ConnectionName Connection, string Collection, string Id, string Version, TargetFacts Facts);

/// <summary>
/// Structural facts about a target, read by the connector from the store itself. <c>null</c> means that the connector cannot
/// tell, and then every order that asks counts as met: not knowing never widens what is allowed. An empty list is knowledge:
/// the message has no sender.
/// </summary>
public sealed record TargetFacts
{
    /// <summary>Nothing is known.</summary>
    public static TargetFacts Unknown { get; } = new();

    /// <summary>Normalised addresses (<see cref="MailAddress"/>) that the thing comes from: From and Sender of a mail.</summary>
    public IReadOnlyList<string>? From { get; init; }

    /// <summary>The folders, from the outside in, that it lies in, by the name that the owner sees.</summary>
    public string? Folder { get; init; }

    /// <summary>Its subject or title. Third-party text: it may narrow what is allowed, never widen.</summary>
    public string? Subject { get; init; }

    /// <summary>What it is.</summary>
    public TargetKinds? Kinds { get; init; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>One line for cards and timelines: who and what. Third-party text; shown, never interpreted.</summary>
    public string? Title { get; init; }
}

/// <summary>Kinds of mail that orders can name.</summary>
[Flags]
public enum TargetKinds
{
    /// <summary>None of the others.</summary>
    None = 0,

    /// <summary>Came over a mailing list (RFC 2919 List-Id or RFC 2369 List-Unsubscribe).</summary>
    Newsletter = 1,

    /// <summary>Carries an attachment.</summary>
    Attachment = 2,

    /// <summary>Not read yet.</summary>
    Unread = 4,

    /// <summary>Starred.</summary>
    Flagged = 8,
}

/// <summary>Where a call sends something: a recipient's normalised address, a host, a channel.</summary>
/// <param name="Kind"><c>mail</c>, <c>host</c>, <c>channel</c>, <c>model</c>, <c>chat</c>.</param>
/// <param name="Value">The exact, normalised destination.</param>
public sealed record Destination(string Kind, string Value);
