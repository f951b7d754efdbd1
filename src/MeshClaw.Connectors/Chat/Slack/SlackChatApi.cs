using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Chat.Slack;

/// <summary>
/// Slack's Web API with the owner's own token. Writing methods are called with JSON, reading ones with a form, since those do not take JSON
/// (docs.slack.dev/apis/web-api). Waits where Slack asks for fewer calls (docs.slack.dev/apis/web-api/rate-limits), for nothing was done then; tries
/// nothing else twice. The token goes to one host and follows no redirect.
/// </summary>
internal sealed class SlackChatApi : IDisposable
{
    private const int MaxAnswer = 16 * 1024 * 1024;
    private const int MaxWaits = 3;
    private static readonly Uri s_usual = new("https://slack.com/api/");
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly JsonWriterOptions s_writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Uri _root;
    private readonly Secret _token;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public SlackChatApi(Uri? root, Secret token, TimeProvider time)
    {
        (_root, _token, _time) = (root ?? s_usual, token, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // A redirect may lead the token away.
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        _http = new HttpClient(handler) { Timeout = s_patience, MaxResponseContentBufferSize = MaxAnswer };
    }

    /// <summary>The longest that Slack is waited for when it asks for fewer calls.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Calls a method that writes.</summary>
    public Task<T> WriteAsync<T>(
        string method,
        JsonObject arguments,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : SlackReply => CallAsync(method, () => Json(arguments), type, cancellationToken);

    /// <summary>Calls a method that reads.</summary>
    public Task<T> ReadAsync<T>(
        string method,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        params IEnumerable<(string Name, string? Value)> arguments
    )
        where T : SlackReply
    {
        List<KeyValuePair<string, string>> given =
        [
            .. arguments.Where(a => a.Value is not null).Select(a => KeyValuePair.Create(a.Name, a.Value!)),
        ];
        return CallAsync(method, () => new FormUrlEncodedContent(given), type, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<T> CallAsync<T>(
        string method,
        Func<HttpContent> content,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : SlackReply
    {
        for (var waited = 0; ; waited++)
        {
            using var response = await SendAsync(method, content(), cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode != 429)
            {
                return await ReadAsync(method, response, type, cancellationToken).ConfigureAwait(false);
            }

            var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
            if (waited == MaxWaits || wait > LongestWait)
            {
                var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                throw new Stores.ChatRefusedException(
                    "ratelimited",
                    $"Slack asks for fewer calls of {method}: not before {seconds} seconds from now."
                );
            }

            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<T> ReadAsync<T>(
        string method,
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : SlackReply
    {
        switch ((int)response.StatusCode)
        {
            case 200:
                break;
            case 401 or 403:
                throw SlackChatErrors.Of(method, "invalid_auth", null);
            case >= 500:
                throw new ConnectorException($"Slack is in trouble itself (HTTP {(int)response.StatusCode}).");
            default:
                throw SlackChatErrors.Nonsense(method);
        }

        T? answer;
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            answer = JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException unreadable)
        {
            throw SlackChatErrors.Nonsense(method, unreadable);
        }

        return answer switch
        {
            { Ok: true } => answer,
            { Ok: false, Error: { Length: > 0 } code } => throw SlackChatErrors.Of(method, code, answer.Needed),
            _ => throw SlackChatErrors.Nonsense(method),
        };
    }

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        HttpContent content,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_root, method)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token.Reveal());
        try
        {
            return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken)
            when (broken is HttpRequestException or IOException or SocketException
                || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw new ConnectorException("Slack cannot be reached.", broken);
        }
    }

    private static ByteArrayContent Json(JsonObject arguments)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, s_writing))
        {
            arguments.WriteTo(writer);
        }

        return new ByteArrayContent(bytes.ToArray())
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") },
        };
    }
}
