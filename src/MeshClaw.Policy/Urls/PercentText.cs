using System.Globalization;
using System.Text;

namespace MeshClaw.Policy.Urls;

/// <summary>Percent-encoding (RFC 3986 §2.1), to one spelling and back to text.</summary>
internal static class PercentText
{
    /// <summary>
    /// One spelling: unreserved characters plain, everything outside printable ASCII encoded as UTF-8, hex digits in upper case, and a
    /// percent sign that encodes nothing as <c>%25</c>: left alone, <c>%%341</c> would turn into another spelling with each pass.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="alsoEncode">Printable characters that must not stand plainly in this part.</param>
    public static string Normalize(string text, string alsoEncode)
    {
        var result = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; )
        {
            if (text[i] == '%' && TryByte(text, i, out var value))
            {
                var isPlain = IsUnreserved((char)value);
                _ = isPlain ? result.Append((char)value) : Append(result, value);
                i += 3;
                continue;
            }

            // An unpaired surrogate is read as U+FFFD, as a browser does.
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used);
            i += used;
            if (
                rune.IsAscii
                && rune.Value > ' '
                && rune.Value < 127
                && !"%\"<>`".Contains((char)rune.Value, StringComparison.Ordinal)
                && !alsoEncode.Contains((char)rune.Value, StringComparison.Ordinal)
            )
            {
                result.Append((char)rune.Value);
                continue;
            }

            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                Append(result, b);
            }
        }

        return result.ToString();
    }

    /// <summary>Decodes once; bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Decode(string text, bool plusIsSpace = false)
    {
        if (
            !text.Contains('%', StringComparison.Ordinal)
            && !(plusIsSpace && text.Contains('+', StringComparison.Ordinal))
        )
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; )
        {
            if (text[i] == '%' && TryByte(text, i, out var value))
            {
                bytes.Add(value);
                i += 3;
                continue;
            }

            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var used);
            i += used;
            rune = plusIsSpace && rune.Value == '+' ? new Rune(' ') : rune;
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static bool TryByte(string text, int at, out byte value)
    {
        value = 0;
        return at + 2 < text.Length
            && char.IsAsciiHexDigit(text[at + 1])
            && char.IsAsciiHexDigit(text[at + 2])
            && byte.TryParse(
                text.AsSpan(at + 1, 2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';

    private static StringBuilder Append(StringBuilder result, byte value) =>
        result.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
}
