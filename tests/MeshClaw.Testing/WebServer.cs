using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Testing;

/// <summary>A web server on loopback: keeps what it was asked, and answers each path as a test says, byte for byte.</summary>
public sealed class WebServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, byte[]?> _answers = new(StringComparer.Ordinal);
    private readonly Task _work;

    /// <summary>Starts.</summary>
    public WebServer()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Requests with their headers and bodies, in order.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Answers a path.</summary>
    public WebServer Answers(string path, string head, byte[] body)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {head}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"
        );
        _answers[path] = [.. Encoding.Latin1.GetBytes(text), .. body];
        return this;
    }

    /// <summary>The same, in UTF-8.</summary>
    public WebServer Answers(string path, string head, string body = "") =>
        Answers(path, head, Encoding.UTF8.GetBytes(body));

    /// <summary>Has a page.</summary>
    public WebServer Html(string path, string html) =>
        Answers(path, "200 OK\r\nContent-Type: text/html; charset=utf-8", html);

    /// <summary>Leads on.</summary>
    public WebServer Redirects(string path, string to) => Answers(path, $"302 Found\r\nLocation: {to}");

    /// <summary>Takes the request and says nothing.</summary>
    public WebServer IsSilent(string path)
    {
        _answers[path] = null;
        return this;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var talking = client;
        try
        {
            var stream = client.GetStream();
            var text = new StringBuilder();
            var buffer = new byte[16 * 1024];
            while (!IsWhole(text.ToString()))
            {
                var read = await stream.ReadAsync(buffer, _end.Token);
                if (read == 0)
                {
                    return;
                }

                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            Heard.Add(text.ToString());
            var path = text.ToString().Split(' ')[1];
            var answer = _answers.TryGetValue(path, out var known)
                ? known
                : Encoding.Latin1.GetBytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            if (answer is null)
            {
                _ = await stream.ReadAsync(buffer, _end.Token); // Until the other side gives up.
                return;
            }

            await stream.WriteAsync(answer, _end.Token);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The other side went away, or the test is over.
        }
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = request
            .Split("\r\n")
            .FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null
            || request.Length - end - 4 >= int.Parse(length["Content-Length: ".Length..], CultureInfo.InvariantCulture);
    }
}
