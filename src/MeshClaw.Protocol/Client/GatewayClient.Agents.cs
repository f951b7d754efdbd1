namespace MeshClaw.Protocol.Client;

/// <content>Making, changing and trying agents.</content>
public sealed partial class GatewayClient
{
    /// <summary>The templates that are shipped.</summary>
    public Task<IReadOnlyList<AgentTemplateResponse>> ListAgentTemplatesAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/agent-templates", s_json.IReadOnlyListAgentTemplateResponse, cancellationToken);

    /// <summary>A draft, or what must be answered first. Stores nothing.</summary>
    public Task<AgentDraftResponse> DraftAgentAsync(AgentDraftRequest request, CancellationToken cancellationToken) =>
        PostAsync(
            "/v1/agent-drafts",
            Body(request, s_json.AgentDraftRequest),
            s_json.AgentDraftResponse,
            cancellationToken
        );

    /// <summary>What a file's text would come to. Stores nothing. Code <c>invalid</c> for a name that is none.</summary>
    public Task<AgentDraftResponse> CheckAgentAsync(
        string agent,
        AgentFileRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/agents/{Part(agent)}/check",
            Body(request, s_json.AgentFileRequest),
            s_json.AgentDraftResponse,
            cancellationToken
        );

    /// <summary>
    /// Writes an agent's file. Code <c>invalid</c> for a name or a text that is none, <c>exists</c> where there is one and no version was
    /// named, <c>changed</c> where the version is another one by now.
    /// </summary>
    public Task<AgentResponse> WriteAgentAsync(
        string agent,
        AgentFileRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/agents/{Part(agent)}/file",
            Body(request, s_json.AgentFileRequest),
            s_json.AgentResponse,
            cancellationToken
        );

    /// <summary>What an agent would have done; nothing is changed. Code <c>not-found</c>, <c>invalid</c>, <c>stopped</c> or <c>busy</c>.</summary>
    public Task<AgentTestResponse> TestAgentAsync(
        string agent,
        AgentTestRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/agents/{Part(agent)}/test",
            Body(request, s_json.AgentTestRequest),
            s_json.AgentTestResponse,
            cancellationToken
        );
}
