using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Index;

/// <summary>What to search for. Empty means: all of it, newest first.</summary>
public sealed record MailQuery
{
    /// <summary>Words that must all stand in the message, each as it is, or as the beginning of a word where it ends in <c>*</c>; several words in one entry are a phrase.</summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Words that must not stand in it.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary>Part of the sender's name or address.</summary>
    public string? From { get; init; }

    /// <summary>Part of a recipient's name or address.</summary>
    public string? To { get; init; }

    /// <summary>Words of the subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Only this account.</summary>
    public ConnectionName? Connection { get; init; }

    /// <summary>Only this folder and those within it.</summary>
    public string? Folder { get; init; }

    /// <summary>Received at or after this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Received before this.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Marks that it must have.</summary>
    public MailMarks With { get; init; }

    /// <summary>Marks that it must not have.</summary>
    public MailMarks Lacking { get; init; }

    /// <summary>Only with attachments.</summary>
    public bool HasAttachment { get; init; }

    /// <summary>At most this many, 1 to 500.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Where the last page ended.</summary>
    public string? Cursor { get; init; }
}
