using MeshClaw.Core.Models;

namespace MeshClaw.Core.Channels;

/// <summary>Addresses of platforms that are not where everybody's are.</summary>
public static class ChannelRoot
{
    /// <summary>
    /// Reads an address; with what is wrong where it is none. What was written is not repeated: it may hold a token. Plain http is for this machine
    /// and private networks alone, since secrets go there.
    /// </summary>
    public static (Uri? Root, string? Error) Parse(string text)
    {
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var root)
            || root.Scheme is not ("https" or "http")
            || root.Host.Length == 0
            || root.UserInfo.Length > 0
            || root.Query.Length > 0
            || root.Fragment.Length > 0
        )
        {
            return (null, "Write the address as https://HOST/PATH, without a token, a query or a fragment in it.");
        }

        return root.Scheme == "https" || ModelEndpoint.IsPrivate(root)
            ? (root, null)
            : (
                null,
                "http:// is not encrypted, and this host is not on this machine or a private network. Use https://."
            );
    }
}
