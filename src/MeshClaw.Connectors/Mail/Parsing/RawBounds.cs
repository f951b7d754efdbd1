using MimeKit;
using MimeKit.IO;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// Cuts a message before it is parsed where its tree would need a hundred times the memory of its bytes: a header without end, thousands of
/// parts. Small messages cannot, and are left alone.
/// </summary>
internal static class RawBounds
{
    private const int Small = 128 * 1024;
    private const int MaxHeader = 1024 * 1024;
    private const int MaxField = 64 * 1024;
    private const int MaxFields = 5000;
    private const int MaxParts = 2000;
    private const int MaxAllFields = 20_000;

    /// <summary>What to parse of a message; its own stream where nothing had to be cut.</summary>
    /// <param name="raw">The message from its position on.</param>
    /// <param name="options">How it will be parsed.</param>
    /// <param name="defects">Takes what was cut.</param>
    public static Stream Cut(Stream raw, ParserOptions options, List<string> defects)
    {
        var start = raw.Position;
        if (raw.Length - start <= Small)
        {
            return raw;
        }

        var head = Header(raw, start, out var end);
        var bounded = raw;
        if (head is not null)
        {
            defects.Add("Its header is too long; part of it was not read.");
            bounded = new ChainedStream();
            ((ChainedStream)bounded).Add(head);
            ((ChainedStream)bounded).Add(new BoundStream(raw, end, raw.Length, leaveOpen: true));
        }

        var from = bounded.Position = head is null ? start : 0;
        var scan = new Scan(options, bounded);
        var cut = scan.Find();
        bounded.Position = from;
        if (cut is not { } at)
        {
            return bounded;
        }

        defects.Add($"It has more than {MaxParts} parts; the rest was not read.");
        return new BoundStream(bounded, from, at, leaveOpen: true);
    }

    // The header with its long fields cut short and the fields behind the bound left out; null where nothing had to be.
    private static MemoryStream? Header(Stream raw, long start, out long end)
    {
        var kept = new MemoryStream();
        var (field, fields, line) = (0, 0, 0);
        var (isCut, begins) = (false, true);
        var buffer = new byte[16 * 1024];
        end = start;
        int read;
        raw.Position = start;
        while ((read = raw.Read(buffer)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                var unit = buffer[i];
                if (begins && unit is not ((byte)' ' or (byte)'\t'))
                {
                    field = 0;
                    fields++;
                }

                begins = unit == (byte)'\n';
                var ends = begins && line == 0;
                line =
                    begins ? 0
                    : unit == (byte)'\r' ? line
                    : line + 1;
                if (
                    ends
                    || (fields <= MaxFields && field < MaxField && kept.Length < MaxHeader)
                    || (begins && field >= MaxField && fields <= MaxFields)
                )
                {
                    kept.WriteByte(unit);
                }
                else
                {
                    isCut = true;
                }

                field++;
                end++;
                if (ends)
                {
                    return Kept();
                }
            }
        }

        return Kept();

        MemoryStream? Kept()
        {
            kept.Position = 0;
            return isCut ? kept : null;
        }
    }

    /// <summary>Reads through without building anything and stops where there is too much.</summary>
    private sealed class Scan(ParserOptions options, Stream stream) : MimeReader(options, stream, MimeFormat.Entity)
    {
        private int _parts;
        private int _fields;
        private long _part; // Where the part begins that is being read.

        private sealed class TooMany(long at) : Exception
        {
            public long At { get; } = at;
        }

        public long? Find()
        {
            try
            {
                ReadMessage(CancellationToken.None);
                return null;
            }
            catch (TooMany found)
            {
                return found.At;
            }
            catch (Exception malformed) when (MailParser.IsMalformed(malformed))
            {
                return null; // The parser says so itself.
            }
        }

        protected override void OnHeadersBegin(
            long beginOffset,
            int beginLineNumber,
            CancellationToken cancellationToken
        )
        {
            _part = beginOffset;
            if (++_parts > MaxParts)
            {
                throw new TooMany(_part);
            }
        }

        protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken)
        {
            if (++_fields > MaxAllFields)
            {
                throw new TooMany(_part);
            }
        }
    }
}
