using System.Text;

namespace MeshClaw.Core.Files;

/// <summary>Reads the bytes of a file that its owner writes by hand: UTF-8, with or without a byte order mark, and not endless.</summary>
internal static class StrictText
{
    /// <summary>The longest file that is read.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly UTF8Encoding s_utf8 = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>The text without its byte order mark; null, and a problem, for what is no such text.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, FileProblems problems)
    {
        if (bytes.Length > MaxBytes)
        {
            problems.Error(1, 1, $"The file is longer than {MaxBytes / 1024} KiB; nothing of it was read.");
            return null;
        }

        if (bytes.StartsWith(Utf16Little) || bytes.StartsWith(Utf16Big))
        {
            problems.Error(1, 1, "The file is UTF-16. Save it as UTF-8.");
            return null;
        }

        try
        {
            return WithoutMark(s_utf8.GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            var before = bytes[..Math.Clamp(e.Index, 0, bytes.Length)];
            problems.Error(before.Count((byte)'\n') + 1, 1, "The file is not UTF-8: this line holds other bytes.");
            return null;
        }
    }

    /// <summary>Drops a byte order mark.</summary>
    public static string WithoutMark(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;

    private static ReadOnlySpan<byte> Utf16Little => [0xFF, 0xFE];

    private static ReadOnlySpan<byte> Utf16Big => [0xFE, 0xFF];
}
