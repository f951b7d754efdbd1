using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace MeshClaw.Protocol.Client;

/// <summary>
/// Carries the messages of an MCP client that speaks over standard input and output to the gateway's <c>/mcp</c> and back, line by line. It
/// reads of them only what the way needs (method and id): what they say is between the client and the gateway.
/// </summary>
public sealed class McpBridge : IDisposable
{
    private const string SessionHeader = "Mcp-Session-Id";
    private const string VersionHeader = "MCP-Protocol-Version";
    private const int InternalError = -32603;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly GatewayTransport _transport;
    private readonly string _path;
    private readonly TextWriter _output;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<Task, byte> _under = new();
    private string? _session;
    private string? _version;

    internal McpBridge(GatewayTransport transport, string? agent, TextWriter output)
    {
        _transport = transport;
        _path = agent is null ? "/mcp" : $"/mcp/{Uri.EscapeDataString(agent)}";
        _output = output;
    }

    /// <summary>Carries until the input ends.</summary>
    /// <exception cref="GatewayException">The gateway cannot be reached.</exception>
    /// <param name="readLine">Gives the client's next line; null at its end.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Func<CancellationToken, Task<string?>> readLine, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(readLine);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (await readLine(end.Token).ConfigureAwait(false) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var (method, id) = Peek(line);
            var sending = SendAsync(line, method, id, end.Token);
            if (method == "initialize")
            {
                await sending.ConfigureAwait(false); // The others need its session.
                Track(ListenAsync(end.Token));
            }
            else
            {
                Track(sending);
            }
        }

        await CloseAsync(end).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task CloseAsync(CancellationTokenSource end)
    {
        // Answers that are about to come may still come; a client that has closed its end waits for no others.
        using var limit = new CancellationTokenSource(s_patience);
        if (_session is not null)
        {
            using var request = Request(HttpMethod.Delete, null);
            try
            {
                using var _ = await _transport.SendAsync(request, limit.Token).ConfigureAwait(false);
            }
            catch (Exception gone) when (gone is GatewayException or OperationCanceledException) { }
        }

        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_under.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SendAsync(string line, string? method, JsonElement? id, CancellationToken cancellationToken)
    {
        var answered = false;
        try
        {
            using var request = Request(HttpMethod.Post, new StringContent(line, Encoding.UTF8, "application/json"));
            using var response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (method == "initialize" && response.Headers.TryGetValues(SessionHeader, out var named))
            {
                _session = named.FirstOrDefault();
            }

            if (response.IsSuccessStatusCode)
            {
                answered = await ForwardAsync(response, method, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await RefuseAsync(id, await WhyAsync(response, cancellationToken).ConfigureAwait(false))
                    .ConfigureAwait(false);
                answered = true;
            }
        }
        catch (GatewayException failure)
        {
            await RefuseAsync(id, failure.Message).ConfigureAwait(false);
            answered = true;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or JsonException) { }

        if (!answered && id is not null && !cancellationToken.IsCancellationRequested)
        {
            await RefuseAsync(id, "The gateway broke off.").ConfigureAwait(false);
        }
    }

    // What the gateway says by itself, outside of any request.
    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = Request(HttpMethod.Get, null);
            using var response = await _transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                await ForwardAsync(response, null, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception ended)
            when (ended is GatewayException or IOException or HttpRequestException or OperationCanceledException) { }
    }

    private async Task<bool> ForwardAsync(
        HttpResponseMessage response,
        string? method,
        CancellationToken cancellationToken
    )
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (type == "text/event-stream")
        {
            var any = false;
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            {
                if (item.Data.Length > 0)
                {
                    await WriteAsync(item.Data, method).ConfigureAwait(false);
                    any = true;
                }
            }

            return any;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (type == "application/json" && body.Length > 0)
        {
            await WriteAsync(body, method).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    private async Task WriteAsync(string message, string? method)
    {
        if (method == "initialize" && _version is null)
        {
            using var answer = JsonDocument.Parse(message);
            if (
                answer.RootElement.TryGetProperty("result", out var result)
                && result.TryGetProperty("protocolVersion", out var version)
            )
            {
                _version = version.GetString();
            }
        }

        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            // One message is one line; JSON has no line breaks of its own but between tokens.
            await _output.WriteLineAsync(message.ReplaceLineEndings(" ")).ConfigureAwait(false);
            await _output.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private Task RefuseAsync(JsonElement? id, string why)
    {
        if (id is not { } known)
        {
            return Task.CompletedTask;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("id");
            known.WriteTo(json);
            json.WriteStartObject("error");
            json.WriteNumber("code", InternalError);
            json.WriteString("message", why);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return WriteAsync(Encoding.UTF8.GetString(stream.ToArray()), null);
    }

    private HttpRequestMessage Request(HttpMethod method, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, _path) { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (_session is not null)
        {
            request.Headers.Add(SessionHeader, _session);
        }

        if (_version is not null)
        {
            request.Headers.Add(VersionHeader, _version);
        }

        return request;
    }

    private void Track(Task task)
    {
        _under[task] = 0;
        _ = task.ContinueWith(t => _under.TryRemove(t, out _), TaskScheduler.Default);
    }

    private static async Task<string> WhyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await GatewayTransport.EnsureGoodAsync(response, cancellationToken).ConfigureAwait(false);
            return "";
        }
        catch (GatewayException refused)
        {
            return refused.Message;
        }
    }

    // The id as it stands, whatever it is: it goes back as it came.
    private static (string? Method, JsonElement? Id) Peek(string line)
    {
        try
        {
            var message = JsonElement.Parse(line);
            return message.ValueKind != JsonValueKind.Object
                ? (null, null)
                : (
                    message.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String
                        ? method.GetString()
                        : null,
                    message.TryGetProperty("id", out var id) && message.TryGetProperty("method", out _) ? id : null
                );
        }
        catch (JsonException)
        {
            return (null, null); // The gateway says what is wrong with it.
        }
    }
}
