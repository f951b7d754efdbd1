using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>
/// Slack's Web API, as thin as it can be. Writing methods are called with JSON, reading ones with a form, since those do not take JSON
/// (docs.slack.dev/apis/web-api). What is not an answer as documented is a <see cref="ChannelException"/>. Tries nothing twice.
/// </summary>
internal sealed class SlackApi : IDisposable
{
    /// <summary>The key of the token of the bot user.</summary>
    public const string BotToken = "bot-token";

    /// <summary>The key of the token of the app, for Socket Mode.</summary>
    public const string AppToken = "app-token";

    private const int MaxAnswer = 16 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ChannelParts _parts;
    private readonly HttpClient _http;

    public SlackApi(ChannelParts parts)
    {
        _parts = parts;
        Places = new SlackPlaces(parts.Root);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // A redirect may lead the token away.
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        _http = new HttpClient(handler) { Timeout = s_patience, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>Where Slack is.</summary>
    public SlackPlaces Places { get; }

    /// <summary>Calls a method that writes.</summary>
    public Task<T> WriteAsync<T>(
        string method,
        JsonObject arguments,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        string token = BotToken
    )
        where T : SlackAnswer => CallAsync(method, token, SlackBlocks.Content(arguments), type, cancellationToken);

    /// <summary>Calls a method that reads.</summary>
    public Task<T> ReadAsync<T>(
        string method,
        IEnumerable<KeyValuePair<string, string>> arguments,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : SlackAnswer =>
        CallAsync(method, BotToken, new FormUrlEncodedContent(arguments), type, cancellationToken);

    /// <summary>Sends bytes to an address of Slack that needs no token; any answer but 200 is a failure.</summary>
    public async Task UploadAsync(Uri address, HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        Demand("upload", answer);
    }

    /// <summary>Gets a private file; what is over <paramref name="atMost"/> bytes is not read to its end.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="atMost">The most bytes.</param>
    /// <param name="isPage">Whether the file itself is a web page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<byte[]> DownloadAsync(Uri address, long atMost, bool isPage, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = Login(BotToken);
        using var answer = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Demand("download", answer);
        if (!isPage && answer.Content.Headers.ContentType?.MediaType == "text/html")
        {
            // The page on which people log in, with 200.
            throw SlackErrors.Of("download", "missing_scope", "files:read", null);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(patience.Token);
            using var kept = new MemoryStream();
            var buffer = new byte[81920];
            int read;
            while ((read = await stream.ReadAsync(buffer, patience.Token)) > 0)
            {
                if (kept.Length + read > atMost)
                {
                    throw new ChannelException(ChannelFault.Invalid, $"The file is larger than {atMost} bytes.");
                }

                kept.Write(buffer, 0, read);
            }

            return kept.ToArray();
        }
        catch (Exception broken) when (SlackErrors.IsBroken(broken, cancellationToken))
        {
            throw SlackErrors.Away(broken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<T> CallAsync<T>(
        string method,
        string token,
        HttpContent content,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : SlackAnswer
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Places.Method(method)) { Content = content };
        request.Headers.Authorization = Login(token);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        Demand(method, response);
        T? answer;
        try
        {
            answer = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), type);
        }
        catch (JsonException unreadable)
        {
            throw SlackErrors.Nonsense(method, unreadable);
        }

        return answer switch
        {
            { Ok: true } => answer,
            { Ok: false, Error: { Length: > 0 } code } => throw SlackErrors.Of(
                method,
                code,
                answer.Needed,
                After(response)
            ),
            _ => throw SlackErrors.Nonsense(method),
        };
    }

    private static void Demand(string method, HttpResponseMessage response)
    {
        switch ((int)response.StatusCode)
        {
            case 200:
                return;
            case 429:
                throw SlackErrors.Limited(After(response));
            case 401 or 403:
                throw SlackErrors.Of(method, "invalid_auth", null, null);
            case >= 500:
                throw new ChannelException(
                    ChannelFault.Unreachable,
                    $"Slack is in trouble itself (HTTP {(int)response.StatusCode})."
                );
            default:
                throw SlackErrors.Nonsense(method);
        }
    }

    private AuthenticationHeaderValue Login(string token) =>
        new(
            "Bearer",
            _parts.Secrets(token)?.Reveal()
                ?? throw new ChannelException(
                    ChannelFault.Refused,
                    $"There is no {token} for {_parts.Name}. Connect it again."
                )
        );

    private static TimeSpan? After(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        HttpCompletionOption until,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await _http.SendAsync(request, until, cancellationToken);
        }
        catch (Exception broken) when (SlackErrors.IsBroken(broken, cancellationToken))
        {
            throw SlackErrors.Away(broken);
        }
    }
}
