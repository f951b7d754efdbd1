using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>What the session says (RFC 8620 2), checked: where to send what, for which account, and how much at once.</summary>
/// <param name="Api">Where calls go.</param>
/// <param name="At">Where the session was found: what it names is relative to that.</param>
/// <param name="DownloadTemplate">RFC 6570 level 1, as the server wrote it.</param>
/// <param name="Account">The mail account.</param>
/// <param name="State">Changes when any of this does.</param>
/// <param name="Limits">The server's limits.</param>
internal sealed record JmapSession(
    Uri Api,
    Uri At,
    string DownloadTemplate,
    string Account,
    string State,
    CoreReply Limits
)
{
    public const string Core = "urn:ietf:params:jmap:core";
    public const string Mail = "urn:ietf:params:jmap:mail";

    /// <summary>The most calls that go into one request here.</summary>
    public const int MaxCalls = 4;

    /// <summary>Reads a session that was found at <paramref name="at"/>.</summary>
    /// <exception cref="ConnectorException">It is none, is not for mail, or names a place where the password must not go.</exception>
    public static JmapSession Read(ReadOnlySpan<byte> json, Uri at, JmapHost host)
    {
        var reply = JmapErrors.Read(json, JmapJson.Default.SessionReply);
        var account = reply.PrimaryAccounts.GetValueOrDefault(Mail);
        if (
            account is null
            || !reply.Accounts.TryGetValue(account, out var found)
            || found is null
            || !reply.Capabilities.ContainsKey(Mail)
        )
        {
            throw new ConnectorException(
                $"{host.Name} has no mail for this login over JMAP. A token must allow mail; else ask whoever runs the server."
            );
        }

        var limits = reply.Capabilities.TryGetValue(Core, out var core)
            ? JmapErrors.Read(core, JmapJson.Default.CoreReply)
            : throw JmapErrors.Nonsense(null);
        if (
            limits.MaxCallsInRequest < MaxCalls
            || limits.MaxObjectsInGet < 1
            || limits.MaxObjectsInSet < 1
            || limits.MaxSizeRequest < 16_384
        )
        {
            throw new ConnectorException(
                $"{host.Name} takes less in a request than any mail program needs ({MaxCalls} calls, one object, 16 KiB). Ask whoever runs it."
            );
        }

        var api = host.Resolve(at, reply.ApiUrl);
        var session = new JmapSession(api, at, reply.DownloadUrl, account, reply.State, limits);
        host.Resolve(at, session.Expand("blob")); // Refused now, not at the first message.
        return session;
    }

    /// <summary>Where a blob's bytes are (RFC 8620 6.2); relative to <see cref="At"/>, and yet to be resolved.</summary>
    public string Expand(string blob) =>
        DownloadTemplate
            .Replace("{accountId}", Uri.EscapeDataString(Account), StringComparison.Ordinal)
            .Replace("{blobId}", Uri.EscapeDataString(blob), StringComparison.Ordinal)
            .Replace("{type}", Uri.EscapeDataString("application/octet-stream"), StringComparison.Ordinal)
            .Replace("{name}", "message", StringComparison.Ordinal);
}
