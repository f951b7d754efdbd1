using System.Globalization;
using System.Net;

namespace MeshClaw.Policy.Urls;

/// <summary>
/// The IPv4 forms that browsers and inet_aton accept: one to four parts, each decimal, octal (<c>0177</c>) or hex (<c>0x7f</c>), the last
/// filling what is left. <c>2130706433</c>, <c>0x7f.1</c> and <c>127.0.0.1</c> are one address.
/// </summary>
internal static class IPv4Forms
{
    /// <summary>Whether a browser takes the host for an address, so that it is either one or invalid.</summary>
    public static bool EndsInNumber(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (last.All(char.IsAsciiDigit) || TryPart(last, out _));
    }

    public static bool TryRead(string host, out IPAddress address)
    {
        address = IPAddress.None;
        var parts = host.Split('.');
        if (parts.Length > 4)
        {
            return false;
        }

        ulong value = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var isLast = i == parts.Length - 1;
            var most = isLast ? (1UL << (8 * (4 - i))) - 1 : 255;
            if (!TryPart(parts[i], out var part) || part > most)
            {
                return false;
            }

            value |= isLast ? part : part << (8 * (3 - i));
        }

        address = new IPAddress([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        return true;
    }

    private static bool TryPart(string text, out ulong value)
    {
        value = 0;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            var digits = text[2..].TrimStart('0');
            return text[2..].All(char.IsAsciiHexDigit)
                && (
                    digits.Length == 0
                    || digits.Length <= 8
                        && ulong.TryParse(
                            digits,
                            NumberStyles.AllowHexSpecifier,
                            CultureInfo.InvariantCulture,
                            out value
                        )
                );
        }

        if (text.Length > 1 && text[0] == '0')
        {
            var digits = text.TrimStart('0');
            if (digits.Length > 12 || digits.Any(c => c is < '0' or > '7'))
            {
                return false;
            }

            value = digits.Aggregate(0UL, (sum, c) => (sum * 8) + (ulong)(c - '0'));
            return true;
        }

        return text.Length <= 10 && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
