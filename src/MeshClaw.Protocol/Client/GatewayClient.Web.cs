namespace MeshClaw.Protocol.Client;

public sealed partial class GatewayClient
{
    /// <summary>Tries a search of the web, and keeps it where it works. Removed like any connection: <see cref="RemoveConnectionAsync"/>.</summary>
    public Task<WebConnectResponse> ConnectWebAsync(WebConnectRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/web", Body(request, s_json.WebConnectRequest), s_json.WebConnectResponse, cancellationToken);
}
