using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Mail.Index;

/// <summary>What to search for. Empty means: all of it, newest first.</summary>
public sealed record MailQuery
{
    /// <summary>
    /// Words that must all stand in the message, each as it is, or as the beginning of a word where it ends in <c>*</c>; several words in
    /// one entry are a phrase. Case and accents do not count; nothing is an operator. One without any letter or digit stands nowhere.
    /// </summary>
    public ImmutableArray<string> Words { get; init; } = [];

    /// <summary>Words that must not stand in it.</summary>
    public ImmutableArray<string> Without { get; init; } = [];

    /// <summary>A word or several in a row of the sender's name or address: <c>ana</c>, <c>ana costa</c>, <c>@corp.example</c>, <c>cost*</c>.</summary>
    public string? From { get; init; }

    /// <summary>The same of a recipient, To or Cc.</summary>
    public string? To { get; init; }

    /// <summary>A word or several in a row of the subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Only this account.</summary>
    public ConnectionName? Connection { get; init; }

    /// <summary>Only this folder and those within it; case does not count.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether <see cref="Folder"/> means that folder alone, its name to the letter.</summary>
    public bool FolderAlone { get; init; }

    /// <summary>Received at or after this.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Received before this.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Marks that it must have, all at one place.</summary>
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
