using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Urls;

/// <summary>
/// Finds the URLs that a URL carries. Each part is looked at as it is, then percent-decoded up to three times, and base64 within it is
/// decoded. Work is bounded: what goes beyond counts as opaque.
/// </summary>
internal sealed partial class OnwardScan
{
    private const int MostLevels = 3;
    private const int MostTexts = 64;
    private const int MostUrls = 48;

    // Parameters that name a place by custom: for these a value without scheme counts too.
    private static readonly string[] s_placeNames =
    [
        "url",
        "uri",
        "u",
        "link",
        "href",
        "next",
        "to",
        "goto",
        "go",
        "dest",
        "destination",
        "target",
        "redirect",
        "redirect_uri",
        "redirect_url",
        "redirecturl",
        "redirecturi",
        "return",
        "return_to",
        "returnto",
        "returnurl",
        "return_url",
        "continue",
        "callback",
        "r",
        "q",
        "out",
        "view",
        "forward",
        "location",
        "page",
        "site",
        "host",
        "domain",
        "src",
        "ref",
        "image",
        "img",
        "feed",
        "proxy",
    ];

    private static readonly SearchValues<char> s_ends = SearchValues.Create(" \"'<>()");

    private readonly SortedSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private int _urls;

    /// <summary>What is suspicious about what was found, and about what carries it.</summary>
    public UrlFindings Findings { get; private set; }

    /// <summary>The hosts found.</summary>
    public ImmutableArray<string> Hosts => [.. _hosts];

    /// <summary>Looks through the parts of a URL.</summary>
    public void Take(UrlReading reading)
    {
        Findings |= OpaqueData.Within(reading) ? UrlFindings.OpaqueData : 0;
        Scan(reading.Path, MostLevels);
        foreach (var (name, value) in reading.Query)
        {
            Scan(name, MostLevels);
            Scan(value, MostLevels);
            if (s_placeNames.Contains(name.ToLowerInvariant()))
            {
                Add(value);
                Add(PercentText.Decode(value));
            }
        }

        if (reading.Fragment is { } fragment)
        {
            Scan(fragment, MostLevels);
        }
    }

    private void Scan(string text, int levels)
    {
        for (var level = 0; level <= levels && _texts.Add(text); level++)
        {
            if (_texts.Count > MostTexts)
            {
                Findings |= UrlFindings.OpaqueData;
                return;
            }

            ScanPlain(text);
            ScanBase64(text, levels - level);
            text = PercentText.Decode(text);
        }

        // Still encoded after the last level: nobody does that for nothing.
        Findings |=
            PercentText.Decode(text) != text && !_texts.Contains(PercentText.Decode(text)) ? UrlFindings.OpaqueData : 0;
    }

    private void ScanPlain(string text)
    {
        foreach (var match in Start().EnumerateMatches(text))
        {
            Add(text[match.Index..]);
        }
    }

    private void ScanBase64(string text, int levels)
    {
        if (levels == 0)
        {
            return;
        }

        foreach (Match match in Base64Run().Matches(text))
        {
            // A slash is a digit of base64 and ends a segment of a path: both ways.
            foreach (var run in match.Value.Split('/').Append(match.Value).Where(r => r.Length >= 8).Distinct())
            {
                if (Decoded(run) is { } decoded)
                {
                    Scan(decoded, levels - 1);
                    Add(decoded);
                }
            }
        }
    }

    private static string? Decoded(string run)
    {
        var digits = run.Replace('+', '-').Replace('/', '_').TrimEnd('=');
        digits = digits.Length % 4 == 1 ? digits[..^1] : digits;
        if (!Base64Url.IsValid(digits))
        {
            return null;
        }

        var decoded = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(digits));
        return IsText(decoded) ? decoded : null;
    }

    private void Add(string text)
    {
        if (text.Length == 0 || ++_urls > MostUrls)
        {
            Findings |= _urls > MostUrls ? UrlFindings.OpaqueData : 0;
            return;
        }

        var end = text.AsSpan().IndexOfAny(s_ends);
        var url = UrlReader.ReadAlone(end > 0 ? text[..end] : text);
        if (url.IsUrl)
        {
            Findings |= (url.Findings & ~UrlFindings.Irregular) | (OpaqueData.Within(url) ? UrlFindings.OpaqueData : 0);
            _ = url.Host.Length > 0 && _hosts.Add(url.Host);
        }
    }

    private static bool IsText(string text) =>
        text.Length >= 4 && text.All(c => c is >= ' ' and not (char)127 and not '\uFFFD' || c is '\t' or '\r' or '\n');

    [GeneratedRegex(
        @"(?:https?|wss?|ftp|file|javascript|vbscript|data):|(?<![a-z0-9+.:-])[a-z][a-z0-9+.-]{0,20}://|^[/\\]{2}|(?<=[=?&|,;])[/\\]{2}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Start();

    [GeneratedRegex("[A-Za-z0-9+/_-]{8,}={0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Base64Run();
}
