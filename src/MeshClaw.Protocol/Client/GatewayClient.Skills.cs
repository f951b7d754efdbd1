namespace MeshClaw.Protocol.Client;

/// <content>Skills: what there is, and the owner's yes to it.</content>
public sealed partial class GatewayClient
{
    /// <summary>All skills.</summary>
    public Task<IReadOnlyList<SkillResponse>> ListSkillsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/skills", s_json.IReadOnlyListSkillResponse, cancellationToken);

    /// <summary>One skill as it lies there, beside what was said yes to. Code <c>not-found</c>, or <c>invalid</c> where it is broken.</summary>
    public Task<SkillReviewResponse> ReviewSkillAsync(
        string name,
        string? agent,
        CancellationToken cancellationToken
    ) => GetAsync($"/v1/skills/{Part(name)}{OfAgent(agent)}", s_json.SkillReviewResponse, cancellationToken);

    /// <summary>Copies a skill into quarantine and looks at it; nothing uses it. Code <c>invalid</c> for what is none.</summary>
    public Task<SkillReviewResponse> StageSkillAsync(SkillStageRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/skills", Body(request, s_json.SkillStageRequest), s_json.SkillReviewResponse, cancellationToken);

    /// <summary>Says yes: installs what is in quarantine, or pins what lies there. Code <c>hash-mismatch</c> for another content than was shown.</summary>
    public Task<SkillResponse> ApproveSkillAsync(
        string name,
        SkillApproveRequest request,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/skills/{Part(name)}/approve",
            Body(request, s_json.SkillApproveRequest),
            s_json.SkillResponse,
            cancellationToken
        );

    /// <summary>Takes a skill and the yes to it away; gives what is left.</summary>
    public Task<IReadOnlyList<SkillResponse>> RemoveSkillAsync(
        string name,
        string? agent,
        CancellationToken cancellationToken
    ) =>
        PostAsync(
            $"/v1/skills/{Part(name)}/remove{OfAgent(agent)}",
            null,
            s_json.IReadOnlyListSkillResponse,
            cancellationToken
        );

    private static string OfAgent(string? agent) => agent is null ? "" : $"?agent={Part(agent)}";
}
