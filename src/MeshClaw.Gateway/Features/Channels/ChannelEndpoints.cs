using MeshClaw.Core.Channels;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Channels;

/// <summary>Where people talk with agents.</summary>
internal static class ChannelEndpoints
{
    public static void MapChannels(this RouteGroupBuilder v1)
    {
        v1.MapGet("/channels", List);
        v1.MapGet("/channels/kinds", Kinds);
        v1.MapPost("/channels", AddAsync);
        v1.MapDelete(
            "/channels/{kind}",
            (string kind, GatewayServices s, CancellationToken c) => RemoveAsync(kind, s, c)
        );
        v1.MapDelete(
            "/channels/{kind}/{name}",
            (string kind, string name, GatewayServices s, CancellationToken c) => RemoveAsync($"{kind}/{name}", s, c)
        );
    }

    private static JsonHttpResult<IReadOnlyList<ChannelResponse>> List(GatewayServices services) =>
        Answer.With(services.ChannelSetup.List(), ProtocolJson.Default.IReadOnlyListChannelResponse);

    private static JsonHttpResult<IReadOnlyList<ChannelKindResponse>> Kinds(GatewayOptions options)
    {
        return Answer.With([.. options.ChannelKinds.Select(Of)], ProtocolJson.Default.IReadOnlyListChannelKindResponse);

        static ChannelKindResponse Of(ChannelKind kind) =>
            new(
                kind.Name,
                kind.Title,
                kind.Steps,
                [.. kind.Settings.Select(s => new ChannelSettingResponse(s.Key, s.Question, s.IsSecret, s.IsRequired))]
            );
    }

    private static async Task<IResult> AddAsync(
        ConnectChannelRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await services.ChannelSetup.AddAsync(request, cancellationToken);
            return Answer.With(response, ProtocolJson.Default.ConnectChannelResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message, "Nothing was stored.");
        }
        catch (ChannelException failure)
        {
            return new ProblemResult("connection-failed", failure.Message, "Nothing was stored.");
        }
    }

    private static async Task<IResult> RemoveAsync(
        string channel,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await services.ChannelSetup.RemoveAsync(new ChannelName(channel), cancellationToken)
                ? TypedResults.NoContent()
                : Answer.NotFound($"channel '{channel}'", "meshclaw channels");
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }
}
