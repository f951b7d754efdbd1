using System.Net;
using MeshClaw.Core.Diagnostics;

namespace MeshClaw.Connectors.Mail.Jmap;

/// <summary>Reads what a server sends, never more of it than is good.</summary>
internal static class JmapBytes
{
    /// <summary>The largest answer to calls that is read: lists are asked for in pieces that stay far below.</summary>
    public const int MaxAnswer = 32 * 1024 * 1024;

    /// <summary>The largest explanation of a failure that is read.</summary>
    public const int MaxProblem = 64 * 1024;

    /// <summary>All of a stream; null where it holds more than <paramref name="max"/>.</summary>
    public static async Task<byte[]?> WholeAsync(Stream stream, int max, CancellationToken cancellationToken)
    {
        var start = await StartAsync(stream, max + 1, cancellationToken);
        return start.Length > max ? null : start.ToArray();
    }

    /// <summary>The first bytes of a stream, at its beginning.</summary>
    public static async Task<MemoryStream> StartAsync(Stream stream, int max, CancellationToken cancellationToken)
    {
        var start = new MemoryStream();
        var buffer = new byte[Math.Min(81_920, max)];
        int read;
        while (
            start.Length < max
            && (
                read = await stream.ReadAsync(
                    buffer.AsMemory(0, (int)Math.Min(buffer.Length, max - start.Length)),
                    cancellationToken
                )
            ) > 0
        )
        {
            start.Write(buffer, 0, read);
        }

        start.Position = 0;
        return start;
    }
}

/// <summary>A request's body; passes a kill point when its last byte has left.</summary>
internal sealed class JmapContent : HttpContent
{
    private readonly byte[] _body;
    private readonly string? _point;

    public JmapContent(byte[] body, string? point)
    {
        (_body, _point) = (body, point);
        Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        await stream.WriteAsync(_body, cancellationToken);
        if (_point is not null)
        {
            await stream.FlushAsync(cancellationToken);
            KillPoint.Pass(_point + ".sent");
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
