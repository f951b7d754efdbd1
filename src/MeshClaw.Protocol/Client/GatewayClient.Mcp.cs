namespace MeshClaw.Protocol.Client;

public sealed partial class GatewayClient
{
    /// <summary>Tries an MCP server, and keeps it where it works.</summary>
    public Task<McpConnectResponse> ConnectMcpAsync(McpConnectRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/mcp", Body(request, s_json.McpConnectRequest), s_json.McpConnectResponse, cancellationToken);

    /// <summary>Begins to sign in at an MCP server; what works is kept.</summary>
    public Task<McpSignInResponse> StartMcpSignInAsync(
        McpConnectRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            "/v1/mcp-sign-ins",
            Body(request, s_json.McpConnectRequest),
            s_json.McpSignInResponse,
            cancellationToken
        );

    /// <summary>How a sign-in stands; waits some seconds for its end.</summary>
    public Task<McpSignInResponse> WaitForMcpSignInAsync(string id, CancellationToken cancellationToken) =>
        GetAsync($"/v1/mcp-sign-ins/{Part(id)}", s_json.McpSignInResponse, cancellationToken);

    /// <summary>The gateway's own MCP server, for a client that speaks over standard input and output.</summary>
    /// <param name="agent">Whose tools; null for the usual guest's.</param>
    /// <param name="output">Where the client reads.</param>
    public McpBridge BridgeMcp(string? agent, TextWriter output) => new(_transport, agent, output);

    /// <summary>The MCP servers with their tools, as they were last seen.</summary>
    public Task<IReadOnlyList<McpServerResponse>> ListMcpAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/mcp", s_json.IReadOnlyListMcpServerResponse, cancellationToken);

    /// <summary>Asks a server for its tools now.</summary>
    /// <param name="name">The part after <c>mcp/</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<McpServerResponse> RefreshMcpAsync(string name, CancellationToken cancellationToken) =>
        PostAsync($"/v1/mcp/{Part(name)}/refresh", null, s_json.McpServerResponse, cancellationToken);

    /// <summary>Says yes to tools.</summary>
    public Task<McpServerResponse> ReviewMcpAsync(
        string name,
        McpReviewRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/mcp/{Part(name)}/review",
            Body(request, s_json.McpReviewRequest),
            s_json.McpServerResponse,
            cancellationToken
        );

    /// <summary>Says what tools do.</summary>
    public Task<McpServerResponse> SetMcpEffectsAsync(
        string name,
        McpEffectsRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/mcp/{Part(name)}/effects",
            Body(request, s_json.McpEffectsRequest),
            s_json.McpServerResponse,
            cancellationToken
        );
}
