using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>
/// Stands between a client and a server and cuts the line when the client says a word: before the server hears it, or after the server
/// has answered and before the client hears that. Speaks no TLS itself: it only sees what is sent in the open.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;
    private readonly int _to;
    private readonly string _word;
    private readonly bool _delivers;
    private bool _cut;

    public CuttingProxy(int to, string word, bool delivers)
    {
        (_to, _word, _delivers) = (to, word, delivers);
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _to, _end.Token);
                await Task.WhenAny(
                    UpAsync(client.GetStream(), server.GetStream()),
                    DownAsync(server.GetStream(), client.GetStream())
                );
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                // Both ends are closed below.
            }
        }
    }

    private async Task UpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            var says = !_cut && Encoding.ASCII.GetString(buffer, 0, read).Contains(_word, StringComparison.Ordinal);
            _cut |= says;
            if (says && !_delivers)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }

    private async Task DownAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        int read;
        var was = _cut;
        while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            if (_cut != was)
            {
                return; // The answer to the word: the server has done it, the client never learns.
            }

            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
