using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>One message as the server gave it: its bytes lie in the chunk's buffer.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Marks">Its marks.</param>
/// <param name="Received">INTERNALDATE.</param>
/// <param name="Size">As the server states it.</param>
internal sealed record RawMail(uint Uid, MailMarks Marks, DateTimeOffset? Received, long Size)
{
    /// <summary>What it is known by, where its header was read by itself.</summary>
    public MailMark? Mark { get; set; }

    /// <summary>Where its bytes begin; -1 where they were not read: the index knows it.</summary>
    public int Offset { get; set; } = -1;

    /// <summary>How many of its bytes were read.</summary>
    public int Length { get; set; }
}

/// <summary>Some messages on their way from the network to the parser: all of their bytes in one rented buffer, given back when parsed.</summary>
internal sealed class RawChunk(FolderBatch batch, bool news, ChunkBuffers buffers) : IDisposable
{
    /// <summary>The most that one chunk holds; a server that sends more than it said is not followed further.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private byte[] _buffer = [];
    private int _length;

    /// <summary>The batch that these arrivals go into.</summary>
    public FolderBatch Batch { get; } = batch;

    /// <summary>Whether they came since the last time.</summary>
    public bool News { get; } = news;

    /// <summary>The messages.</summary>
    public List<RawMail> Mails { get; } = [];

    /// <summary>Makes room at once for what is expected.</summary>
    public void Expect(long bytes) => Grow((int)Math.Min(bytes, MaxBytes));

    /// <summary>Takes a message's bytes, up to <paramref name="max"/>.</summary>
    public async Task ReadAsync(RawMail mail, Stream stream, int max, CancellationToken cancellationToken)
    {
        var start = _length;
        while (_length - start < max)
        {
            if (_length == _buffer.Length)
            {
                Grow(_length + 65_536);
            }

            var room = Math.Min(_buffer.Length - _length, max - (_length - start));
            var read = await stream.ReadAsync(_buffer.AsMemory(_length, room), cancellationToken);
            if (read == 0)
            {
                break;
            }

            _length += read;
        }

        (mail.Offset, mail.Length) = (start, _length - start);
    }

    /// <summary>A message's bytes.</summary>
    public MemoryStream Open(RawMail mail) => new(_buffer, mail.Offset, mail.Length, writable: false);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            buffers.Return(_buffer);
            _buffer = [];
        }
    }

    private void Grow(int size)
    {
        if (size <= _buffer.Length)
        {
            return;
        }

        if (size > MaxBytes + ImapChunks.MaxBody)
        {
            throw new IOException("The mail server sends far more than it said.");
        }

        var larger = buffers.Rent(size);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        Dispose();
        _buffer = larger;
    }
}

/// <summary>
/// Buffers of a round, used again and again and let go with it. The runtime's shared pool would keep megabytes for an account that then
/// is idle for days. Thread-safe.
/// </summary>
internal sealed class ChunkBuffers
{
    private const int MaxKept = 4;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _free = [];

    public byte[] Rent(int size)
    {
        lock (_gate)
        {
            var found = _free.FindIndex(b => b.Length >= size);
            if (found >= 0)
            {
                var buffer = _free[found];
                _free.RemoveAt(found);
                return buffer;
            }
        }

        // Of one size for nearly all, so that they serve each other.
        return GC.AllocateUninitializedArray<byte>(
            Math.Max(size, size > ImapChunks.Bytes / 8 ? ImapChunks.Bytes : size)
        );
    }

    public void Return(byte[] buffer)
    {
        lock (_gate)
        {
            if (_free.Count < MaxKept)
            {
                _free.Add(buffer);
            }
        }
    }
}
