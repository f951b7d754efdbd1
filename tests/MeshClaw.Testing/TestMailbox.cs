using System.Collections.Immutable;

namespace MeshClaw.Testing;

/// <summary>A message as it is stored, whatever the store.</summary>
/// <param name="Id">UID, or the Maildir file's unique name.</param>
/// <param name="Raw">Its bytes, as text of one char for each byte.</param>
/// <param name="Flags">Without backslash, with keywords; sorted.</param>
/// <param name="Received">INTERNALDATE, or the file's time; whole seconds.</param>
public sealed record StoredMessage(string Id, string Raw, string Flags, DateTimeOffset Received);

/// <summary>
/// A mailbox that a test fills, looks into and changes behind the back of what it tests, as another mail program would.
/// </summary>
public abstract class TestMailbox : IAsyncDisposable
{
    /// <summary>Puts a message into a folder, which is made where it is missing. Gives its id.</summary>
    /// <param name="folder">Levels parted by a slash.</param>
    /// <param name="message">Its bytes, one char each, lines ended by CR LF.</param>
    /// <param name="flags">Such as <c>Seen Flagged</c>; keywords without a dollar sign of their own.</param>
    /// <param name="received">When it was received.</param>
    public abstract Task<string> AddAsync(string folder, string message, string flags, DateTimeOffset received);

    /// <summary>Everything in a folder, oldest id first; empty where there is no such folder.</summary>
    public abstract Task<ImmutableArray<StoredMessage>> ReadAsync(string folder);

    /// <summary>Names of all folders.</summary>
    public abstract Task<ImmutableArray<string>> FoldersAsync();

    /// <summary>Removes a message for good.</summary>
    public abstract Task RemoveAsync(string folder, string id);

    /// <summary>Copies a message, flags and time included.</summary>
    public abstract Task CopyAsync(string folder, string id, string to);

    /// <summary>Moves a message.</summary>
    public abstract Task MoveAsync(string folder, string id, string to);

    /// <summary>Adds a flag.</summary>
    public abstract Task FlagAsync(string folder, string id, string flag);

    /// <summary>A plain message.</summary>
    public static string Message(
        string from,
        string subject,
        string text,
        string? messageId = null,
        string more = ""
    ) =>
        $"From: {from}\r\nTo: Robin Vega <robin@corp.example>\r\nSubject: {subject}\r\n"
        + "Date: Mon, 16 Nov 2026 08:30:00 +0100\r\n"
        + (messageId is null ? "" : $"Message-ID: <{messageId}>\r\n")
        + more
        + $"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n";

    /// <inheritdoc />
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
