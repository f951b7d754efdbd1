using System.Text;
using MailKit;
using MeshClaw.Core.Diagnostics;

namespace MeshClaw.Connectors.Mail.Imap;

/// <summary>
/// Watches the bytes between us and the server, to pass the kill points at the very moments at which a crash hurts: a command's last
/// byte has left; its answer is here and nobody has looked at it. Keeps no mail and no password.
/// </summary>
internal sealed class ImapWire : IProtocolLogger
{
    private const int MaxKept = 256;

    private readonly StringBuilder _sent = new(MaxKept);
    private readonly StringBuilder _received = new(MaxKept);
    private string? _tag;
    private string? _point;
    private int _commands;

    /// <summary>How many commands were sent.</summary>
    public int Commands => _commands;

    /// <inheritdoc />
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc />
    public void LogConnect(Uri uri) { }

    /// <inheritdoc />
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var ended = false;
        foreach (var value in buffer.AsSpan(offset, count))
        {
            if (value == '\n')
            {
                ended = true;
                Sent();
                _sent.Clear();
            }
            else if (_sent.Length < MaxKept) // The start of a line names the command; the rest may be long.
            {
                _sent.Append((char)value);
            }
        }

        if (ended && _point is { } point)
        {
            KillPoint.Pass(point + ".sent");
        }
    }

    /// <inheritdoc />
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_tag is not { } tag || _point is not { } point)
        {
            return;
        }

        _received.Append(Encoding.ASCII.GetString(buffer, offset, count));
        var answered = _received.ToString().Contains(tag + " ", StringComparison.Ordinal);
        if (_received.Length > MaxKept)
        {
            _received.Remove(0, _received.Length - MaxKept); // A tag may come in two pieces.
        }

        if (answered)
        {
            _tag = null;
            _point = null;
            if (point != "mail.store") // Setting flags again does no harm: there is nothing to find out.
            {
                KillPoint.Pass(point + ".answered");
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() { }

    private void Sent()
    {
        var words = _sent.ToString().Split(' ', 4);
        if (
            words.Length < 2
            || words[0].Length < 2
            || !char.IsAsciiLetterUpper(words[0][0])
            || !words[0][1..].All(char.IsAsciiDigit)
        )
        {
            return; // The continuation of a literal.
        }

        Interlocked.Increment(ref _commands);
        var verb = words[1].Equals("UID", StringComparison.OrdinalIgnoreCase) && words.Length > 2 ? words[2] : words[1];
        _point = verb.TrimEnd('\r').ToUpperInvariant() switch
        {
            "MOVE" => "mail.move",
            "COPY" => "mail.copy",
            "EXPUNGE" => "mail.expunge",
            "STORE" => "mail.store",
            _ => null,
        };
        _tag = _point is null ? null : words[0];
        _received.Clear();
    }
}
