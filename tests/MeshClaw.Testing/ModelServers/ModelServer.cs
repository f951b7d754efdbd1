using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace MeshClaw.Testing.ModelServers;

/// <summary>What was asked, byte by byte.</summary>
public sealed record ModelRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>
/// A provider of models on a port of its own, over plain sockets, so that answers can be anything that a network brings. Each request gets
/// the next answer that was put in line; one for which none is there gets a 500 that says so.
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ModelAnswer> _answers = new();
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<Task, bool> _work = new();
    private readonly Task _accepting;

    public ModelServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Root => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Every request so far, in the order of their coming.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>What happened: <c>asked</c>, <c>answered</c>, <c>gone</c> (the client closed the connection before the answer's end).</summary>
    public ChannelReader<string> Events => _events.Reader;

    /// <summary>Puts answers in line.</summary>
    public ModelServer Then(params ReadOnlySpan<ModelAnswer> answers)
    {
        foreach (var answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return; // A test took it away before its end.
        }

        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_work.Keys);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                var work = ServeAsync(client);
                _work[work] = true;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream, _stop.Token) is not { } request)
                {
                    return;
                }

                _requests.Enqueue(request);
                _events.Writer.TryWrite("asked");
                var answer = _answers.TryDequeue(out var next)
                    ? next
                    : ModelAnswer.Of(500, "text/plain", "The test has no further answer in line.");
                await answer.WriteAsync(client, GoneAsync(stream), _stop.Token);
                _events.Writer.TryWrite("answered");
            }
            catch (ClientGoneException)
            {
                _events.Writer.TryWrite("gone");
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                _events.Writer.TryWrite("gone");
            }
            catch (OperationCanceledException)
            {
                // Disposed.
            }
        }
    }

    // A client that is waiting sends nothing: what can be read is the end of its connection.
    private async Task GoneAsync(NetworkStream stream)
    {
        try
        {
            while (await stream.ReadAsync(new byte[256], _stop.Token) > 0) { }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Gone as well.
        }
    }

    private static async Task<ModelRequest?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^4..] is [13, 10, 13, 10]))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines
            .Skip(1)
            .Select(l => l.Split(": ", 2))
            .ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var first = lines[0].Split(' ');
        var body =
            headers.TryGetValue("Content-Length", out var length)
                ? new byte[int.Parse(length, CultureInfo.InvariantCulture)]
            : headers.ContainsKey("Transfer-Encoding")
                ? throw new NotSupportedException("Requests in chunks are not read here.")
            : [];
        await stream.ReadExactlyAsync(body, cancellationToken);
        return new ModelRequest(first[0], first[1], headers, body);
    }
}

/// <summary>The client closed its connection.</summary>
internal sealed class ClientGoneException : Exception;
