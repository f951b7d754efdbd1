using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Testing.Telegram;

/// <summary>HTTP for <see cref="TelegramServer"/> over plain sockets, one request a connection, so that the network can go away and come back.</summary>
internal sealed class TelegramWire : IAsyncDisposable
{
    private readonly Func<TelegramRequest, CancellationToken, Task<TelegramReply>> _answer;
    private readonly ConcurrentDictionary<Task, bool> _talks = new();
    private CancellationTokenSource _end = new();
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private Task _accepting;

    public TelegramWire(Func<TelegramRequest, CancellationToken, Task<TelegramReply>> answer)
    {
        _answer = answer;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener, _end.Token);
    }

    public int Port { get; }

    /// <summary>Ends all connections, and takes no new ones.</summary>
    public async Task BreakAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_talks.Keys);
        _talks.Clear();
    }

    /// <summary>Listens again, at the same port.</summary>
    public void Mend()
    {
        _end.Dispose();
        _end = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener, _end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await BreakAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken end)
    {
        try
        {
            while (true)
            {
                _talks[TalkAsync(await listener.AcceptTcpClientAsync(end), end)] = true;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Broken, or disposed.
        }
    }

    private async Task TalkAsync(TcpClient client, CancellationToken end)
    {
        using var talking = client;
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(end);
        try
        {
            var stream = client.GetStream();
            if (await ReadAsync(stream, end) is not { } request)
            {
                return;
            }

            var watching = WatchAsync(stream, gone);
            try
            {
                await ReplyAsync(client, await _answer(request, gone.Token), end);
                await watching;
            }
            finally
            {
                await gone.CancelAsync();
                await watching;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client went away, or the network did.
        }
    }

    private static async Task ReplyAsync(TcpClient client, TelegramReply reply, CancellationToken end)
    {
        var stream = client.GetStream();
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {reply.Status} {(HttpStatusCode)reply.Status}\r\nContent-Type: {reply.MediaType}\r\nContent-Length: {reply.Body.Length}\r\nConnection: close\r\n\r\n"
        );
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), end);
        await stream.WriteAsync(reply.Body, end);
        client.Client.Shutdown(SocketShutdown.Send);
    }

    // A client that waits for an answer sends nothing: what can be read is the end of its connection.
    private static async Task WatchAsync(NetworkStream stream, CancellationTokenSource gone)
    {
        try
        {
            while (await stream.ReadAsync(new byte[256], gone.Token) > 0) { }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Gone as well.
        }

        await gone.CancelAsync();
    }

    private static async Task<TelegramRequest?> ReadAsync(NetworkStream reader, CancellationToken end)
    {
        if (await LineAsync(reader, end) is not { Length: > 0 } first)
        {
            return null;
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(reader, end) is { Length: > 0 } line)
        {
            var parts = line.Split(": ", 2);
            headers[parts[0]] = parts[1];
        }

        var words = first.Split(' ');
        return new TelegramRequest(words[0], words[1], headers, await BodyAsync(reader, headers, end));
    }

    private static async Task<byte[]> BodyAsync(
        Stream reader,
        Dictionary<string, string> headers,
        CancellationToken end
    )
    {
        if (headers.TryGetValue("Content-Length", out var length))
        {
            return await BytesAsync(reader, int.Parse(length, CultureInfo.InvariantCulture), end);
        }

        using var body = new MemoryStream();
        if (headers.ContainsKey("Transfer-Encoding"))
        {
            while (await LineAsync(reader, end) is { } size && Convert.ToInt32(size, 16) is > 0 and var chunk)
            {
                body.Write(await BytesAsync(reader, chunk, end));
                await LineAsync(reader, end);
            }

            await LineAsync(reader, end);
        }

        return body.ToArray();
    }

    private static async Task<byte[]> BytesAsync(Stream reader, int count, CancellationToken end)
    {
        var bytes = new byte[count];
        await reader.ReadExactlyAsync(bytes, end);
        return bytes;
    }

    private static async Task<string?> LineAsync(Stream reader, CancellationToken end)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await reader.ReadAsync(one, end) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
        }

        return null;
    }
}

/// <summary>An answer.</summary>
internal sealed record TelegramReply(int Status, string MediaType, byte[] Body);
