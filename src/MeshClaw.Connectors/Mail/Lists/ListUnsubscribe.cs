using System.Collections.Immutable;
using MeshClaw.Core.Mail;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>How a list says that it can be left.</summary>
public enum UnsubscribeKind
{
    /// <summary>One POST to an https address (RFC 8058).</summary>
    OneClick,

    /// <summary>A mail to an address (RFC 2369, RFC 6068).</summary>
    Mail,

    /// <summary>A page that a person has to open.</summary>
    Page,
}

/// <summary>One way to leave a list; its address is third-party text.</summary>
/// <param name="Kind">How.</param>
/// <param name="Address">The URI as the header has it.</param>
public sealed record UnsubscribeWay(UnsubscribeKind Kind, string Address);

/// <summary>
/// Reads <c>List-Unsubscribe</c> (RFC 2369) and <c>List-Unsubscribe-Post</c> (RFC 8058). Whoever wrote the message wrote these headers:
/// that an address stands here says nothing about where it leads.
/// </summary>
internal static class ListUnsubscribe
{
    private const int Most = 8;
    private const int Longest = 2_000;

    /// <summary>The ways in the order of preference: one click, mail, page. Empty for what no list sent.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isSigned">Whether a valid DKIM signature covers both headers, as RFC 8058 demands; otherwise one click becomes a page.</param>
    public static ImmutableArray<UnsubscribeWay> Of(MailMessage message, bool isSigned)
    {
        var post = Values(message, "list-unsubscribe-post");
        var oneClick =
            isSigned
            && post.Length == 1
            && post[0].Trim().Equals("List-Unsubscribe=One-Click", StringComparison.OrdinalIgnoreCase);
        var headers = Values(message, "list-unsubscribe");
        // Two of them are nobody's one intention.
        var addresses = headers.Length == 1 ? Addresses(headers[0]) : [];
        return
        [
            .. addresses
                .Select(a => WayOf(a, oneClick))
                .OfType<UnsubscribeWay>()
                .Distinct()
                .OrderBy(w => w.Kind)
                .Take(Most),
        ];
    }

    private static UnsubscribeWay? WayOf(string address, bool oneClick)
    {
        if (
            address.Length > Longest
            || address.Any(static c => c is <= ' ' or > '~' or '"')
            || !Uri.TryCreate(address, UriKind.Absolute, out var uri)
        )
        {
            return null;
        }

        return uri.Scheme switch
        {
            "mailto" when MailtoAddress.TryParse(address, out _) => new UnsubscribeWay(UnsubscribeKind.Mail, address),
            "https" when uri.UserInfo.Length == 0 => new UnsubscribeWay(
                oneClick ? UnsubscribeKind.OneClick : UnsubscribeKind.Page,
                address
            ),
            "http" when uri.UserInfo.Length == 0 => new UnsubscribeWay(UnsubscribeKind.Page, address),
            _ => null,
        };
    }

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

    private static ImmutableArray<string> Values(MailMessage message, string name) =>
        message.Headers.TryGetValue(name, out var values) ? values : [];
}
