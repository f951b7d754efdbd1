namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// What a server writes, as long as it keeps to the bounds: no endless message, no flood of them. Past them reading fails, and the server's
/// session with it. Messages end with line feeds (stdio, and the fields of server-sent events alike).
/// </summary>
internal sealed class BoundedMessages(Stream inner, TimeProvider time) : Stream
{
    private long _length;
    private double _left = McpLimits.Burst;
    private long _then = time.GetTimestamp();

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => false;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) =>
        Counted(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    /// <inheritdoc />
    public override int Read(Span<byte> buffer) => Counted(buffer[..inner.Read(buffer)]);

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Counted(buffer.Span[..read]);
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override void Flush() { }

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(ReadOnlySpan<byte> read)
    {
        var rest = read;
        for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
        {
            _length = 0;
            rest = rest[(end + 1)..];
            Spend();
        }

        _length += rest.Length;
        return _length <= McpLimits.Message
            ? read.Length
            : throw new IOException($"A message is longer than {McpLimits.Message / 1024 / 1024} MB.");
    }

    private void Spend()
    {
        if (_left < 1)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(
                McpLimits.Burst,
                _left + (time.GetElapsedTime(_then, now).TotalSeconds * McpLimits.PerSecond)
            );
            _then = now;
        }

        _left--;
        if (_left < 0)
        {
            throw new IOException("The server floods with messages.");
        }
    }
}
