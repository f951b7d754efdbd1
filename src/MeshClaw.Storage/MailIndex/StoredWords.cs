using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Storage.MailIndex;

/// <summary>What of a message only search needs, compressed: recipients, names of attachments, text.</summary>
internal static class StoredWords
{
    private const char Between = '\0';
    private const int Prefix = sizeof(int);

    public static byte[] Pack(MailWords words)
    {
        var text = string.Join(Between, Part(words.Recipients), Part(words.Attachments), words.Text);
        var plain = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, plain);
        var packed = ArrayPool<byte>.Shared.Rent(Prefix + BrotliEncoder.GetMaxCompressedLength(length));
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(packed, length);
            // Quality 1 takes some microseconds; the next ones save a tenth and take three times as long.
            return BrotliEncoder.TryCompress(plain.AsSpan(0, length), packed.AsSpan(Prefix), out var written, 1, 16)
                ? packed.AsSpan(0, Prefix + written).ToArray()
                : throw new InvalidOperationException("A text became longer than the longest that it can become.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    public static (string Recipients, string Attachments, string Text) Unpack(byte[] packed)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(packed);
        var plain = new byte[length];
        if (!BrotliDecoder.TryDecompress(packed.AsSpan(Prefix), plain, out var written) || written != length)
        {
            throw new InvalidDataException("The index holds a text that cannot be unpacked.");
        }

        var parts = Encoding.UTF8.GetString(plain).Split(Between, 3);
        return (parts[0], parts[1], parts[2]);
    }

    private static string Part(string text) => text.Replace(Between, ' ');
}
