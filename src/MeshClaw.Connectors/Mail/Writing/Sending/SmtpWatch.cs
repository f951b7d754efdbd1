using MailKit;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>
/// Reads along what client and server say, to know the moment at which the server asks for the message (354), before any of it is sent,
/// and the moment at which its end was sent. Keeps nothing of it.
/// </summary>
internal sealed class SmtpWatch(Action begins, Action ended) : IProtocolLogger
{
    private bool _asked;
    private bool _begun;

    /// <inheritdoc />
    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    /// <inheritdoc />
    public void LogConnect(Uri uri) { }

    /// <inheritdoc />
    public void LogClient(byte[] buffer, int offset, int count)
    {
        var said = buffer.AsSpan(offset, count);
        if (_begun)
        {
            if (said.EndsWith("\r\n.\r\n"u8))
            {
                _begun = false;
                ended();
            }
        }
        else
        {
            _asked = said.EndsWith("DATA\r\n"u8);
        }
    }

    /// <inheritdoc />
    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_asked && buffer.AsSpan(offset, count).StartsWith("354"u8))
        {
            (_asked, _begun) = (false, true);
            begins();
        }
    }

    /// <inheritdoc />
    public void Dispose() { }
}
