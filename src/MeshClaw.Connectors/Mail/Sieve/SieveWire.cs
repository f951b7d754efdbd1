using System.Globalization;
using System.Text;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Mail.Sieve;

/// <summary>How a command was answered (RFC 5804, section 1.2 and 1.3).</summary>
/// <param name="Ok">OK, otherwise NO or BYE.</param>
/// <param name="Code">The response code in capitals, such as <c>NONEXISTENT</c>; empty where there is none.</param>
/// <param name="Text">What the server says to people; third-party text.</param>
/// <param name="Lines">The lines before it, each as its strings and atoms.</param>
internal sealed record SieveAnswer(bool Ok, string Code, string Text, IReadOnlyList<IReadOnlyList<string>> Lines);

/// <summary>
/// Reads and writes the lines of ManageSieve (RFC 5804, section 4): atoms, quoted strings and literals. A server that breaks the grammar
/// or sends more than <see cref="MaxAnswer"/> is a <see cref="ConnectorException"/>.
/// </summary>
internal sealed class SieveWire(Stream stream)
{
    /// <summary>The most bytes that one answer may have: scripts are small.</summary>
    public const int MaxAnswer = 4 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[4096];
    private int _next;
    private int _filled;
    private int _left;

    /// <summary>Sends one command; strings of any content go as literals that need no permission (RFC 5804, section 4: literal-c2s).</summary>
    public async Task SendAsync(string command, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var line = new StringBuilder(command);
        foreach (var argument in arguments)
        {
            var bytes = Encoding.UTF8.GetByteCount(argument);
            line.Append(CultureInfo.InvariantCulture, $" {{{bytes}+}}\r\n").Append(argument);
        }

        line.Append("\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line.ToString()), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads up to and with the line that says OK, NO or BYE.</summary>
    public async Task<SieveAnswer> ReadAsync(CancellationToken cancellationToken)
    {
        _left = MaxAnswer;
        var lines = new List<IReadOnlyList<string>>();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line is [{ IsAtom: true, Text: var word }, ..] && word.ToUpperInvariant() is "OK" or "NO" or "BYE")
            {
                return Answer(line, lines);
            }

            lines.Add([.. line.Select(t => t.Text)]);
        }
    }

    private static SieveAnswer Answer(List<Token> line, List<IReadOnlyList<string>> lines)
    {
        var code = line.Skip(1).FirstOrDefault(t => t.IsCode)?.Text ?? "";
        var text = line.Skip(1).LastOrDefault(t => !t.IsCode && !t.IsAtom)?.Text ?? "";
        var name = code.Split(' ', 2)[0].ToUpperInvariant();
        return new SieveAnswer(line[0].Text.Equals("OK", StringComparison.OrdinalIgnoreCase), name, text, lines);
    }

    private sealed record Token(string Text, bool IsAtom, bool IsCode);

    private async Task<List<Token>> ReadLineAsync(CancellationToken cancellationToken)
    {
        var tokens = new List<Token>();
        while (true)
        {
            var next = await ReadByteAsync(cancellationToken);
            switch (next)
            {
                case (byte)'\r':
                    Expect(await ReadByteAsync(cancellationToken) == '\n');
                    return tokens;
                case (byte)' ':
                    break;
                case (byte)'"':
                    tokens.Add(new Token(await ReadQuotedAsync(cancellationToken), false, false));
                    break;
                case (byte)'{':
                    tokens.Add(new Token(await ReadLiteralAsync(cancellationToken), false, false));
                    break;
                case (byte)'(':
                    tokens.Add(new Token(await ReadCodeAsync(cancellationToken), false, true));
                    break;
                default:
                    tokens.Add(new Token(await ReadAtomAsync(next, cancellationToken), true, false));
                    break;
            }
        }
    }

    private async Task<string> ReadQuotedAsync(CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        while (true)
        {
            var next = await ReadByteAsync(cancellationToken);
            if (next == '"')
            {
                return Encoding.UTF8.GetString([.. bytes]);
            }

            Expect(next is not ((byte)'\r' or (byte)'\n' or 0));
            bytes.Add(next == '\\' ? await ReadByteAsync(cancellationToken) : next);
        }
    }

    private async Task<string> ReadLiteralAsync(CancellationToken cancellationToken)
    {
        var size = 0L;
        for (var next = await ReadByteAsync(cancellationToken); next != '}'; )
        {
            if (next != '+')
            {
                Expect(char.IsAsciiDigit((char)next) && size <= MaxAnswer);
                size = (size * 10) + next - '0';
            }

            next = await ReadByteAsync(cancellationToken);
        }

        Expect(size <= _left);
        Expect(await ReadByteAsync(cancellationToken) == '\r' && await ReadByteAsync(cancellationToken) == '\n');
        var bytes = new byte[size];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = await ReadByteAsync(cancellationToken);
        }

        return Encoding.UTF8.GetString(bytes);
    }

    // A response code may hold strings of its own: (TAG "x"). What it is called stands first.
    private async Task<string> ReadCodeAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        while (true)
        {
            var next = await ReadByteAsync(cancellationToken);
            switch (next)
            {
                case (byte)')':
                    return text.ToString();
                case (byte)'"':
                    text.Append(await ReadQuotedAsync(cancellationToken));
                    break;
                case (byte)'{':
                    text.Append(await ReadLiteralAsync(cancellationToken));
                    break;
                default:
                    Expect(next >= ' ');
                    text.Append((char)next);
                    break;
            }
        }
    }

    private async Task<string> ReadAtomAsync(byte first, CancellationToken cancellationToken)
    {
        var text = new StringBuilder().Append((char)first);
        while (true)
        {
            var next = await PeekAsync(cancellationToken);
            if (next is (byte)' ' or (byte)'\r' or (byte)'"' or (byte)'(' or (byte)'{')
            {
                return text.ToString();
            }

            Expect(next is > (byte)' ' and < 127);
            text.Append((char)await ReadByteAsync(cancellationToken));
        }
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        var next = await PeekAsync(cancellationToken);
        _next++;
        Expect(--_left >= 0);
        return next;
    }

    private async ValueTask<byte> PeekAsync(CancellationToken cancellationToken)
    {
        if (_next == _filled)
        {
            _filled = await stream.ReadAsync(_buffer, cancellationToken);
            _next = 0;
            if (_filled == 0)
            {
                throw new IOException("The server closed the connection.");
            }
        }

        return _buffer[_next];
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new ConnectorException(
                "The server for filter scripts did not answer as ManageSieve (RFC 5804) says."
            );
        }
    }
}
