using System.Buffers.Text;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// Reads the <c>raw</c> of a message out of its JSON, no further than asked for: a message may be 50 MB, and of a listed one the beginning
/// is enough. Looks for the key itself; within a JSON text a quote is escaped, so that no content can look like it.
/// </summary>
internal static class GmailRaw
{
    public static async Task<byte[]> ReadAsync(Stream json, int max, CancellationToken cancellationToken)
    {
        var text = new byte[81_920];
        var length = 0;
        var start = -1;
        using var encoded = new MemoryStream();
        var wanted = ((long)max + 2) / 3 * 4;
        while (encoded.Length < wanted)
        {
            var read = await json.ReadAsync(text.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
            if (start < 0)
            {
                start = ValueOf(text.AsSpan(0, length));
                if (start < 0)
                {
                    length = KeepEnd(text, length);
                    continue;
                }
            }

            var ended = Take(text.AsSpan(start, length - start), encoded, wanted);
            (length, start) = (0, 0);
            if (ended)
            {
                break;
            }
        }

        var bytes = Decode(encoded.GetBuffer().AsSpan(0, (int)encoded.Length));
        return bytes.Length > max ? bytes[..max] : bytes;
    }

    /// <summary>Base64url, padded or not; what is cut off within a group of four loses the group.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> encoded)
    {
        var whole = encoded.TrimEnd((byte)'=');
        if (whole.Length % 4 == 1)
        {
            whole = whole[..^1];
        }

        return Base64Url.DecodeFromUtf8(whole);
    }

    // Where the value of "raw" begins; negative where that was not read yet.
    private static int ValueOf(ReadOnlySpan<byte> text)
    {
        var from = 0;
        while (text[from..].IndexOf("\"raw\""u8) is var at and >= 0)
        {
            var next = from + at + 5;
            var rest = text[next..].TrimStart(" \r\n\t"u8);
            if (rest is [(byte)':', ..])
            {
                rest = rest[1..].TrimStart(" \r\n\t"u8);
                return rest is [(byte)'"', ..] ? text.Length - rest.Length + 1 : -1;
            }

            from = next;
        }

        return -1;
    }

    private static int KeepEnd(byte[] text, int length)
    {
        const int Longest = 64; // "raw", a colon, and blanks.
        if (length <= Longest)
        {
            return length;
        }

        text.AsSpan(length - Longest, Longest).CopyTo(text);
        return Longest;
    }

    private static bool Take(ReadOnlySpan<byte> text, MemoryStream encoded, long wanted)
    {
        var end = text.IndexOfAny("\"=\\"u8); // Padding may come escaped.
        var piece = end < 0 ? text : text[..end];
        encoded.Write(piece[..(int)Math.Min(piece.Length, wanted - encoded.Length)]);
        return end >= 0;
    }
}
