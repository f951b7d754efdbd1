using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Gmail;

/// <summary>
/// Gmail's interface (developers.google.com/gmail/api/reference/rest), as far as mail needs it. The account's address stands in every
/// path, so that a sign-in with another account is refused. There is no method that removes a message for good.
/// </summary>
internal sealed class GmailApi
{
    /// <summary>Where Gmail is.</summary>
    public static readonly Uri Root = new("https://gmail.googleapis.com/");

    /// <summary>The parts of a message that its facts are made of: headers and names of attachments, no contents.</summary>
    public const string Outline =
        "format=full&fields=id,labelIds,historyId,internalDate,sizeEstimate,payload(headers,filename,parts(filename,parts(filename,parts(filename))))";

    /// <summary>Labels, dates, sizes.</summary>
    public const string Minimal = "format=minimal";

    /// <summary>All of it, as it came.</summary>
    public const string Whole = "format=raw";

    /// <summary>At most so many messages in one batchModify (…/users.messages/batchModify).</summary>
    private const int MaxModified = 1000;

    private readonly GmailTransport _transport;
    private readonly GmailBatch _batch;
    private readonly Uri _user;

    public GmailApi(MailAccount account, Uri root, HttpClient http, IAccessTokens tokens, TimeProvider time)
    {
        _transport = new GmailTransport(account, http, tokens, time, Random.Shared);
        var path = $"gmail/v1/users/{Uri.EscapeDataString(account.Gmail!)}/"; // The factory takes accounts of Gmail only.
        _user = new Uri(root, path);
        _batch = new GmailBatch(_transport, new Uri(root, "batch/gmail/v1"), _user);
    }

    public int Requests => _transport.Requests;

