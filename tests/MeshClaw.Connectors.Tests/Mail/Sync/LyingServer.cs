using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Connectors.Tests.Mail.Sync;

/// <summary>An IMAP server that says what a test has it say: the answer to each command by its first words; else just OK.</summary>
internal sealed class LyingServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    public LyingServer()
    {
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it answers before its OK: lines without their ends.</summary>
    public Dictionary<string, string[]> Answers { get; } =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["CAPABILITY"] =
            [
                "* CAPABILITY IMAP4rev1 AUTH=PLAIN ESEARCH CONDSTORE QRESYNC ENABLE LIST-STATUS NAMESPACE",
            ],
            ["NAMESPACE"] = ["* NAMESPACE ((\"\" \"/\")) NIL NIL"],
            ["LIST"] = ["* LIST () \"/\" INBOX"],
        };

    /// <summary>How many commands it was sent.</summary>
    public int Commands { get; private set; }

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
                lines.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await SendAsync(stream, "* OK ready");
                while (await reader.ReadLineAsync(_end.Token) is { } line)
                {
                    Commands++;
                    var words = line.Split(' ', 3);
                    var rest =
                        words.Length > 2 ? $"{words[1]} {words[2]}"
                        : words.Length > 1 ? words[1]
                        : "";
                    foreach (
                        var answer in Answers
                            .Where(a => rest.StartsWith(a.Key, StringComparison.OrdinalIgnoreCase))
                            .SelectMany(a => a.Value)
                    )
                    {
                        await SendAsync(
                            stream,
                            answer.Replace("TAG", $"(TAG \"{words[0]}\")", StringComparison.Ordinal)
                        );
                    }

                    var opened = rest.StartsWith("EXAMINE", StringComparison.Ordinal) ? "[READ-ONLY] " : "";
                    await SendAsync(stream, $"{words[0]} OK {opened}done");
                }
            }
            catch (Exception over) when (over is IOException or OperationCanceledException or SocketException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private async Task SendAsync(NetworkStream stream, string line) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), _end.Token);
}
