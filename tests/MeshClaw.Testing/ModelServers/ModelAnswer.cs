using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MeshClaw.Testing.ModelServers;

/// <summary>One scripted answer: pieces that are sent one after the other, and how it ends.</summary>
public sealed record ModelAnswer
{
    private ModelAnswer() { }

    private int Status { get; init; } = 200;

    private string? Type { get; init; }

    private IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    private IReadOnlyList<object> Pieces { get; init; } = [];

    private bool Silent { get; init; }

    private bool Breaks { get; init; }

    /// <summary>An answer with a body.</summary>
    public static ModelAnswer Of(int status, string? type, string body) =>
        new()
        {
            Status = status,
            Type = type,
            Pieces = [Encoding.UTF8.GetBytes(body)],
        };

    /// <summary>A JSON body.</summary>
    public static ModelAnswer Json(string body, int status = 200) => Of(status, "application/json", body);

    /// <summary>A stream of these bytes.</summary>
    public static ModelAnswer Stream(string text) => Of(200, "text/event-stream; charset=utf-8", text);

    /// <summary>A stream of bytes that need be no text.</summary>
    public static ModelAnswer Bytes(byte[] bytes) => new() { Type = "text/event-stream", Pieces = [bytes] };

    /// <summary>Nothing at all comes, until the client goes.</summary>
    public static ModelAnswer Silence { get; } = new() { Silent = true };

    /// <summary>With a header.</summary>
    public ModelAnswer With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    /// <summary>With a further piece.</summary>
    public ModelAnswer And(string text) => this with { Pieces = [.. Pieces, Encoding.UTF8.GetBytes(text)] };

    /// <summary>Waits here until something happens, or the client goes.</summary>
    public ModelAnswer AndWait(Task until) => this with { Pieces = [.. Pieces, until] };

    /// <summary>Goes quiet here, until the client goes.</summary>
    public ModelAnswer AndWaitForever() => AndWait(new TaskCompletionSource().Task);

    /// <summary>The connection ends in the middle of the body.</summary>
    public ModelAnswer AndBreak() => this with { Breaks = true };

    internal async Task WriteAsync(TcpClient client, Task gone, CancellationToken cancellationToken)
    {
        var stream = client.GetStream();
        if (Silent)
        {
            await WaitAsync(new TaskCompletionSource().Task, gone, cancellationToken);
        }

        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} Scripted\r\n"));
        foreach (var (name, value) in Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        head.Append(Type is null ? "" : $"Content-Type: {Type}\r\n");
        head.Append("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), cancellationToken);
        foreach (var piece in Pieces)
        {
            if (piece is Task until)
            {
                await WaitAsync(until, gone, cancellationToken);
            }
            else if (piece is byte[] { Length: > 0 } bytes)
            {
                await WriteChunkAsync(stream, bytes, cancellationToken);
            }
        }

        if (Breaks)
        {
            // The connection ends before the chunk that says that the body does.
            await stream.FlushAsync(cancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            return;
        }

        await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
    }

    private static async Task WaitAsync(Task until, Task gone, CancellationToken cancellationToken)
    {
        if (await Task.WhenAny(until, gone).WaitAsync(cancellationToken) == gone)
        {
            throw new ClientGoneException();
        }
    }

    private static async Task WriteChunkAsync(NetworkStream stream, byte[] bytes, CancellationToken cancellationToken)
    {
        var size = bytes.Length.ToString("x", CultureInfo.InvariantCulture);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(size + "\r\n"), cancellationToken);
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }
}
