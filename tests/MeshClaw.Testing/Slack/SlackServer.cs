using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Slack;

/// <summary>
/// Slack at the wire, on a port of its own: the Web API, files, and Socket Mode over real WebSockets. Written from the public documentation at
/// docs.slack.dev; what it does not know it refuses as Slack does. State is a <see cref="SlackWorkspace"/>.
/// </summary>
public sealed partial class SlackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<TcpClient, Task> _talks = new();
    private readonly ConcurrentQueue<SlackHeard> _heard = new();
    private readonly Dictionary<string, SlackMethod> _methods = [];
    private readonly Dictionary<string, Queue<TimeSpan>> _limits = [];
    private readonly HashSet<string> _lost = [];
    private readonly Task _accepting;

    /// <summary>Starts.</summary>
    /// <param name="workspace">What it serves.</param>
    /// <param name="time">The clock for acknowledgements that do not come.</param>
    public SlackServer(SlackWorkspace workspace, TimeProvider? time = null)
    {
        Workspace = workspace;
        _time = time ?? TimeProvider.System;
        _listener.Start();
        Address = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        workspace.FileRoot = $"http://{Address}/files-pri/";
        workspace.Happened += OnHappened;
        AddBasics();
        AddChat();
        AddConversations();
        AddFiles();
        AddUsers();
        _accepting = AcceptAsync();
    }

    /// <summary>What it serves.</summary>
    public SlackWorkspace Workspace { get; }

    /// <summary>The root of the Web API.</summary>
    public Uri Root => new($"http://{Address}/api/");

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Every call of a method so far.</summary>
    public IReadOnlyList<SlackHeard> Heard => [.. _heard];

    /// <summary>Whether every call is answered <c>200 {}</c>.</summary>
    public bool TalksNonsense { get; set; }

    /// <summary>Whether nobody can connect, and nobody is connected.</summary>
    public bool IsAway { get; private set; }

    /// <summary>The next calls of a method are answered 429.</summary>
    public void Limit(string method, int calls, TimeSpan retryAfter)
    {
        lock (Workspace.Lock)
        {
            _limits[method] = new Queue<TimeSpan>(Enumerable.Repeat(retryAfter, calls));
        }
    }

    /// <summary>The next call of a method is done, and the connection breaks before its answer.</summary>
    public void LoseAnswer(string method)
    {
        lock (Workspace.Lock)
        {
            _lost.Add(method);
        }
    }

    /// <summary>The network is gone, or back.</summary>
    public void Away(bool isAway)
    {
        IsAway = isAway;
        if (isAway)
        {
            foreach (var client in _talks.Keys)
            {
                client.Close();
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        Workspace.Happened -= OnHappened;
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var (client, _) in _talks)
        {
            client.Close();
        }

        await Task.WhenAll(_talks.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        DropTimers();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                if (IsAway)
                {
                    client.LingerState = new LingerOption(true, 0);
                    client.Close();
                    continue;
                }

                _talks[client] = TalkAsync(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        await Task.Yield();
        try
        {
            var stream = client.GetStream();
            if (await SlackHttp.ReadAsync(stream, _end.Token) is { } request)
            {
                if (request.Path.StartsWith("/link/", StringComparison.Ordinal))
                {
                    await SocketAsync(stream, request);
                }
                else
                {
                    await stream.WriteAsync(Answer(request), _end.Token);
                }
            }
        }
        catch (Exception gone)
            when (gone is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // The other side went away, or the network is, or the test is over.
        }
        finally
        {
            client.Close();
            _talks.TryRemove(client, out _);
        }
    }

    private byte[] Answer(SlackHttp request)
    {
        lock (Workspace.Lock)
        {
            return TalksNonsense ? SlackHttp.Json(new JsonObject())
                : request.Path.StartsWith("/api/", StringComparison.Ordinal)
                    ? Call(request, request.Path["/api/".Length..])
                : request.Path.StartsWith("/upload/", StringComparison.Ordinal) ? Upload(request)
                : request.Path.StartsWith("/files-pri/", StringComparison.Ordinal) ? Download(request)
                : SlackHttp.Write(404, "text/plain", "Not found"u8.ToArray());
        }
    }

    private byte[] Call(SlackHttp request, string name)
    {
        try
        {
            var method = _methods.TryGetValue(name, out var known)
                ? known
                : throw new SlackRefusedException("unknown_method");
            var isJson = request.ContentType.StartsWith("application/json", StringComparison.Ordinal);
            var arguments = isJson ? JsonArguments(request, method) : request.Form();
            _heard.Enqueue(new SlackHeard(name, (JsonObject)arguments.DeepClone()));
            if (_limits.TryGetValue(name, out var waits) && waits.TryDequeue(out var wait))
            {
                return SlackHttp.Write(
                    429,
                    "application/json; charset=utf-8",
                    """{"ok":false,"error":"ratelimited"}"""u8.ToArray(),
                    $"Retry-After: {(int)wait.TotalSeconds}\r\n"
                );
            }

            var call = new SlackCall(name, arguments, Login(request, arguments, method), Workspace);
            call.Demand(method.Scope);
            var answer = method.Run(call);
            if (_lost.Remove(name))
            {
                return []; // Done, and its answer never comes.
            }

            answer.Insert(0, "ok", true);
            return SlackHttp.Json(answer);
        }
        catch (SlackRefusedException refusal)
        {
            var answer = new JsonObject { ["ok"] = false, ["error"] = refusal.Code };
            if (refusal.Needed is { } needed)
            {
                answer["needed"] = needed;
                answer["provided"] = "";
            }

            return SlackHttp.Json(answer);
        }
    }

    // docs.slack.dev/apis/web-api#basics: JSON only by POST and only where the method takes it; there arguments of methods that do not are not seen.
    private static JsonObject JsonArguments(SlackHttp request, SlackMethod method)
    {
        try
        {
            var body = JsonNode.Parse(request.Body) as JsonObject ?? throw new SlackRefusedException("json_not_object");
            return method.TakesJson && request.Verb == "POST" ? body : [];
        }
        catch (JsonException)
        {
            throw new SlackRefusedException("invalid_json");
        }
    }

    // docs.slack.dev/authentication: in the header, or as an argument of a form; never in JSON or a query.
    private SlackToken Login(SlackHttp request, JsonObject arguments, SlackMethod method)
    {
        var header = request.Headers.GetValueOrDefault("Authorization", "");
        var value =
            header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..]
            : request.ContentType.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal)
                ? (string?)arguments["token"]
            : null;
        if (value is null)
        {
            throw new SlackRefusedException("not_authed");
        }

        var token = Workspace.Tokens.GetValueOrDefault(value) ?? throw new SlackRefusedException("invalid_auth");
        return token.Refusal is { } refusal ? throw new SlackRefusedException(refusal)
            : token.IsApp != method.IsForApps ? throw new SlackRefusedException("not_allowed_token_type")
            : token;
    }
}

/// <summary>A call that came.</summary>
public sealed record SlackHeard(string Method, JsonObject Arguments);
