namespace MeshClaw.Protocol.Client;

public sealed partial class GatewayClient
{
    /// <summary>Tries a token of chat, and keeps it where it works. Removed like any connection: <see cref="RemoveConnectionAsync"/>.</summary>
    public Task<ChatConnectResponse> ConnectChatAsync(
        ChatConnectRequest request,
        CancellationToken cancellationToken
    ) => PostAsync("/v1/chat", Body(request, s_json.ChatConnectRequest), s_json.ChatConnectResponse, cancellationToken);
}
