using System.Net;
using System.Text;
using DnsClient;
using MeshClaw.Connectors.Mail.Discovery;

namespace MeshClaw.Connectors.Tests.Mail;

public sealed class MailDiscoveryTests
{
    private const string Config = """
        <clientConfig version="1.1"><emailProvider id="corp.example">
          <incomingServer type="pop3"><hostname>pop.corp.example</hostname><port>995</port><socketType>SSL</socketType></incomingServer>
          <incomingServer type="imap"><hostname>open.corp.example</hostname><port>143</port><socketType>plain</socketType></incomingServer>
          <incomingServer type="imap"><hostname>imap.%EMAILDOMAIN%</hostname><port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
          <outgoingServer type="smtp"><hostname>smtp.corp.example</hostname><port>587</port><socketType>STARTTLS</socketType><username>%EMAILADDRESS%</username></outgoingServer>
        </emailProvider></clientConfig>
        """;

    [Fact]
    public async Task Known_providers_need_no_network()
    {
        await using var site = new Site(_ => null);

        var servers = await site.Discovery.FindAsync("Robin@GMail.com", default);

        Assert.Equal(new Uri("imaps://imap.gmail.com:993"), servers!.Imap);
        Assert.Contains("app password", servers.Hint, StringComparison.Ordinal);
        Assert.Empty(site.Asked);
    }

    [Theory]
    [InlineData("autoconfig.corp.example", "/mail/config-v1.1.xml")]
    [InlineData("corp.example", "/.well-known/autoconfig/mail/config-v1.1.xml")]
    public async Task The_domains_own_file_is_read(string host, string path)
    {
        await using var site = new Site(url => url == host + path ? Config : null);

        var servers = await site.Discovery.FindAsync("robin@corp.example", default);

        Assert.Equal(
            new MailServers(
                new Uri("imaps://imap.corp.example:993"),
                new Uri("smtp://smtp.corp.example:587"),
                "robin",
                MailServersSource.Autoconfig,
                null
            ),
            servers
        );
    }

    [Theory]
    [InlineData(
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><clientConfig><incomingServer type=\"imap\"><hostname>&a;</hostname></incomingServer></clientConfig>"
    )]
    [InlineData("<html>not found</html>")]
    [InlineData("{")]
    [InlineData(
        "<c><incomingServer type=\"imap\"><hostname>evil.example/x</hostname><port>993</port><socketType>SSL</socketType></incomingServer></c>"
    )]
    [InlineData(
        "<c><incomingServer type=\"imap\"><hostname>a.example</hostname><port>99999</port><socketType>SSL</socketType></incomingServer></c>"
    )]
    public async Task A_file_that_is_none_is_no_answer(string file)
    {
        await using var site = new Site(_ => file);

        Assert.Null(await site.Discovery.FindAsync("robin@corp.example", default));
    }

    [Fact]
    public async Task Dns_is_asked_last_and_a_dot_means_no()
    {
        await using var site = new Site(_ => null);
        site.Services["_imaps._tcp.corp.example"] =
        [
            (10, 0, 993, "late.corp.example."),
            (0, 1, 993, "imap.corp.example."),
        ];
        site.Services["_submission._tcp.corp.example"] = [(0, 0, 587, ".")];

        var servers = await site.Discovery.FindAsync("robin@corp.example", default);

        Assert.Equal(
            new MailServers(
                new Uri("imaps://imap.corp.example:993"),
                null,
                "robin@corp.example",
                MailServersSource.Dns,
                null
            ),
            servers
        );
    }

    [Fact]
    public async Task Nothing_found_is_null_and_no_address_is_refused()
    {
        await using var site = new Site(_ => null);

        Assert.Null(await site.Discovery.FindAsync("robin@corp.example", default));
        await Assert.ThrowsAsync<ArgumentException>(() => site.Discovery.FindAsync("robin", default));
    }

    /// <summary>A web server on loopback that every host name leads to, and a DNS server on loopback.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Func<string, string?> _file;
        private readonly HttpClient _http;
        private readonly SrvServer _dns;
        private readonly Task _work;

        public Site(Func<string, string?> file)
        {
            _file = file;
            _dns = new SrvServer(Services);
            var port = FreePort();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            _listener.Start();
            _work = ServeAsync();
            _http = new HttpClient(new ToLoopback(port));
            var options = new LookupClientOptions(new IPEndPoint(IPAddress.Loopback, _dns.Port))
            {
                UseCache = false,
                Timeout = TimeSpan.FromSeconds(5),
            };
            Discovery = new MailDiscovery(_http, new LookupClient(options));
        }

        public MailDiscovery Discovery { get; }

        public List<string> Asked { get; } = [];

        public Dictionary<string, (ushort Priority, ushort Weight, ushort Port, string Target)[]> Services { get; } =
        [];

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _work;
            _http.Dispose();
            await _dns.DisposeAsync();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    var url = context.Request.Headers["X-Host"] + context.Request.Url!.AbsolutePath;
                    Asked.Add(url);
                    if (_file(url) is { } body)
                    {
                        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                    }
                    else
                    {
                        context.Response.StatusCode = 404;
                    }

                    context.Response.Close();
                }
            }
            catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private static int FreePort()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }

    private sealed class ToLoopback(int port) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var wanted = request.RequestUri!; // HttpClient has set it.
            Assert.Equal("https", wanted.Scheme);
            request.RequestUri = new Uri($"http://127.0.0.1:{port}{wanted.AbsolutePath}");
            request.Headers.Add("X-Host", wanted.Host);
            return Answer(request, wanted, cancellationToken);
        }

        private async Task<HttpResponseMessage> Answer(
            HttpRequestMessage request,
            Uri wanted,
            CancellationToken cancellationToken
        )
        {
            var response = await base.SendAsync(request, cancellationToken);
            request.RequestUri = wanted; // As if it had come from there.
            return response;
        }
    }
}
