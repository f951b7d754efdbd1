using System.Net;
using MeshClaw.Connectors.Net;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Web;

internal static class WebServerReach
{
    extension(WebServer server)
    {
        /// <summary>Leads every name to this server, as if it were public.</summary>
        public PublicReach Reach =>
            new()
            {
                Resolve = (_, _) => Task.FromResult<IReadOnlyList<IPEndPoint>>([server.EndPoint]),
                IsAllowed = a => PublicReach.IsPublic(a) || a.Equals(IPAddress.Loopback),
                Patience = TimeSpan.FromSeconds(10),
            };
    }
}
