using System.Text;
using System.Text.Unicode;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// Bytes to text where labels lie: what is valid UTF-8 and not plain ASCII is UTF-8 whatever it is called, else the label counts, else
/// Windows-1252 as the most usual of the rest.
/// </summary>
internal static class Charset
{
    /// <summary>Decodes; never throws.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="label">The charset that the part names.</param>
    /// <param name="exact">False where the label was wrong or unknown.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? label, out bool exact)
    {
        var named = Find(label);
        var isAscii = Ascii.IsValid(bytes);
        if (named is { CodePage: not 65001 } && (isAscii || !IsWhole(bytes)))
        {
            exact = true;
            return named.GetString(bytes);
        }

        if (IsWhole(bytes))
        {
            exact = isAscii || named is { CodePage: 65001 } || string.IsNullOrEmpty(label);
            return Encoding.UTF8.GetString(bytes);
        }

        exact = false;
        return Encoding.GetEncoding(1252).GetString(bytes);
    }

    // A part that was cut off may end within a character.
    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        for (var cut = 0; cut <= 3 && cut <= bytes.Length; cut++)
        {
            if (Utf8.IsValid(bytes[..^cut]))
            {
                // The beginning of a character: its first byte, and what continues it.
                return cut == 0
                    || (
                        bytes[^cut] is >= 0xC2 and <= 0xF4
                        && bytes[^(cut - 1)..].IndexOfAnyExceptInRange((byte)0x80, (byte)0xBF) < 0
                    );
            }
        }

        return false;
    }

    private static Encoding? Find(string? label)
    {
        try
        {
            var name = label?.Trim();
            return string.IsNullOrEmpty(name) || name.Equals("utf-7", StringComparison.OrdinalIgnoreCase)
                ? null
                : Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
