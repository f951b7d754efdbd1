using System.Globalization;
using System.Net;

namespace MeshClaw.Core.Configuration;

/// <summary>Where to listen on this device alone: <c>127.0.0.1:PORT</c>, <c>localhost:PORT</c> or <c>[::1]:PORT</c>.</summary>
public static class LoopbackText
{
    /// <summary>The place; null for any other, since other devices could reach it there without TLS, and for what has no port.</summary>
    public static IPEndPoint? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return
            HostOf(text) is { } address
            && text.LastIndexOf(':') is var colon and > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new IPEndPoint(address, port)
            : null;
    }

    /// <summary>The part before the last colon as an address of this device; null for what is none.</summary>
    public static IPAddress? HostOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        return (colon < 0 ? text : text[..colon]) switch
        {
            "127.0.0.1" or "localhost" => IPAddress.Loopback,
            "[::1]" => IPAddress.IPv6Loopback,
            _ => null,
        };
    }
}
