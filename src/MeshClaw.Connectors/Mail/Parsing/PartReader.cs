using MimeKit;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>Decodes beginnings of parts. All of a message's parts together may cost so much and no more.</summary>
internal sealed class PartReader(List<string> defects)
{
    private const int MaxPart = 2 * 1024 * 1024;
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
            using var kept = new MemoryStream();
            var buffer = new byte[Math.Min(16 * 1024, max)];
            int read;
            while (
                kept.Length < max
                && (read = decoded.Read(buffer, 0, (int)Math.Min(buffer.Length, max - kept.Length))) > 0
            )
            {
                kept.Write(buffer, 0, read);
            }

            if (kept.Length == max && max > FileMagic.Needed)
            {
                defects.Add("A part of it is longer than what is read of it.");
            }

            return kept.GetBuffer().AsSpan(0, (int)kept.Length);
        }
        catch (Exception malformed) when (MailParser.IsMalformed(malformed))
        {
            defects.Add("A part of it could not be decoded.");
            return [];
        }
    }
}
