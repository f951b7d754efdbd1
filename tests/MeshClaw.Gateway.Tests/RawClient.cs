using System.Net.Sockets;
using System.Text;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Tests;

/// <summary>Speaks HTTP by hand, so that every header can be wrong.</summary>
public sealed class RawClient(GatewayReady ready) : IDisposable
{
    private readonly string _token = File.ReadAllText(ready.TokenFile);

    public int Port { get; } = new Uri(ready.Url).Port;

    public string Authorization => $"Authorization: Bearer {_token}";

    public Task<Answer> PostAsync(string path, string body, string? type) =>
        SendAsync(
            $"POST {path} HTTP/1.1",
            [
                $"Host: 127.0.0.1:{Port}",
                Authorization,
                .. type is null ? Array.Empty<string>() : [$"Content-Type: {type}"],
                $"Content-Length: {Encoding.UTF8.GetByteCount(body)}",
            ],
            body
        );

    /// <summary>Sends a request with exactly these lines.</summary>
    public async Task<Answer> SendAsync(
        string requestLine,
        IEnumerable<string> headers,
        string body = "",
        bool overSocket = false
    )
    {
        using var socket = overSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (overSocket)
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ready.Socket));
        }
        else
        {
            await socket.ConnectAsync("127.0.0.1", Port);
        }

        var head = string.Join("\r\n", [requestLine, .. headers, "Connection: close"]) + "\r\n\r\n";
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head + body));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string text;
        try
        {
            text = await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            text = ""; // Reset while we were still sending.
        }

        var status =
            text.Length > 12 ? int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
        return new Answer(status, text);
    }

    public void Dispose() { }

    public sealed record Answer(int Status, string Text);
}
