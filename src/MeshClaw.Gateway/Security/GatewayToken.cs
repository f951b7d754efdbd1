using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace MeshClaw.Gateway.Security;

/// <summary>What every request must show: 32 random bytes, new at each start. Prints as <c>***</c>.</summary>
internal sealed class GatewayToken
{
    private const string Scheme = "Bearer ";
    private readonly string _text;
    private readonly byte[] _digest;

    private GatewayToken(string text)
    {
        _text = text;
        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A new one.</summary>
    public static GatewayToken Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>For the token file, and nothing else.</summary>
    public string Reveal() => _text;

    /// <summary>Whether an Authorization header shows it; takes as long for a wrong one as for the right one.</summary>
    public bool Matches(StringValues authorization)
    {
        if (authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Digests have one length, so that not even the token's length can be timed.
        var shown = SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..]));
        return CryptographicOperations.FixedTimeEquals(shown, _digest);
    }

    /// <inheritdoc />
    public override string ToString() => "***";
}
