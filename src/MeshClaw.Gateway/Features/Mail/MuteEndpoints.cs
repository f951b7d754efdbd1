using MeshClaw.Core.Mail.Threads;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Mail;

/// <summary>Muted conversations. They are muted, and heard again, by calls.</summary>
internal static class MuteEndpoints
{
    public static void MapMutes(this RouteGroupBuilder v1) => v1.MapGet("/mutes", ListAsync);

    private static async Task<IResult> ListAsync(GatewayServices services, CancellationToken cancellationToken) =>
        Answer.With(
            [.. (await services.Mutes.ListAsync(null, cancellationToken)).Select(Of)],
            ProtocolJson.Default.IReadOnlyListMuteResponse
        );

    private static MuteResponse Of(ThreadMute mute) =>
        new(
            mute.Name,
            mute.What.Connection.Value,
            mute.What.Subject,
            mute.What.People,
            mute.What.To,
            mute.Since,
            mute.Filed,
            mute.Stayed
        );
}
