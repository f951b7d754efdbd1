using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>Decodes beginnings of parts. All of a message's parts together may cost so much and no more.</summary>
internal sealed class PartReader(List<string> defects)
{
    private const int MaxPart = 2 * 1024 * 1024;
    private const int Most = 16 * 1024; // Of one read.
    private int _left = 4 * 1024 * 1024;

    /// <summary>A part's text; empty where it cannot be decoded.</summary>
    public string Text(MimePart part)
    {
        var bytes = Start(part, Math.Min(MaxPart, _left));
        _left -= bytes.Length;
        var text = Charset.Decode(bytes, part.ContentType.Charset, out var exact);
        if (!exact)
        {
            defects.Add("Part of its text is not in the charset that it names.");
        }

        return text;
    }

    /// <summary>A part's first bytes, decoded as far as is needed for them.</summary>
    public ReadOnlySpan<byte> Start(MimePart part, int max)
    {
        if (part.Content is not { } content || max <= 0)
        {
            return [];
        }

        try
        {
            using var decoded = content.Open();
            var bytes = new byte[Room(content, max)];
            var length = 0;
            while (length < max)
            {
                if (length == bytes.Length)
                {
                    Array.Resize(ref bytes, (int)Math.Min(max, 2L * length));
                }

                var read = decoded.Read(bytes, length, Math.Min(Most, bytes.Length - length));
                if (read <= 0)
                {
                    break;
                }

                length += read;
            }

            if (length == max && max > FileMagic.Needed)
            {
                defects.Add("A part of it is longer than what is read of it.");
            }

            return bytes.AsSpan(0, length);
        }
        catch (Exception malformed) when (MailParser.IsMalformed(malformed))
        {
            defects.Add("A part of it could not be decoded.");
            return [];
        }
    }

    // No encoding makes a part longer than its encoded bytes; one byte more, so that its end is seen without growing.
    private static int Room(IMimeContent content, int max) =>
        (int)Math.Clamp(content.Stream is { CanSeek: true } stream ? stream.Length + 1 : Most, 1, max);
}
