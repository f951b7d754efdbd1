using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace MeshClaw.Gateway.Hooks;

/// <summary>
/// Who a call comes from, to bound how much they ask; decides nothing else. Every connection is the owner's tunnel on this device, so the last address of
/// <c>X-Forwarded-For</c>, which the tunnel wrote, is taken. Behind a tunnel that writes none, callers could name any: then the bounds over all
/// sources are what holds.
/// </summary>
internal static class HookSource
{
    /// <summary>The address; of IPv6 the network of 64 bits, which one subscriber has whole.</summary>
    public static IPAddress Of(HttpContext context)
    {
        var said = context.Request.Headers["X-Forwarded-For"] is [.., { } last] ? last.Split(',')[^1].Trim() : "";
        var address = IPAddress.TryParse(said, out var forwarded)
            ? forwarded
            : context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
