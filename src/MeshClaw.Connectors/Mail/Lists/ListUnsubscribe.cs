using MeshClaw.Core.Mail;
using MeshClaw.Core.Mail.Index;
using MeshClaw.Policy.Urls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>
/// What a message says about leaving its list: <c>List-Unsubscribe</c> (RFC 2369) and <c>List-Unsubscribe-Post</c> (RFC 8058). Whoever
/// wrote the message wrote these: that an address stands here says nothing about where it leads, and nothing about whether it is true.
/// Reading never throws.
/// </summary>
internal sealed record ListUnsubscribe
{
    private const int MostAddresses = 8;
    private const int LongestAddress = 2_000;
    private const int LongestHeader = 16 * 1024;

    // What a browser would mend or a reader could take for another host: no request is made there without a person.
    private const UrlFindings Unfit =
        UrlFindings.UserInfo
        | UrlFindings.ControlOrFormatCharacter
        | UrlFindings.Backslash
        | UrlFindings.EncodedHost
        | UrlFindings.UnusualPort
        | UrlFindings.PrivateAddress
        | UrlFindings.Irregular;

    private static readonly ListUnsubscribe s_none = new();

    /// <summary>The address that takes one request, where the message says that there is one; whether that is signed is not asked here.</summary>
    public Uri? OneClick { get; private init; }

    /// <summary>The mail that leaves it.</summary>
    public MailtoAddress? Mail { get; private init; }

    /// <summary>A page that a person may open.</summary>
    public string? Page { get; private init; }

    /// <summary>The best that it offers.</summary>
    public ListLeaving Offers =>
        OneClick is not null ? ListLeaving.OneClick
        : Mail is not null ? ListLeaving.Mail
        : Page is not null ? ListLeaving.Page
        : ListLeaving.None;

    /// <summary>Of a parsed message.</summary>
    public static ListUnsubscribe Of(MailMessage message) =>
        Of(
            message.Headers.GetValueOrDefault("list-unsubscribe", []),
            message.Headers.GetValueOrDefault("list-unsubscribe-post", [])
        );

    /// <summary>Of a message's header.</summary>
    public static ListUnsubscribe Of(HeaderList headers) =>
        Of(
            [.. headers.Where(h => h.Id == HeaderId.ListUnsubscribe).Select(h => h.Value)],
            [.. headers.Where(h => h.Id == HeaderId.ListUnsubscribePost).Select(h => h.Value)]
        );

    /// <summary>Of every value of the two headers.</summary>
    public static ListUnsubscribe Of(IReadOnlyList<string> ways, IReadOnlyList<string> posts)
    {
        // Two of them are nobody's one intention.
        if (ways is not [{ Length: <= LongestHeader } header])
        {
            return s_none;
        }

        var saysPost =
            posts is [{ Length: <= LongestAddress } post]
            && post.Trim().Equals("List-Unsubscribe=One-Click", StringComparison.OrdinalIgnoreCase);
        var found = s_none;
        foreach (var address in Addresses(header).Take(MostAddresses).Where(IsPlain))
        {
            if (MailtoAddress.TryParse(address, out var mail))
            {
                found = found with { Mail = found.Mail ?? mail };
            }
            else if (UrlReading.Read(address) is { Scheme: "http" or "https", HasUserInfo: false } url)
            {
                found = found with
                {
                    Page = found.Page ?? address,
                    OneClick = found.OneClick ?? (saysPost ? Fit(address, url) : null),
                };
            }
        }

        return found;
    }

    /// <summary>Null for what no request may go to unseen: only https, only a public name, no port, no user, and one spelling for all readers.</summary>
    private static Uri? Fit(string address, UrlReading url) =>
        url is { Scheme: "https", HostKind: UrlHostKind.Name, Reach: UrlReach.Public, Port: null, Fragment: null }
        && (url.Findings & Unfit) == 0
        && Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.IsDefaultPort
        && uri.IdnHost == url.Host
            ? uri
            : null;

    private static bool IsPlain(string address) =>
        address.Length is > 0 and <= LongestAddress && !address.Any(static c => c is <= ' ' or > '~' or '"' or '<');

    // Each address stands in angle brackets; what stands outside of them is a comment (RFC 2369, section 2).
    private static IEnumerable<string> Addresses(string header)
    {
        for (var open = header.IndexOf('<'); open >= 0; open = header.IndexOf('<', open + 1))
        {
            var close = header.IndexOf('>', open);
            if (close < 0)
            {
                yield break;
            }

            // Folding may have put blanks into a long address (RFC 2369: they are to be ignored).
            yield return string.Concat(
                header[(open + 1)..close].Where(static c => c is not (' ' or '\t' or '\r' or '\n'))
            );
            open = close;
        }
    }
}
