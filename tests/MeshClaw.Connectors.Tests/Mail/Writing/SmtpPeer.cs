using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

/// <summary>
/// An SMTP server that answers as a test wants and keeps what it took. Speaks in the open and asks for no login, as a mail system of the
/// same device may.
/// </summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;
    private readonly Func<string, string?> _answer;
    private readonly string[] _capabilities;

    /// <param name="answer">The answer to a command or, for the end of a message, to <c>.</c>; null for yes; <c>close</c> hangs up.</param>
    /// <param name="capabilities">What EHLO says beside the greeting.</param>
    public SmtpPeer(Func<string, string?> answer, params string[] capabilities)
    {
        (_answer, _capabilities) = (answer, capabilities);
        _listener.Start();
        _work = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Each message that was taken, with the recipients of its envelope.</summary>
    public List<(IReadOnlyList<string> To, string Text)> Taken { get; } = [];

    /// <summary>Every command.</summary>
    public List<string> Heard { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _listener.Stop();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                try
                {
                    await ServeAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client hung up.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await SayAsync(stream, "220 peer.test ESMTP");
        var to = new List<string>();
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            Heard.Add(line);
            var answer = _answer(line);
            if (answer == "close")
            {
                return;
            }

            if (line.StartsWith("EHLO", StringComparison.Ordinal) && answer is null)
            {
                string[] lines = ["peer.test", .. _capabilities];
                await SayAsync(
                    stream,
                    string.Join("\r\n", lines.Select((l, i) => (i == lines.Length - 1 ? "250 " : "250-") + l))
                );
            }
            else if (line == "DATA" && answer is null)
            {
                await SayAsync(stream, "354 go on");
                if (!await TakeAsync(reader, stream, [.. to]))
                {
                    return;
                }

                to.Clear();
            }
            else
            {
                if (answer is null && line.StartsWith("RCPT TO:", StringComparison.Ordinal))
                {
                    to.Add(line[9..line.IndexOf('>', StringComparison.Ordinal)]);
                }

                await SayAsync(stream, answer ?? (line == "QUIT" ? "221 bye" : "250 2.0.0 ok"));
            }
        }
    }

    private async Task<bool> TakeAsync(StreamReader reader, NetworkStream stream, IReadOnlyList<string> to)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            if (line != ".")
            {
                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
                continue;
            }

            Heard.Add(line);
            var answer = _answer(".");
            if (answer is null or "close" or "close after")
            {
                Taken.Add((to, text.ToString()));
            }

            if (answer is "close" or "close after")
            {
                return false;
            }

            await SayAsync(stream, answer ?? "250 2.0.0 taken as 1234");
            return true;
        }

        return false;
    }

    private async Task SayAsync(NetworkStream stream, string text) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text + "\r\n"), _end.Token);
}
