using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Tests.Support;

/// <summary>
/// Answers on loopback as a gateway would, with what a test put in: the commands talk to it through the real client. Each route gives
/// its answers in order and then the last one again.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly Dictionary<string, Queue<(int Status, string Type, string Body)>> _answers = [];
    private readonly string _url;

    private FakeGateway(HttpListener listener, string url)
    {
        _listener = listener;
        _url = url;
        Home = Directory.CreateTempSubdirectory("meshclaw-cli-test-").FullName;
        Answer("GET /v1/status", Samples.Status(Home), ProtocolJson.Default.StatusResponse);
        WriteHome();
        _serving = ServeAsync();
    }

    /// <summary>A home on which it runs.</summary>
    public string Home { get; }

    /// <summary>What was asked: <c>POST /v1/stop</c>, and the body.</summary>
    public ConcurrentQueue<(string Route, string Body)> Asked { get; } = new();

    /// <summary>The bodies of all requests to a route.</summary>
    public IEnumerable<string> Bodies(string route) => Asked.Where(a => a.Route == route).Select(a => a.Body);

    public static FakeGateway Start()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add(url + "/");
            try
            {
                listener.Start();
                return new FakeGateway(listener, url);
            }
            catch (HttpListenerException)
            {
                // Somebody else took the port in between.
            }
        }
    }

    public void Answer<T>(string route, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        Answer(route, 200, "application/json", JsonSerializer.Serialize(value, type));

    public void Answer(string route, int status, string type, string body)
    {
        if (!_answers.TryGetValue(route, out var queue))
        {
            _answers[route] = queue = new();
        }

        queue.Enqueue((status, type, body));
    }

    public void Refuse(string route, int status, string code, string title, string? detail = null) =>
        Answer(
            route,
            status,
            "application/problem+json",
            JsonSerializer.Serialize(new Problem(title, status, detail, code), ProtocolJson.Default.Problem)
        );

    /// <summary>The run's progress ends with this.</summary>
    public void Settle(RunResponse run)
    {
        var steps = new[]
        {
            new RunProgress(run.Run, "reading", 50, 124, null),
            new RunProgress(run.Run, "ended", 0, 0, run),
        };
        var events = steps.Select(s => $"data: {JsonSerializer.Serialize(s, ProtocolJson.Default.RunProgress)}\n\n");
        Answer($"GET /v1/runs/{run.Run}/events", 200, "text/event-stream", string.Concat(events));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        Directory.Delete(Home, recursive: true);
    }

    private void WriteHome()
    {
        var token = Path.Join(Home, "run", "token");
        Directory.CreateDirectory(Path.GetDirectoryName(token)!);
        File.WriteAllText(token, "token");
        var ready = new GatewayReady(Environment.ProcessId, "", _url, token, 1);
        File.WriteAllText(GatewayFiles.Ready(Home), JsonSerializer.Serialize(ready, ProtocolJson.Default.GatewayReady));
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var reader = new StreamReader(context.Request.InputStream);
            var route = $"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}";
            var query = context.Request.Url.Query;
            Asked.Enqueue((route, await reader.ReadToEndAsync() + query));
            var (status, type, body) = Next(route);
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }

    private (int Status, string Type, string Body) Next(string route)
    {
        if (!_answers.TryGetValue(route, out var queue))
        {
            return (
                404,
                "application/problem+json",
                $$"""{"title":"The test has no answer to {{route}}.","code":"not-found"}"""
            );
        }

        return queue.Count > 1 ? queue.Dequeue() : queue.Peek();
    }
}
