using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Models.Chat.Wire;

/// <summary>
/// Reads one provider's answers before its SDK does, and puts right what the SDK would trip over or misread. One for each answer.
/// Failures are <see cref="Core.Models.ModelCallException"/>.
/// </summary>
internal interface IAnswerReader
{
    /// <summary>One event of a stream.</summary>
    void Event(string name, string data, AnswerWriter output);

    /// <summary>The stream ended; a failure where its answer did not.</summary>
    void End(AnswerWriter output);

    /// <summary>An answer in one piece.</summary>
    JsonObject Whole(JsonObject answer);
}

/// <summary>Events that are ready to be read.</summary>
internal sealed class AnswerWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _read;

    public bool IsEmpty => _read == _bytes.WrittenCount;

    public void Write(string name, string data)
    {
        var text = name.Length > 0 ? $"event: {name}\ndata: {data}\n\n" : $"data: {data}\n\n";
        Encoding.UTF8.GetBytes(text, _bytes);
    }

    public int Read(Span<byte> buffer)
    {
        var there = _bytes.WrittenSpan[_read..];
        var count = Math.Min(there.Length, buffer.Length);
        there[..count].CopyTo(buffer);
        _read += count;
        if (IsEmpty)
        {
            _bytes.ResetWrittenCount();
            _read = 0;
        }

        return count;
    }
}
