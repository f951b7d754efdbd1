namespace MeshClaw.Protocol.Client;

/// <content>Drafts, and answers that the owner waits for.</content>
public sealed partial class GatewayClient
{
    /// <summary>The drafts of an account, or of all; the last changed first.</summary>
    public Task<IReadOnlyList<DraftResponse>> ListDraftsAsync(
        string? connection,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            $"/v1/drafts?limit=500{Query("connection", connection)}",
            s_json.IReadOnlyListDraftResponse,
            cancellationToken
        );

    /// <summary>One draft, whole. Code <c>not-found</c>.</summary>
    public Task<DraftResponse> GetDraftAsync(string draft, CancellationToken cancellationToken) =>
        GetAsync($"/v1/drafts/{Part(draft)}", s_json.DraftResponse, cancellationToken);

    /// <summary>
    /// Waits for an answer to a message that was sent, in the owner's words. Code <c>invalid</c> where these are not understood or the
    /// action sent nothing.
    /// </summary>
    public Task<RunResponse> FollowUpAsync(FollowUpRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/follow-ups", Body(request, s_json.FollowUpRequest), s_json.RunResponse, cancellationToken);

    /// <summary>Answers that the owner waits for, the next due first.</summary>
    public Task<IReadOnlyList<FollowUpResponse>> ListFollowUpsAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/follow-ups?limit=500", s_json.IReadOnlyListFollowUpResponse, cancellationToken);

    /// <summary>Muted conversations, the newest first.</summary>
    public Task<IReadOnlyList<MuteResponse>> ListMutesAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/mutes", s_json.IReadOnlyListMuteResponse, cancellationToken);

    /// <summary>Waits no more, or puts a reminder away. Code <c>not-found</c>.</summary>
    public Task<FollowUpResponse> CloseFollowUpAsync(string followUp, CancellationToken cancellationToken) =>
        PostAsync($"/v1/follow-ups/{Part(followUp)}/close", null, s_json.FollowUpResponse, cancellationToken);
}
