using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Connectors.OAuth;

/// <summary>
/// Listens on 127.0.0.1, on a port that the system chooses, for the one request that a browser brings back from a sign-in
/// (RFC 8252 7.3). What browsers ask for besides (icons, connections in advance) is sent away and ends nothing.
/// </summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int MaxRequest = 16 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TimeProvider _time;

    public LoopbackListener(TimeProvider time)
    {
        _time = time;
        _listener.Start(8);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    public Uri Address { get; }

    /// <summary>The query of the request to <c>/</c>, after the browser was shown what <paramref name="answer"/> says to it.</summary>
    public async Task<string> ReceiveAsync(Func<string, string> answer, CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var serving = new List<Task>();
        try
        {
            while (!received.Task.IsCompleted)
            {
                var accepting = _listener.AcceptTcpClientAsync(done.Token).AsTask();
                if (await Task.WhenAny(accepting, received.Task) == received.Task)
                {
                    break;
                }

                serving.Add(ServeAsync(await accepting, answer, received, done.Token));
                serving.RemoveAll(s => s.IsCompleted);
            }

            return await received.Task;
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAll(serving); // None of them throws.
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(
        TcpClient client,
        Func<string, string> answer,
        TaskCompletionSource<string> received,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using (client)
            {
                await using var stream = client.GetStream();
                var query = Query(await ReadHeadAsync(stream, either.Token));
                // The first one counts; a second tab that comes with the same answer is sent away.
                var first = query is not null && !received.Task.IsCompleted;
                var page = first
                    ? Page("200 OK", answer(query!)) // First has looked.
                    : Page("404 Not Found", "There is nothing here.");
                await stream.WriteAsync(page, either.Token);
                await stream.FlushAsync(either.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                if (first)
                {
                    received.TrySetResult(query!); // First has looked.
                }
            }
        }
        catch (Exception left) when (left is IOException or SocketException or OperationCanceledException)
        {
            // A browser that opened a connection in advance, or went away.
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxRequest];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                return Encoding.ASCII.GetString(buffer, 0, length);
            }
        }

        return "";
    }

    // "GET /?code=…&state=… HTTP/1.1": the path that was registered, and a query.
    private static string? Query(string head)
    {
        var parts = head.Split("\r\n", 2)[0].Split(' ');
        return parts is ["GET", var target, _] && target.StartsWith("/?", StringComparison.Ordinal)
            ? target[2..]
            : null;
    }

    private static byte[] Page(string status, string text) =>
        Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
                + "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n"
                + $"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n{text}"
        );
}
