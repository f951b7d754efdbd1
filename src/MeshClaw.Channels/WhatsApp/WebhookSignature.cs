using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Channels.WhatsApp;

/// <summary>Whether a call is Meta's own.</summary>
/// <remarks>https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads</remarks>
internal static class WebhookSignature
{
    private const string Prefix = "sha256=";

    /// <summary>
    /// Whether <c>X-Hub-Signature-256</c> is the HMAC-SHA256 of these very bytes under the app's secret. Takes equally long for every wrong one
    /// of the right form. Does not protect against a replay: the inbox knows each message by its id.
    /// </summary>
    public static bool IsGood(string? header, ReadOnlySpan<byte> body, Secret? appSecret)
    {
        Span<byte> said = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (
            appSecret is null
            || header is null
            || header.Length != Prefix.Length + said.Length * 2
            || !header.StartsWith(Prefix, StringComparison.Ordinal)
            || Convert.FromHexString(header.AsSpan(Prefix.Length), said, out _, out _)
                != System.Buffers.OperationStatus.Done
        )
        {
            return false;
        }

        Span<byte> right = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(appSecret.Reveal()), body, right);
        return CryptographicOperations.FixedTimeEquals(right, said);
    }

    /// <summary>Whether a word is the secret one, in a time that does not tell how much of it is right.</summary>
    public static bool IsSame(string? said, Secret? secret) =>
        said is not null
        && secret is not null
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(said)),
            SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()))
        );
}
