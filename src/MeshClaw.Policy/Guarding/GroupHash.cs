using System.Security.Cryptography;
using System.Text;

namespace MeshClaw.Policy.Guarding;

/// <summary>The one hash of a group of calls: what the owner's yes is bound to.</summary>
public static class GroupHash
{
    /// <summary>
    /// SHA-256, lower-case hex, over <c>meshclaw.group.1</c>, a line feed, and the hashes of the calls in order, parted by line feeds.
    /// Another call, one more, one less or another order gives another hash.
    /// </summary>
    public static string Of(IEnumerable<string> callHashes)
    {
        ArgumentNullException.ThrowIfNull(callHashes);
        var text = "meshclaw.group.1\n" + string.Join('\n', callHashes);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
