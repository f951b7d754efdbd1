namespace MeshClaw.Protocol.Client;

public sealed partial class GatewayClient
{
    /// <summary>The channels that are connected, and how they stand.</summary>
    public Task<IReadOnlyList<ChannelResponse>> ListChannelsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/channels", s_json.IReadOnlyListChannelResponse, cancellationToken);

    /// <summary>The kinds of channels that there are.</summary>
    public Task<IReadOnlyList<ChannelKindResponse>> ListChannelKindsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/channels/kinds", s_json.IReadOnlyListChannelKindResponse, cancellationToken);

    /// <summary>Asks the platform who we are there, and keeps the channel where it answers; code <c>invalid</c> or <c>connection-failed</c>.</summary>
    public Task<ConnectChannelResponse> ConnectChannelAsync(
        ConnectChannelRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            "/v1/channels",
            Body(request, s_json.ConnectChannelRequest),
            s_json.ConnectChannelResponse,
            cancellationToken
        );

    /// <summary>A link that lets one browser of this device into the web chat; code <c>not-listening</c> where no gateway stays to answer it.</summary>
    public Task<WebChatCodeResponse> OpenWebChatAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/web-chat/codes", null, s_json.WebChatCodeResponse, cancellationToken);

    /// <summary>Forgets a channel and its secrets.</summary>
    /// <param name="channel"><c>telegram</c>, or <c>slack/acme</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task RemoveChannelAsync(string channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return _transport.SendAsync(HttpMethod.Delete, $"/v1/channels/{Path(channel)}", null, 204, cancellationToken);
    }
}
