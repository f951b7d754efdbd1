using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Diagnostics;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>
/// Sends through an SMTP server (RFC 6409), a connection for each message. TLS as for IMAP: demanded everywhere but on loopback. A
/// recipient that the server refuses keeps the message from all: the owner hears of it and decides.
/// </summary>
internal sealed class SmtpSender(MailAccount account, ISmtpLogin login, TimeProvider time) : IMailSubmission
{
    // Greylisting asks for minutes and is left to the owner; a server that is only busy answers the second time.
    private static readonly TimeSpan[] s_pauses = [TimeSpan.Zero, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)];

    private readonly Uri _server =
        account.Smtp ?? throw new ArgumentException("The account has no server that sends.", nameof(account));

    /// <inheritdoc />
    public async Task<Submitted> SendAsync(
        MimeMessage message,
        string sender,
        IReadOnlyList<string> recipients,
        ISubmissionSteps steps,
        CancellationToken cancellationToken
    )
    {
        Submitted result = new Submitted.Refused("The mail server was not asked.", Later: true);
        foreach (var pause in s_pauses)
        {
            await Task.Delay(pause, time, cancellationToken);
            result = await TryAsync(message, sender, recipients, steps, cancellationToken);
            if (result is not Submitted.Refused { Later: true })
            {
                return result;
            }
        }

        return result;
    }

    private async Task<Submitted> TryAsync(
        MimeMessage message,
        string sender,
        IReadOnlyList<string> recipients,
        ISubmissionSteps steps,
        CancellationToken cancellationToken
    )
    {
        var certificate = new ServerCertificate(
            account.CaFile,
            account.CertificateSha256,
            ImapSession.IsLoopback(_server.Host)
        );
        using var client = new SmtpClient(new SmtpWatch(steps.DataBegins, () => KillPoint.Pass("smtp.data.sent")))
        {
            ServerCertificateValidationCallback = certificate.Accept,
            CheckCertificateRevocation = certificate.ChecksRevocation,
            Timeout = 60_000,
            LocalDomain = "[127.0.0.1]", // Says nothing of this device.
        };
        try
        {
            await ConnectAsync(client, cancellationToken);
            steps.Connected();
            KillPoint.Pass("smtp.connected");
            if (TooLarge(client, message) is { } large)
            {
                return large;
            }

            // With BDAT there is no moment before the message at which the server agrees to take it.
            client.Capabilities &= ~(SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
            message.Bcc.Clear(); // Given an envelope of its own, the client would send it along.
            var said = await client.SendAsync(
                MailComposer.Format,
                message,
                new MailboxAddress("", sender),
                recipients.Select(r => new MailboxAddress("", r)),
                cancellationToken
            );
            var accepted = new Submitted.Accepted(OneLine(said));
            await LeaveAsync(client);
            return accepted;
        }
        catch (SmtpCommandException refused)
        {
            return Refusal(refused);
        }
        catch (Exception broken)
            when (broken
                    is SmtpProtocolException
                        or IOException
                        or SocketException
                        or ServiceNotConnectedException
                        or TimeoutException
            )
        {
            throw new ConnectorException(
                $"The connection to the mail server {_server.Host} broke while it was being sent to.",
                broken
            );
        }
    }

    private async Task ConnectAsync(SmtpClient client, CancellationToken cancellationToken)
    {
        var tls = _server.Scheme == "smtps";
        var loopback = ImapSession.IsLoopback(_server.Host);
        var port =
            _server.Port > 0 ? _server.Port
            : tls ? 465
            : 587;
        var security =
            tls ? SecureSocketOptions.SslOnConnect
            : loopback ? SecureSocketOptions.StartTlsWhenAvailable
            : SecureSocketOptions.StartTls;
        try
        {
            await client.ConnectAsync(_server.IdnHost.Trim('[', ']'), port, security, cancellationToken);
            if (loopback && !client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            {
                return; // A mail system of this very device that knows its users.
            }

            await login.LogInAsync(client, cancellationToken);
        }
        catch (AuthenticationException refused)
        {
            throw new ConnectorException(
                $"{_server.Host} refused the login of {account.User} for sending. {MailProviderHints.For(_server.Host)}",
                refused
            );
        }
        catch (SslHandshakeException refused)
        {
            throw new ConnectorException(
                $"{_server.Host} could not be reached safely: its certificate is not trusted, or it does not speak TLS on port {port}. "
                    + "For a private server name its authority's certificate with ca-file.",
                refused
            );
        }
        catch (NotSupportedException refused)
        {
            throw new ConnectorException(
                $"{_server.Host} offers no STARTTLS or no login on port {port}, and nothing is sent in the open: use smtps:// or submission://.",
                refused
            );
        }
        catch (SocketException unreachable)
        {
            throw new ConnectorException($"{_server.Host} does not answer on port {port}.", unreachable);
        }
    }

    private Submitted.Refused? TooLarge(SmtpClient client, MimeMessage message)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Size) || client.MaxSize == 0)
        {
            return null;
        }

        using var measure = new MimeKit.IO.MeasuringStream();
        message.WriteTo(MailComposer.Format, measure);
        return measure.Length <= client.MaxSize
            ? null
            : new Submitted.Refused(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_server.Host} takes at most {client.MaxSize / 1024.0 / 1024:0.#} MB; encoded, the message has {measure.Length / 1024.0 / 1024:0.#} MB. Nothing was sent."
                ),
                Later: false
            );
    }

    private static Submitted.Refused Refusal(SmtpCommandException refused)
    {
        var code = (int)refused.StatusCode;
        var later = code is >= 400 and < 500;
        var whom = refused.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => $"The mail server does not take {refused.Mailbox?.Address}: ",
            SmtpErrorCode.SenderNotAccepted => $"The mail server does not take mail from {refused.Mailbox?.Address}: ",
            SmtpErrorCode.MessageNotAccepted => "The mail server did not take the message: ",
            SmtpErrorCode.UnexpectedStatusCode => "The mail server refused: ",
            _ => "The mail server refused: ",
        };
        var then = later ? " Nothing was sent to anybody; try again later." : " Nothing was sent to anybody.";
        return new Submitted.Refused($"{whom}{SmtpWords.Say(code, refused.Message)}.{then}", later);
    }

    // The message is taken: a goodbye that fails changes nothing.
    private static async Task LeaveAsync(SmtpClient client)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
            await client.DisconnectAsync(true, patience.Token);
        }
        catch (Exception left)
            when (left is IOException or SmtpProtocolException or SmtpCommandException or OperationCanceledException)
        {
            // The server need not hear it.
        }
    }

    private static string OneLine(string? text)
    {
        var line = string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length > 200 ? line[..200] : line;
    }
}
