using System.Text;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>What a file is by its first bytes.</summary>
internal static class FileMagic
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Needed = 512;

    private static readonly (byte[] Start, int At, string Type)[] s_kinds =
    [
        ("MZ"u8.ToArray(), 0, "application/vnd.microsoft.portable-executable"),
        ("\x7FELF"u8.ToArray(), 0, "application/x-elf"),
        ([0xFE, 0xED, 0xFA, 0xCE], 0, "application/x-mach-binary"),
        ([0xFE, 0xED, 0xFA, 0xCF], 0, "application/x-mach-binary"),
        ([0xCE, 0xFA, 0xED, 0xFE], 0, "application/x-mach-binary"),
        ([0xCF, 0xFA, 0xED, 0xFE], 0, "application/x-mach-binary"),
        ([0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0], 0, "application/x-ms-shortcut"),
        ("#!"u8.ToArray(), 0, "text/x-shellscript"),
        ("PK\x03\x04"u8.ToArray(), 0, "application/zip"),
        ("PK\x05\x06"u8.ToArray(), 0, "application/zip"),
        ([0x1F, 0x8B], 0, "application/gzip"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0, "application/x-7z-compressed"),
        ("Rar!"u8.ToArray(), 0, "application/vnd.rar"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], 0, "application/x-xz"),
        ("BZh"u8.ToArray(), 0, "application/x-bzip2"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0, "application/x-cfb"),
        ("%PDF-"u8.ToArray(), 0, "application/pdf"),
        ("{\\rtf"u8.ToArray(), 0, "application/rtf"),
        ([0x78, 0x9F, 0x3E, 0x22], 0, "application/vnd.ms-tnef"),
        ([0x89, 0x50, 0x4E, 0x47], 0, "image/png"),
        ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"),
        ("GIF8"u8.ToArray(), 0, "image/gif"),
        ("WEBP"u8.ToArray(), 8, "image/webp"),
    ];

    /// <summary>The type; null where the bytes say nothing.</summary>
    public static string? Of(ReadOnlySpan<byte> start)
    {
        foreach (var (bytes, at, type) in s_kinds)
        {
            if (start.Length >= at + bytes.Length && start.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                return type;
            }
        }

        var text = Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        const StringComparison Loose = StringComparison.OrdinalIgnoreCase;
        return text.StartsWith("<!doctype html", Loose)
            || text.StartsWith("<html", Loose)
            || text.StartsWith("<script", Loose)
                ? "text/html"
            : text.StartsWith("<svg", Loose) || (text.StartsWith("<?xml", Loose) && text.Contains("<svg", Loose))
                ? "image/svg+xml"
            : null;
    }
}