    /// <summary>Every label, without counts.</summary>
    public async Task<ImmutableArray<GmailLabel>> LabelsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("labels", GmailJson.Default.GmailLabelList, cancellationToken)).Labels;

    /// <summary>Labels with their counts; one that is gone is left out.</summary>
    public async Task<IReadOnlyDictionary<string, GmailLabel>> LabelsAsync(
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    ) =>
        (
            await _batch.GetAsync(
                [.. ids.Select(id => $"labels/{Uri.EscapeDataString(id)}")],
                GmailJson.Default.GmailLabel,
                cancellationToken
            )
        )
            .OfType<GmailLabel>()
            .ToDictionary(l => l.Id);

    /// <summary>Makes a label; null where Gmail says that there is one of that name, or that it cannot be.</summary>
    public Task<GmailLabel> MakeLabelAsync(string name, CancellationToken cancellationToken) =>
        PostAsync(
            "labels",
            new GmailNewLabel(name, "labelShow", "show"),
            GmailJson.Default.GmailNewLabel,
            GmailJson.Default.GmailLabel,
            cancellationToken
        );

    /// <summary>A page of ids, newest first.</summary>
    public Task<GmailMessageList> ListAsync(GmailListing listing, CancellationToken cancellationToken) =>
        GetAsync($"messages?{listing.Query}", GmailJson.Default.GmailMessageList, cancellationToken);

    /// <summary>Messages in the order of their ids; null for one that is gone.</summary>
    public Task<IReadOnlyList<GmailMessage?>> MessagesAsync(
        IReadOnlyList<string> ids,
        string parts,
        CancellationToken cancellationToken
    ) =>
        _batch.GetAsync(
            [.. ids.Select(id => $"messages/{Uri.EscapeDataString(id)}?{parts}")],
            GmailJson.Default.GmailMessage,
            cancellationToken
        );

    /// <summary>The first bytes of a message; null where it is gone.</summary>
    public Task<byte[]?> BytesAsync(string id, int max, CancellationToken cancellationToken) =>
        _transport.SendAsync<byte[]?>(
            () =>
                new HttpRequestMessage(
                    HttpMethod.Get,
                    new Uri(_user, $"messages/{Uri.EscapeDataString(id)}?{Whole}&fields=raw")
                ),
            async (response, token) =>
            {
                await using var stream = await response.Content.ReadAsStreamAsync(token);
                return await GmailRaw.ReadAsync(stream, max, token);
            },
            () => null,
            cancellationToken
        );

    /// <summary>Puts labels on messages and takes others off, for each message at once.</summary>
    public async Task ModifyAsync(
        IReadOnlyList<string> ids,
        IReadOnlyCollection<string> add,
        IReadOnlyCollection<string> remove,
        CancellationToken cancellationToken
    )
    {
        foreach (var chunk in ids.Chunk(MaxModified))
        {
            var change = new GmailModify(chunk, [.. add], [.. remove]);
            await _transport.SendAsync(
                () => Post("messages/batchModify", change, GmailJson.Default.GmailModify),
                (_, _) => Task.FromResult(true),
                missing: null,
                cancellationToken
            );
        }
    }

    /// <summary>What changed after a history id; null where Gmail no longer knows (it keeps a week at least).</summary>
    public Task<GmailHistoryPage?> HistoryAsync(string start, string? page, CancellationToken cancellationToken)
    {
        var token = page is null ? "" : $"&pageToken={Uri.EscapeDataString(page)}";
        return _transport.SendAsync(
            () =>
                new HttpRequestMessage(
                    HttpMethod.Get,
                    new Uri(_user, $"history?startHistoryId={Uri.EscapeDataString(start)}&maxResults=500{token}")
                ),
            (r, t) => Json(r, GmailJson.Default.GmailHistoryPage, t),
            () => null,
            cancellationToken
        )!;
    }

    /// <summary>Where the mailbox's history stands; null where the server does not say.</summary>
    public Task<GmailProfile?> ProfileAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_user, "profile")),
            (r, t) => Json(r, GmailJson.Default.GmailProfile, t),
            () => null,
            cancellationToken
        )!;

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class =>
        _transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, new Uri(_user, path)),
            (r, t) => Json(r, type, t)!,
            missing: null,
            cancellationToken
        )!;

    private Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path,
        TBody body,
        JsonTypeInfo<TBody> type,
        JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellationToken
    )
        where TAnswer : class =>
        _transport.SendAsync(
            () => Post(path, body, type),
            (r, t) => Json(r, answer, t)!,
            missing: null,
            cancellationToken
        )!;

    private HttpRequestMessage Post<T>(string path, T body, JsonTypeInfo<T> type) =>
        new(HttpMethod.Post, new Uri(_user, path)) { Content = JsonContent.Create(body, type) };

    private static async Task<T?> Json<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new ConnectorException("Gmail answered with nothing.");
        }
        catch (System.Text.Json.JsonException broken)
        {
            throw new ConnectorException("Gmail answered what cannot be read.", broken);
        }
    }
}

/// <summary>Which messages to list.</summary>
/// <param name="Labels">Ids of labels that they all must have.</param>
/// <param name="Search">In Gmail's language; null for none.</param>
internal sealed record GmailListing(ImmutableArray<string> Labels, string? Search)
{
    /// <summary>The most that Gmail gives in one page.</summary>
    public const int MaxPage = 500;

    /// <summary>How many in a page.</summary>
    public int Limit { get; init; } = MaxPage;

    /// <summary>Which page; null for the first.</summary>
    public string? Page { get; init; }

    /// <summary>Whether the trash and spam are looked through too.</summary>
    public bool Away { get; init; }

    public string Query =>
        string.Join(
            '&',
            Labels
                .Select(l => $"labelIds={Uri.EscapeDataString(l)}")
                .Append(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"maxResults={Limit}"))
                .Concat(Search is null ? [] : [$"q={Uri.EscapeDataString(Search)}"])
                .Concat(Page is null ? [] : [$"pageToken={Uri.EscapeDataString(Page)}"])
                .Concat(Away ? ["includeSpamTrash=true"] : [])
        );
}
