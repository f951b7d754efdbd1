using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Connectors.Web.Fetching;

namespace MeshClaw.Connectors.Web.Reading;

/// <summary>
/// Which encoding a page is in, after the Encoding Standard: byte order mark, the server's word, the page's own, UTF-8 where it is valid, else
/// windows-1252. What does not fit becomes U+FFFD.
/// </summary>
internal static partial class PageCharset
{
    private const int Prescan = 1024;
    private const string Western = "windows-1252";

    /// <summary>The text.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="said">The charset of the Content-Type; null where there is none.</param>
    /// <param name="isMarkup">Whether the page may say it itself.</param>
    public static string Decode(byte[] body, string? said, bool isMarkup)
    {
        var (marked, skip) = MarkOf(body);
        var encoding =
            marked
            ?? Find(said)
            ?? (isMarkup ? Find(OfItself(body)) : null)
            ?? (IsUtf8(body) ? Encoding.UTF8 : Find(Western)!); // The framework has it.
        return encoding.GetString(body, skip, body.Length - skip);
    }

    private static (Encoding?, int) MarkOf(byte[] body) =>
        body switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
            [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
            [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
            _ => (null, 0),
        };

    private static Encoding? Find(string? name)
    {
        // As browsers do: these names mean the larger set, and a page cannot say in ASCII that it is UTF-16.
        var label = name?.Trim().Trim('"', '\'').ToLowerInvariant();
        var plain = label switch
        {
            "utf8" or "unicode-1-1-utf-8" or "utf-16" or "utf-16le" or "utf-16be" => "utf-8",
            "latin1" or "l1" or "iso-8859-1" or "iso8859-1" or "ascii" or "us-ascii" or "cp1252" => Western,
            "gb2312" or "gbk" or "x-gbk" => "gb18030",
            "shift-jis" or "sjis" or "x-sjis" or "windows-31j" => "shift_jis",
            "x-sjis-2004" or null or "" => null,
            _ => label,
        };
        try
        {
            return plain is null || plain.StartsWith("utf-7", StringComparison.Ordinal)
                ? null
                : CodePagesEncodingProvider.Instance.GetEncoding(plain) ?? Encoding.GetEncoding(plain);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? OfItself(byte[] body)
    {
        var start = Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, Prescan));
        var found = Declared().Match(start);
        return found.Success ? found.Groups[1].Value : null;
    }

    private static bool IsUtf8(byte[] body)
    {
        // One that was cut may end within a character.
        var most = body.Length < PageFetcher.MaxBody ? 0 : 3;
        for (var off = 0; off <= most; off++)
        {
            if (System.Text.Unicode.Utf8.IsValid(body.AsSpan(0, body.Length - off)))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(
        """<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_:.\-]{2,40})""",
        RegexOptions.IgnoreCase,
        200
    )]
    private static partial Regex Declared();
}
