using System.Net;
using MeshClaw.Core.Configuration;

namespace MeshClaw.Gateway.Hosting;

/// <summary>Where to listen, on this device alone.</summary>
internal static class LoopbackAddress
{
    /// <summary>Reads <c>127.0.0.1:PORT</c>, <c>localhost:PORT</c> or <c>[::1]:PORT</c>.</summary>
    /// <exception cref="GatewayStartException">Anything else: other devices would reach it, without TLS.</exception>
    public static IPEndPoint Parse(string text)
    {
        if (LoopbackText.HostOf(text) is null)
        {
            throw new GatewayStartException(
                "listen",
                $"The gateway does not listen on '{text}': other devices could reach it there without TLS. "
                    + "Use 127.0.0.1:PORT, localhost:PORT or [::1]:PORT."
            );
        }

        return LoopbackText.Parse(text)
            ?? throw new GatewayStartException(
                "listen",
                $"'{text}' has no port. Write one after the address, or 0 for any free one."
            );
    }
}
