using System.Text;

namespace MeshClaw.Connectors.Mail.Mbox;

/// <summary>The lines of a file of any size, of which only the beginnings are held.</summary>
internal sealed class MboxLines(Stream file)
{
    private const int Held = 512;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly byte[] _line = new byte[Held];
    private int _at;
    private int _filled;
    private int _held;
    private long _position;

    /// <summary>Where the line begins.</summary>
    public long Start { get; private set; }

    /// <summary>Where the next begins.</summary>
    public long End => _position;

    /// <summary>Nothing in it but its end.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>Goes to the next line; false at the end of the file.</summary>
    public bool Next()
    {
        Start = _position;
        _held = 0;
        while (true)
        {
            if (_at == _filled && !Fill())
            {
                IsBlank = _held == 0;
                return _position > Start;
            }

            var rest = _buffer.AsSpan(_at, _filled - _at);
            var end = rest.IndexOf((byte)'\n');
            var part = end < 0 ? rest : rest[..end];
            var kept = part[..Math.Min(part.Length, Held - _held)];
            kept.CopyTo(_line.AsSpan(_held));
            _held += kept.Length;
            var taken = end < 0 ? part.Length : end + 1;
            _at += taken;
            _position += taken;
            if (end >= 0)
            {
                IsBlank = _held == 0 || (_held == 1 && _line[0] == (byte)'\r');
                return true;
            }
        }
    }

    public bool StartsWith(ReadOnlySpan<byte> text) => _line.AsSpan(0, _held).StartsWith(text);

    public string Text() => Encoding.Latin1.GetString(_line, 0, _held).TrimEnd('\r');

    /// <summary>After the file was read elsewhere.</summary>
    public void Resume() => file.Position = _position + (_filled - _at);

    /// <summary>Takes one <c>&gt;</c> off lines such as <c>&gt;From </c> and <c>&gt;&gt;From </c>.</summary>
    public static byte[] Unquote(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf(">From "u8) < 0)
        {
            return raw.ToArray();
        }

        var plain = new MemoryStream(raw.Length);
        while (!raw.IsEmpty)
        {
            var end = raw.IndexOf((byte)'\n');
            var line = end < 0 ? raw : raw[..(end + 1)];
            var quotes = line.IndexOfAnyExcept((byte)'>');
            plain.Write(quotes > 0 && line[quotes..].StartsWith("From "u8) ? line[1..] : line);
            raw = raw[line.Length..];
        }

        return plain.ToArray();
    }

    private bool Fill()
    {
        _at = 0;
        _filled = file.Read(_buffer);
        return _filled > 0;
    }
}
