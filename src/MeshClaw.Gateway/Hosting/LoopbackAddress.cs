using System.Globalization;
using System.Net;

namespace MeshClaw.Gateway.Hosting;

/// <summary>Where to listen, on this device alone.</summary>
internal static class LoopbackAddress
{
    /// <summary>Reads <c>127.0.0.1:PORT</c>, <c>localhost:PORT</c> or <c>[::1]:PORT</c>.</summary>
    /// <exception cref="GatewayStartException">Anything else: other devices would reach it, without TLS.</exception>
    public static IPEndPoint Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var address = host switch
        {
            "127.0.0.1" or "localhost" => IPAddress.Loopback,
            "[::1]" => IPAddress.IPv6Loopback,
            _ => null,
        };
        if (address is null)
        {
            throw new GatewayStartException(
                "listen",
                $"The gateway does not listen on '{text}': other devices could reach it there without TLS. "
                    + "Use 127.0.0.1:PORT, localhost:PORT or [::1]:PORT."
            );
        }

        return
            ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && colon > 0
            ? new IPEndPoint(address, port)
            : throw new GatewayStartException("listen", $"'{text}' has no port. Write {host}:0 for any free one.");
    }
}
