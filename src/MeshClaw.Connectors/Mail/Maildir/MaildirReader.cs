using System.Buffers.Binary;
using System.Security.Cryptography;
using MeshClaw.Connectors.Mail.Parsing;
using MeshClaw.Connectors.Mail.Stores;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Maildir;

/// <summary>Reads message files, bounded; one that vanished is null.</summary>
internal sealed class MaildirReader(MailParser parser)
{
    /// <summary>How much of a listed message is read.</summary>
    public const int MaxListed = 256 * 1024;

    /// <summary>How much of a message is read when it is read alone.</summary>
    public const int MaxRead = 4 * 1024 * 1024;

    public MailMessage? Read(string folder, MaildirFile file, int max, bool headerOnly) =>
        Open(
            file,
            stream =>
            {
                var stored = new StoredMail(Place(folder, file), Received(file), stream.Length, file.Flags);
                using var start = new MemoryStream((int)Math.Min(stream.Length, max));
                Copy(stream, start, max);
                start.Position = 0;
                return headerOnly ? parser.ParseHeader(start, stored) : parser.Parse(start, stored);
            }
        );

    public static MailTrace? Trace(string folder, MaildirFile file) =>
        Open(
            file,
            stream =>
            {
                var size = stream.Length;
                var mark = new MailMark(Fingerprint(stream, size, Received(file)), size);
                return new MailTrace(Place(folder, file), mark, file.Flags);
            }
        );

    public static byte[]? Raw(MaildirFile file, int most) =>
        Open(
            file,
            stream =>
            {
                using var bytes = new MemoryStream();
                Copy(stream, bytes, most + 1);
                return bytes.Length <= most ? bytes.ToArray() : null;
            }
        );

    public static byte[]? Hash(MaildirFile file) => Open(file, stream => SHA256.HashData(stream));

    public static MailLocation Place(string folder, MaildirFile file) => new(folder, file.Id, "");

    public static DateTimeOffset Received(MaildirFile file) => new(File.GetLastWriteTimeUtc(file.Path), TimeSpan.Zero);

    private static T? Open<T>(MaildirFile file, Func<FileStream, T?> read)
        where T : class
    {
        try
        {
            using var stream = new FileStream(
                file.Path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            return read(stream);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static void Copy(FileStream from, MemoryStream to, int max)
    {
        var buffer = new byte[Math.Min(81_920, max)];
        int read;
        while (to.Length < max && (read = from.Read(buffer, 0, (int)Math.Min(buffer.Length, max - to.Length))) > 0)
        {
            to.Write(buffer, 0, read);
        }
    }

    // The header ends at the first empty line; a file without one is all header, hashed up to a bound.
    private static string Fingerprint(FileStream stream, long size, DateTimeOffset received)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[MaxListed];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var start = buffer.AsSpan(0, length);
        var end = start.IndexOf("\n\n"u8) is var bare and >= 0 ? bare : length;
        var crlf = start.IndexOf("\r\n\r\n"u8);
        hash.AppendData(start[..(crlf >= 0 && crlf < end ? crlf : end)]);
        Span<byte> numbers = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(numbers, size);
        BinaryPrimitives.WriteInt64BigEndian(numbers[8..], received.ToUnixTimeSeconds());
        hash.AppendData(numbers);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
