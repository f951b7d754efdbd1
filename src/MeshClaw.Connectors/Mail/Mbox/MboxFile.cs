using System.Globalization;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Mbox;

/// <summary>One message of an mbox file: where it lies, and what is needed to put it in order.</summary>
/// <param name="Offset">The first byte after its <c>From </c> line.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Line">The line of its <c>From </c> line, from 1.</param>
/// <param name="MessageId">Without brackets; null where it has none.</param>
/// <param name="Received">When it came: the topmost Received, else Date, else the <c>From </c> line.</param>
/// <param name="Sender">The address of From; empty where there is no plain one.</param>
public sealed record MboxEntry(
    long Offset,
    int Length,
    long Line,
    string? MessageId,
    DateTimeOffset Received,
    string Sender
);

/// <summary>
/// An mbox file, read without holding it in memory: first an index, then single messages. A message begins at a line <c>From </c> at the file's
/// beginning or behind an empty line; quoting with <c>&gt;</c> (mboxo, mboxrd) is taken off one level. Content-Length is not believed. Not thread-safe.
/// </summary>
public sealed class MboxFile : IDisposable
{
    /// <summary>The most that is read of one message; the rest is left out.</summary>
    private const int MaxMessage = 8 * 1024 * 1024;

    private const int MaxHeader = 256 * 1024;
    private readonly FileStream _file;
    private readonly MailParser _parser;

    private MboxFile(FileStream file, IEnumerable<string> trustedAuthServers) =>
        (_file, _parser) = (file, new MailParser([.. trustedAuthServers]));

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static MboxFile Open(string path, IEnumerable<string> trustedAuthServers) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024), trustedAuthServers);

    /// <summary>Reads the whole file once and gives its messages in the order of the file.</summary>
    /// <exception cref="FormatException">It is no mbox: its first line does not begin with <c>From </c>.</exception>
    public IEnumerable<MboxEntry> Index(CancellationToken cancellationToken)
    {
        _file.Position = 0;
        var lines = new MboxLines(_file);
        (long Offset, long Line, DateTimeOffset? Postmark)? open = null;
        var (number, blank) = (0L, true);
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (blank && lines.StartsWith("From "u8))
            {
                if (open is { } last)
                {
                    yield return Entry(last.Offset, lines.Start, last.Line, last.Postmark, lines);
                }

                open = (lines.End, number, Postmark(lines.Text()));
            }
            else if (open is null && !lines.IsBlank)
            {
                throw new FormatException($"Line {number} is not the beginning of an mbox file: 'From ' is missing.");
            }

            blank = lines.IsBlank;
        }

        if (open is { } rest)
        {
            yield return Entry(rest.Offset, lines.End, rest.Line, rest.Postmark, lines);
        }
    }

    /// <summary>Reads one message. It stands in the inbox, with the place in the file as its id.</summary>
    public MailMessage Read(MboxEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var stored = new StoredMail(
            new MailLocation("INBOX", entry.Offset.ToString(CultureInfo.InvariantCulture), ""),
            entry.Received,
            entry.Length,
            MailFlags.None
        );
        using var raw = Bytes(entry.Offset, Math.Min(entry.Length, MaxMessage));
        return _parser.Parse(raw, stored);
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private MboxEntry Entry(long offset, long end, long line, DateTimeOffset? postmark, MboxLines lines)
    {
        var length = (int)Math.Min(int.MaxValue, end - offset);
        using var raw = Bytes(offset, Math.Min(length, MaxHeader));
        var stored = new StoredMail(new MailLocation("INBOX", "", ""), null, length, MailFlags.None);
        var header = _parser.ParseHeader(raw, stored);
        lines.Resume();
        var dated = header.Received == DateTimeOffset.UnixEpoch ? postmark : header.Received;
        return new MboxEntry(
            offset,
            length,
            line,
            header.MessageId,
            Hop(header) ?? dated ?? DateTimeOffset.UnixEpoch,
            header.From.IsDefaultOrEmpty ? "" : header.From[0].Address ?? ""
        );
    }

    // "Received: from a by b; Mon, 23 Nov 2026 06:30:00 +0000"
    private static DateTimeOffset? Hop(MailMessage header) =>
        header.Headers.TryGetValue("received", out var hops)
        && hops is [var top, ..]
        && top.LastIndexOf(';') is >= 0 and var at
        && MimeKit.Utils.DateUtils.TryParse(top[(at + 1)..], out var date)
            ? date
            : null;

    // "From robin@vega.example Mon Nov 23 06:30:00 2026", with a zone behind it in some.
    private static DateTimeOffset? Postmark(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 1; i + 4 < words.Length; i++)
        {
            var text = string.Join(' ', words[(i + 1)..(i + 5)]);
            if (
                DateTimeOffset.TryParseExact(
                    text,
                    "MMM d HH:mm:ss yyyy",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var date
                )
            )
            {
                return date;
            }
        }

        return null;
    }

    private MemoryStream Bytes(long offset, int length)
    {
        _file.Position = offset;
        var raw = new byte[length];
        var read = _file.ReadAtLeast(raw, length, throwOnEndOfStream: false);
        return new MemoryStream(MboxLines.Unquote(raw.AsSpan(0, read)), writable: false);
    }
}
