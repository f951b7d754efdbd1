using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>
/// Adds the gateway's token to requests of a program that knows none, and turns its own address into the gateway's in Host and Origin: any
/// other host or origin goes on as it is, so that the gateway is what judges it. One request on each connection.
/// </summary>
internal sealed class TokenProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _gateway;
    private readonly string _token;
    private readonly Task _serving;

    public TokenProxy(GatewayReady ready)
    {
        _gateway = new Uri(ready.Url);
        _token = File.ReadAllText(ready.TokenFile);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await using var from = client.GetStream();
            var (head, rest) = await HeadAsync(from);
            if (head.Length == 0)
            {
                return;
            }

            await server.ConnectAsync(_gateway.Host, _gateway.Port, _end.Token);
            await using var to = server.GetStream();
            await to.WriteAsync(Encoding.Latin1.GetBytes(Rewritten(head)), _end.Token);
            await to.WriteAsync(rest, _end.Token);
            using var done = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            var up = from.CopyToAsync(to, done.Token);
            await to.CopyToAsync(from, done.Token); // The gateway closes when it has answered.
            await done.CancelAsync();
            await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string Rewritten(string head)
    {
        var lines = head.Split("\r\n")
            .Where(l => !l.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase))
            .ToList();
        for (var i = 1; i < lines.Count; i++)
        {
            if (
                lines[i].StartsWith("Host:", StringComparison.OrdinalIgnoreCase)
                || lines[i].StartsWith("Origin:", StringComparison.OrdinalIgnoreCase)
            )
            {
                lines[i] = lines[i].Replace($":{Port}", $":{_gateway.Port}", StringComparison.Ordinal);
            }
        }

        return string.Join("\r\n", [.. lines, $"Authorization: Bearer {_token}", "Connection: close"]) + "\r\n\r\n";
    }

    private async Task<(string Head, byte[] Body)> HeadAsync(NetworkStream from)
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        while (true)
        {
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return (Encoding.Latin1.GetString(buffer, 0, end), buffer[(end + 4)..length]);
            }

            var read = await from.ReadAsync(buffer.AsMemory(length), _end.Token);
            if (read == 0)
            {
                return ("", []);
            }

            length += read;
        }
    }
}
