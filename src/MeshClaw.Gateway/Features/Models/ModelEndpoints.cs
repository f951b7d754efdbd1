using MeshClaw.Core.Models;
using MeshClaw.Gateway.Connections;
using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Models;

/// <summary>The models that are connected. They are removed as connections are.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this RouteGroupBuilder v1)
    {
        v1.MapGet("/models", List);
        v1.MapPost("/models", AddAsync);
    }

    private static JsonHttpResult<IReadOnlyList<ModelResponse>> List(GatewayServices services)
    {
        var config = services.Files.Config.Current;
        return Answer.With([.. config.Models.Select(Of)], ProtocolJson.Default.IReadOnlyListModelResponse);

        ModelResponse Of(ModelConfig m)
        {
            var place = config.ModelChain.IndexOf(m.Name);
            return new ModelResponse(
                m.Name.Value,
                m.Model,
                m.Endpoint.AbsoluteUri,
                ModelConfig.WordFor(m.Provider),
                m.Local,
                place < 0 ? null : place + 1
            );
        }
    }

    private static async Task<IResult> AddAsync(
        ModelConnectRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await services.ModelSetup.AddAsync(request, cancellationToken);
            return Answer.With(response, ProtocolJson.Default.ModelConnectResponse, 201);
        }
        catch (ConnectionRefusedException refused)
        {
            return new ProblemResult("invalid", refused.Message);
        }
    }
}
