using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>Makes a batch of what was read: marks and words.</summary>
internal sealed class ChunkParser(MailParser parser)
{
    // Parsing is what a first round mostly does; beyond a few cores, reading and writing set the pace.
    private static readonly int s_degree = Math.Min(4, Environment.ProcessorCount);

    /// <summary>The batch with its arrivals, in the order of the chunk. The chunk's buffer is not needed afterwards.</summary>
    public SourceStep Parse(RawChunk chunk, CancellationToken cancellationToken)
    {
        var arrivals = new IndexedMail[chunk.Mails.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = s_degree, CancellationToken = cancellationToken };
        Parallel.For(
            0,
            arrivals.Length,
            options,
            i =>
            {
                var mail = chunk.Mails[i];
                arrivals[i] = mail.Offset < 0 ? Known(mail) : Read(chunk, mail);
                SyncMemory.Bound();
            }
        );
        return new SourceStep(chunk.Batch with { Arrivals = arrivals }, chunk.News);
    }

    private static IndexedMail Known(RawMail mail) =>
        new()
        {
            Id = ImapFetcher.Text(mail.Uid),
            Mark = mail.Mark!, // ImapChunks left out what has neither.
            Marks = mail.Marks,
            Received = mail.Received ?? DateTimeOffset.UnixEpoch,
        };

    private IndexedMail Read(RawChunk chunk, RawMail mail)
    {
        using var bytes = chunk.Open(mail);
        var mark = mail.Mark ?? new MailMark(Fingerprint(bytes, mail), mail.Size);
        bytes.Position = 0;
        var location = new MailLocation(chunk.Batch.Folder, ImapFetcher.Text(mail.Uid), chunk.Batch.Version);
        var message = parser.Parse(bytes, new StoredMail(location, mail.Received, mail.Size, MailFlags.None));
        return new IndexedMail
        {
            Id = location.Id,
            Mark = mark,
            Marks = mail.Marks,
            Received = message.Received,
            Words = MailWordsReader.Of(message),
        };
    }

    // As MailKit reads the header that the connector asks for alone: the same parser, the same options, none at all where it gives up.
    private static string Fingerprint(Stream bytes, RawMail mail)
    {
        HeaderList headers;
        try
        {
            headers = HeaderList.Load(ParserOptions.Default, bytes);
        }
        catch (FormatException)
        {
            headers = [];
        }

        return ImapFetcher.Fingerprint(headers, mail.Size, mail.Received);
    }
}
