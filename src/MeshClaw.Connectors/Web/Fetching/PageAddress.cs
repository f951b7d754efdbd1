using System.Diagnostics.CodeAnalysis;
using MeshClaw.Policy.Urls;

namespace MeshClaw.Connectors.Web.Fetching;

/// <summary>
/// An address that may be fetched, as far as its spelling tells. Read as the guard reads it, and fetched in the spelling that the guard's
/// reading gives, so that no other reader makes another place of it.
/// </summary>
internal sealed class PageAddress
{
    private const int FirstFreePort = 1024;

    private PageAddress(Uri uri) => Uri = uri;

    /// <summary>As it is requested.</summary>
    public Uri Uri { get; }

    /// <summary>The host as people see it in the guard's reading.</summary>
    public string Host => Uri.IdnHost;

    /// <summary>Reads one.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="address">The address.</param>
    /// <param name="fault">Why it is not fetched, in a sentence; what was given is not repeated, as it may hold a password.</param>
    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out PageAddress? address,
        [NotNullWhen(false)] out string? fault
    )
    {
        address = null;
        var reading = UrlReading.Read(text);
        fault = FaultOf(reading);
        if (fault is not null)
        {
            return false;
        }

        // What connects reads URLs by another standard: where the two differ, neither is believed.
        if (
            !Uri.TryCreate(reading.Text, UriKind.Absolute, out var uri)
            || uri.IdnHost.Trim('[', ']') != reading.Host
            || uri.Scheme != reading.Scheme
            || uri.Port != (reading.Port ?? (reading.Scheme == "https" ? 443 : 80))
            || uri.UserInfo.Length > 0
        )
        {
            fault = "Programs do not agree about where it leads.";
            return false;
        }

        address = new PageAddress(uri);
        return true;
    }

    /// <summary>Where a redirect leads.</summary>
    public bool TryFollow(
        string location,
        [NotNullWhen(true)] out PageAddress? address,
        [NotNullWhen(false)] out string? fault
    )
    {
        address = null;
        if (!Uri.TryCreate(Uri, location, out var next))
        {
            fault = "The redirect leads to no address.";
            return false;
        }

        if (Uri.Scheme == "https" && next.Scheme == "http")
        {
            fault = "The redirect leads from https to http, which is not encrypted.";
            return false;
        }

        return TryRead(next.AbsoluteUri, out address, out fault);
    }

    private static string? FaultOf(UrlReading reading) =>
        !reading.IsUrl ? reading.Unreadable
        : reading.Scheme is not ("http" or "https") ? "Only http:// and https:// are fetched."
        : reading.HasUserInfo ? "It has a user name or password in it."
        : reading.Reach != UrlReach.Public ? "It is not on the public internet."
        : reading.HostKind is UrlHostKind.IPv4 or UrlHostKind.IPv6 && reading.Findings.HasFlag(UrlFindings.EncodedHost)
            ? "Its host is a number in an unusual form."
        : reading.Findings.HasFlag(UrlFindings.ControlOrFormatCharacter) ? "It has characters in it that nobody sees."
        : reading.Port is > 0 and < FirstFreePort and not (80 or 443) ? "Its port is not one of web servers."
        : null;
}
