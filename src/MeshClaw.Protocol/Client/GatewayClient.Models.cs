namespace MeshClaw.Protocol.Client;

public sealed partial class GatewayClient
{
    /// <summary>The models that are connected, as config.yaml names them.</summary>
    public Task<IReadOnlyList<ModelResponse>> ListModelsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/models", s_json.IReadOnlyListModelResponse, cancellationToken);

    /// <summary>Tries a model, and keeps it where it works. Removed like any connection: <see cref="RemoveConnectionAsync"/>.</summary>
    public Task<ModelConnectResponse> ConnectModelAsync(
        ModelConnectRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            "/v1/models",
            Body(request, s_json.ModelConnectRequest),
            s_json.ModelConnectResponse,
            cancellationToken
        );
}
