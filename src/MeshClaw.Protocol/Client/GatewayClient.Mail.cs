namespace MeshClaw.Protocol.Client;

/// <summary>What a gateway is asked about the local index of mail.</summary>
public sealed partial class GatewayClient
{
    /// <summary>How far each account is.</summary>
    public Task<IReadOnlyList<MailAccountResponse>> MailStatusAsync(CancellationToken cancellationToken) =>
        GetAsync("/v1/mail/status", s_json.IReadOnlyListMailAccountResponse, cancellationToken);

    /// <summary>Synchronises every account now; answers when that has ended, well or not.</summary>
    public Task<IReadOnlyList<MailAccountResponse>> SyncMailAsync(CancellationToken cancellationToken) =>
        PostAsync("/v1/mail/sync", null, s_json.IReadOnlyListMailAccountResponse, cancellationToken);

    /// <summary>Finds messages in the index; works while every account is out of reach.</summary>
    /// <param name="query">As the owner types it.</param>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the last page ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<MailSearchResponse> SearchMailAsync(
        string query,
        int limit,
        string? cursor,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            $"/v1/mail/search?limit={limit}{Query("q", query)}{Query("cursor", cursor)}",
            s_json.MailSearchResponse,
            cancellationToken
        );

    /// <summary>The mailing lists of each account, out of the index.</summary>
    /// <param name="unreadOnly">Only those none of whose messages was read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<MailListsResponse>> MailListsAsync(
        bool unreadOnly,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            $"/v1/mail/lists?unreadOnly={(unreadOnly ? "true" : "false")}",
            s_json.IReadOnlyListMailListsResponse,
            cancellationToken
        );
}
