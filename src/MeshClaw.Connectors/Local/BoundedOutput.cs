using System.Globalization;
using System.Text;

namespace MeshClaw.Connectors.Local;

/// <summary>The beginning and the end of what a program writes; what lies between is counted and dropped, however much it is.</summary>
internal sealed class BoundedOutput(int head, int tail)
{
    private readonly byte[] _head = new byte[head];
    private readonly byte[] _tail = new byte[tail];
    private long _total;

    /// <summary>Bytes that were written.</summary>
    public long Total => _total;

    /// <summary>Whether something was dropped.</summary>
    public bool IsCut => _total > head + tail;

    /// <summary>Reads to the end, so that the program is never held up.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            Add(buffer.AsSpan(0, read));
        }
    }

    /// <summary>As text; what is no UTF-8 shows as replacement characters.</summary>
    public override string ToString()
    {
        var first = _head.AsSpan(0, (int)Math.Min(_total, head));
        var kept = (int)Math.Min(Math.Max(0, _total - head), tail);
        var last = new byte[kept];
        for (var i = 0; i < kept; i++)
        {
            last[i] = _tail[(int)((_total - kept + i) % tail)];
        }

        // Joined before they are decoded: a character may lie on both sides.
        return IsCut
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Encoding.UTF8.GetString(first)}\n[… {_total - head - tail} bytes left out …]\n{Encoding.UTF8.GetString(last)}"
            )
            : Encoding.UTF8.GetString([.. first, .. last]);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var room = (int)Math.Clamp(head - _total, 0, bytes.Length);
        bytes[..room].CopyTo(_head.AsSpan((int)Math.Min(_total, head)));
        for (var i = room; i < bytes.Length; i++)
        {
            _tail[(int)((_total + i) % _tail.Length)] = bytes[i];
        }

        _total += bytes.Length;
    }
}
