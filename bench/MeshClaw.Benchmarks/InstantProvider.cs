using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MeshClaw.Benchmarks;

/// <summary>
/// A provider of models, in OpenAI's form, that answers at once over connections that are kept, and knows how long it had each request: that
/// time is not the gateway's. One request at a time.
/// </summary>
internal sealed class InstantProvider : IAsyncDisposable
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: ";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _streams = new();
    private readonly ConcurrentQueue<JsonElement> _requests = new();
    private readonly Task _accepting;
    private long _busy;

    public InstantProvider()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Root => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The bodies of all calls so far.</summary>
    public IReadOnlyList<JsonElement> Requests => [.. _requests];

    /// <summary>How long it has had requests, all together.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Interlocked.Read(ref _busy));

    /// <summary>Puts streamed answers in line: events as OpenAI writes them.</summary>
    public void Then(params ReadOnlySpan<string> streams)
    {
        foreach (var stream in streams)
        {
            _streams.Enqueue(stream);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            var stream = client.GetStream();
            var buffer = new byte[1 << 20];
            try
            {
                while (await ReadAsync(stream, buffer) is { } request)
                {
                    var began = Stopwatch.GetTimestamp();
                    await stream.WriteAsync(Answer(request.Head, request.Body), _stop.Token);
                    Interlocked.Add(ref _busy, Stopwatch.GetElapsedTime(began).Ticks);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                // The other side, or all of it, ended.
            }
        }
    }

    private async Task<(string Head, string Body)?> ReadAsync(NetworkStream stream, byte[] buffer)
    {
        var (read, end, length) = (0, -1, 0);
        while (end < 0 || read < end + 4 + length)
        {
            var more = await stream.ReadAsync(buffer.AsMemory(read), _stop.Token);
            if (more == 0)
            {
                return null;
            }

            read += more;
            end = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            length = end < 0 ? 0 : LengthOf(Encoding.ASCII.GetString(buffer, 0, end));
        }

        return (Encoding.ASCII.GetString(buffer, 0, end), Encoding.UTF8.GetString(buffer, end + 4, length));
    }

    private byte[] Answer(string head, string body)
    {
        if (head.StartsWith("GET", StringComparison.Ordinal))
        {
            return Whole("application/json", """{"object":"list","data":[{"id":"served"}]}""");
        }

        _requests.Enqueue(JsonElement.Parse(body));
        return _streams.TryDequeue(out var stream)
            ? Whole("text/event-stream", stream)
            : Encoding.ASCII.GetBytes("HTTP/1.1 500 Nothing in line\r\nContent-Length: 0\r\n\r\n");
    }

    private static byte[] Whole(string type, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return [.. Encoding.ASCII.GetBytes($"{Head}{type}\r\nContent-Length: {bytes.Length}\r\n\r\n"), .. bytes];
    }

    private static int LengthOf(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
