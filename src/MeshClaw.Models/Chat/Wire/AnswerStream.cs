using System.Buffers;
using System.Text;
using MeshClaw.Core.Models;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// A stream of server-sent events, read event by event and handed on as its reader puts it right. Breaks off with a
/// <see cref="ModelCallException"/> where it goes quiet for too long, ends before its end, or holds what is no event.
/// </summary>
internal sealed class AnswerStream(Stream wire, IAnswerReader reader, Cleaning cleaning, Patience patience) : Stream
{
    // An answer of a model is far shorter; whoever sends more in one event would fill the memory.
    private const int LongestEvent = 16 * 1024 * 1024;

    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly StringBuilder _data = new();
    private readonly AnswerWriter _ready = new();
    private string _name = "";
    private bool _began;
    private bool _ended;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_ready.IsEmpty && !_ended)
        {
            var count = await FillAsync(cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                _ended = true;
                EndLine();
                Dispatch();
                reader.End(_ready);
            }
            else
            {
                Take(_bytes.AsSpan(0, count));
            }
        }

        return _ready.Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Answers are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            wire.Dispose();
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> FillAsync(CancellationToken cancellationToken)
    {
        using var limit = patience.ForRead(cancellationToken);
        try
        {
            return await wire.ReadAsync(_bytes, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelCallException(
                ModelFault.TimedOut,
                $"{cleaning.Host} went quiet in the middle of its answer."
            );
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new ModelCallException(
                ModelFault.Unreachable,
                $"The connection to {cleaning.Host} broke in the middle of the answer.",
                broken
            );
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            _line.Write(end < 0 ? bytes : bytes[..end]);
            if (_line.WrittenCount + _data.Length > LongestEvent)
            {
                throw ModelFaults.BadAnswer(cleaning, "sent an event that does not end");
            }

            if (end < 0)
            {
                return;
            }

            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    // Bytes that are no UTF-8 become U+FFFD here; the JSON around them stays readable.
    private void EndLine()
    {
        var line = Encoding.UTF8.GetString(_line.WrittenSpan).AsSpan().TrimEnd('\r');
        _line.ResetWrittenCount();
        if (!_began)
        {
            line = line.TrimStart('\uFEFF');
        }

        if (line.IsEmpty)
        {
            Dispatch();
        }
        else if (line.StartsWith("data:", StringComparison.Ordinal))
        {
            _began = true;
            _data.Append(_data.Length > 0 ? "\n" : "").Append(Value(line[5..]));
        }
        else if (line.StartsWith("event:", StringComparison.Ordinal))
        {
            _began = true;
            _name = Value(line[6..]).ToString();
        }
        else if (!_began && line[0] is '<' or '{')
        {
            throw ModelFaults.BadAnswer(
                cleaning,
                line[0] == '<' ? "answered with a web page" : "answered in one piece where a stream was asked for"
            );
        }
    }

    private static ReadOnlySpan<char> Value(ReadOnlySpan<char> text) => text.StartsWith(' ') ? text[1..] : text;

    private void Dispatch()
    {
        if (_data.Length > 0)
        {
            var data = _data.ToString();
            _data.Clear();
            reader.Event(_name, data, _ready);
        }

        _name = "";
    }
}
