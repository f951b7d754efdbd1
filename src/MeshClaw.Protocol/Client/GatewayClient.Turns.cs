using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MeshClaw.Protocol.Client;

/// <content>Turns of models, and conversations.</content>
public sealed partial class GatewayClient
{
    /// <summary>
    /// Begins a turn; returns as soon as it is written down. Code <c>no-model</c>, <c>not-found</c>, <c>invalid</c>, <c>paused</c>,
    /// <c>stopped</c> or <c>busy</c> where that cannot be.
    /// </summary>
    public Task<TurnResponse> AskAsync(AskRequest request, CancellationToken cancellationToken) =>
        PostAsync("/v1/turns", Body(request, s_json.AskRequest), s_json.TurnResponse, cancellationToken);

    /// <summary>Goes on with a run that waits: over its budget, or interrupted. Code <c>not-found</c>, <c>invalid</c>.</summary>
    /// <param name="run"><c>r7</c>.</param>
    /// <param name="tokens">Tokens that it may use beyond its budgets; null with no <paramref name="usd"/> for as many again as it had.</param>
    /// <param name="usd">US dollars that it may spend beyond its budgets; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<TurnResponse> ContinueTurnAsync(
        string run,
        long? tokens,
        decimal? usd,
        CancellationToken cancellationToken
    )
    {
        var more =
            (tokens is null ? "" : $"&tokens={tokens}")
            + (usd is null ? "" : Query("usd", usd.Value.ToString(CultureInfo.InvariantCulture)));
        var query = more.Length == 0 ? "" : $"?{more[1..]}";
        return PostAsync($"/v1/turns/{Part(run)}/continue{query}", null, s_json.TurnResponse, cancellationToken);
    }

    /// <summary>What was used on the last days, today included, and what became of the runs. Code <c>invalid</c>.</summary>
    public Task<UsageResponse> UsageAsync(int days, CancellationToken cancellationToken) =>
        GetAsync($"/v1/usage?days={days}", s_json.UsageResponse, cancellationToken);

    /// <summary>A turn as it stands. Code <c>not-found</c>.</summary>
    public Task<TurnResponse> GetTurnAsync(string run, CancellationToken cancellationToken) =>
        GetAsync($"/v1/turns/{Part(run)}", s_json.TurnResponse, cancellationToken);

    /// <summary>Everything that happens in a turn, from its beginning; the last element has <see cref="TurnProgress.Final"/>.</summary>
    public async IAsyncEnumerable<TurnProgress> WatchTurnAsync(
        string run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await _transport
            .SendAsync(HttpMethod.Get, $"/v1/turns/{Part(run)}/events", null, cancellationToken)
            .ConfigureAwait(false);
        await GatewayTransport.EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var events = SseParser.Create(stream, (_, data) => JsonSerializer.Deserialize(data, s_json.TurnProgress));
        await using var reader = events.EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(reader).ConfigureAwait(false))
        {
            if (reader.Current.Data is { } progress)
            {
                yield return progress;
                if (progress.Final is not null)
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>Conversations, the latest first; of one agent or of all.</summary>
    public Task<IReadOnlyList<ConversationResponse>> ListConversationsAsync(
        string? agent,
        int limit,
        CancellationToken cancellationToken
    ) =>
        GetAsync(
            $"/v1/conversations?limit={limit}{Query("agent", agent)}",
            s_json.IReadOnlyListConversationResponse,
            cancellationToken
        );

    /// <summary>What was said in a conversation, oldest first. Code <c>not-found</c>.</summary>
    public Task<IReadOnlyList<ConversationLine>> GetConversationAsync(
        string conversation,
        CancellationToken cancellationToken
    ) => GetAsync($"/v1/conversations/{Part(conversation)}", s_json.IReadOnlyListConversationLine, cancellationToken);
}
