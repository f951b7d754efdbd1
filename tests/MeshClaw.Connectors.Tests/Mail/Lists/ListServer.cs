using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MeshClaw.Connectors.Tests.Mail.Lists;

/// <summary>The web server of a list, by TLS on loopback: keeps what it was asked, byte for byte, and answers as a test wants.</summary>
internal sealed class ListServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate = Make();
    private readonly string? _answer;
    private readonly Task _work;

    /// <param name="answer">The status line and headers; null for a server that never answers.</param>
    public ListServer(string? answer = "HTTP/1.1 200 OK")
    {
        _answer = answer;
        _listener.Start();
        _work = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public List<string> Heard { get; } = [];

    public bool IsMine(X509Certificate? certificate) => certificate?.GetCertHashString() == _certificate.Thumbprint;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _work;
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await TalkAsync(client);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificate },
                _end.Token
            );
            var text = new StringBuilder();
            var buffer = new byte[4096];
            while (!text.ToString().EndsWith("One-Click", StringComparison.Ordinal))
            {
                var read = await tls.ReadAsync(buffer, _end.Token);
                if (read == 0)
                {
                    return;
                }

                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            Heard.Add(text.ToString());
            if (_answer is null)
            {
                _ = await tls.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, _end.Token); // Until the other side gives up.
                return;
            }

            await tls.WriteAsync(
                Encoding.ASCII.GetBytes($"{_answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                _end.Token
            );
        }
        catch (Exception broken) when (broken is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The other side went away, or does not trust the certificate.
        }
    }

    private static X509Certificate2 Make()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            "CN=list.shop.example",
            key,
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("list.shop.example");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
