using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using MeshClaw.Connectors.Web.Fetching;
using MeshClaw.Testing;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Connectors.Tests.Web;

public sealed class PageFetcherTests
{
    private static readonly Uri s_start = new("http://news.example/a");

    [Fact]
    public async Task A_request_says_who_asks_and_nothing_of_the_owner()
    {
        await using var server = new WebServer().Html("/a", "<p>Hello");

        var page = await PageAsync(server);

        Assert.Equal("<p>Hello", Encoding.UTF8.GetString(page.Body));
        var heard = Assert.Single(server.Heard).Split("\r\n");
        Assert.Equal("GET /a HTTP/1.1", heard[0]);
        var names = heard[1..].Where(h => h.Length > 0).Select(h => h.Split(':')[0]).Order().ToArray();
        Assert.Equal(["Accept", "Accept-Encoding", "Host", "User-Agent"], names);
        Assert.Contains(heard, h => h.StartsWith("User-Agent: MeshClaw/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cookies_are_not_kept()
    {
        await using var server = new WebServer()
            .Answers("/a", "302 Found\r\nLocation: /b\r\nSet-Cookie: id=1; Path=/")
            .Html("/b", "x");

        await PageAsync(server);

        Assert.Equal(2, server.Heard.Count);
        Assert.DoesNotContain(server.Heard, h => h.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Five_redirects_are_followed_and_no_more()
    {
        await using var server = new WebServer();
        server.Redirects("/a", "/1");
        foreach (var i in Enumerable.Range(1, 5))
        {
            server.Redirects(Path(i), Path(i + 1));
        }

        Assert.Contains("more than 5", await RefusalAsync(server), StringComparison.Ordinal);
        Assert.Equal(6, server.Heard.Count);

        server.Html("/5", "There");
        Assert.Equal("http://news.example/5", (await PageAsync(server)).Address.AbsoluteUri);

        static string Path(int i) => i.ToString("'/'0", CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://[::ffff:192.168.0.1]/")]
    [InlineData("http://router.lan/")]
    [InlineData("http://a:b@other.example/")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_elsewhere_is_not_followed(string to)
    {
        await using var server = new WebServer().Redirects("/a", to);

        Assert.Contains(
            "leads on to a place that is not fetched",
            await RefusalAsync(server),
            StringComparison.Ordinal
        );
        Assert.Single(server.Heard);
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("127.0.0.2")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00::1")]
    public async Task A_name_that_leads_to_a_private_address_is_not_connected_to(string address)
    {
        await using var server = new WebServer().Html("/a", "Secret");
        var reach = server.Reach with
        {
            // Beside a public one: it is made to be tried first or second.
            Resolve = (_, _) =>
                Task.FromResult<IReadOnlyList<IPEndPoint>>([server.EndPoint, new(IPAddress.Parse(address), 80)]),
        };
        using var fetcher = new PageFetcher(reach, TimeProvider.System);

        var refused = Assert.IsType<FetchAnswer.Refused>(await fetcher.FetchAsync(Address(), Token));

        Assert.Equal("news.example is not on the public internet. Nothing was sent there.", refused.Why);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task A_name_that_answers_otherwise_the_second_time_gains_nothing()
    {
        await using var server = new WebServer().Redirects("/a", "/b").Html("/b", "Secret");
        var asked = 0;
        var reach = server.Reach with
        {
            Resolve = (_, _) =>
                Task.FromResult<IReadOnlyList<IPEndPoint>>([
                    asked++ == 0 ? server.EndPoint : new IPEndPoint(IPAddress.Parse("127.0.0.2"), server.EndPoint.Port),
                ]),
        };
        using var fetcher = new PageFetcher(reach, TimeProvider.System);

        var refused = Assert.IsType<FetchAnswer.Refused>(await fetcher.FetchAsync(Address(), Token));

        Assert.Contains("not on the public internet", refused.Why, StringComparison.Ordinal);
        Assert.Equal(2, asked); // Once for each connection: what was looked at is what was connected to.
        Assert.Single(server.Heard);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_swells_when_unpacked_is_cut_at_the_bound(string encoding)
    {
        using var packed = new MemoryStream();
        await using (var stream = Pack(packed, encoding))
        {
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 100; i++)
            {
                await stream.WriteAsync(zeros, Token);
            }
        }

        Assert.True(packed.Length < 1024 * 1024);
        await using var server = new WebServer().Answers(
            "/a",
            $"200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: {encoding}",
            packed.ToArray()
        );

        var page = await PageAsync(server);

        Assert.True(page.IsCut);
        Assert.Equal(PageFetcher.MaxBody, page.Body.Length);
    }

    [Fact]
    public async Task What_cannot_be_unpacked_is_refused()
    {
        await using var server = new WebServer().Answers("/a", "200 OK\r\nContent-Encoding: gzip", [1, 2, 3, 4, 5]);

        Assert.Contains("broke off", await RefusalAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_headers_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 300).Select(i => $"\r\nX-{i}: y"));
        await using var server = new WebServer().Answers("/a", "200 OK" + many, "x");

        Assert.Contains("too many headers", await RefusalAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_are_too_long_are_refused()
    {
        await using var server = new WebServer().Answers("/a", "200 OK\r\nX: " + new string('y', 100_000), "x");

        Assert.Contains("too many headers", await RefusalAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        await using var server = new WebServer().IsSilent("/a");
        var time = new FakeTimeProvider();
        using var fetcher = new PageFetcher(server.Reach, time);

        var fetching = fetcher.FetchAsync(Address(), Token);
        while (server.Heard.Count == 0)
        {
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(11));
        var refused = Assert.IsType<FetchAnswer.Refused>(await fetching);

        Assert.Equal("news.example did not answer in time.", refused.Why);
    }

    [Theory]
    [InlineData("404 Not Found", "answered with 404")]
    [InlineData("500 Oh", "answered with 500")]
    [InlineData("302 Found", "answered with 302")]
    [InlineData("nonsense", "did not answer as a web server does")]
    public async Task What_is_no_page_is_refused(string head, string why)
    {
        await using var server = new WebServer().Answers("/a", head);

        Assert.Contains(why, await RefusalAsync(server), StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PageAddress Address()
    {
        Assert.True(PageAddress.TryRead(s_start.AbsoluteUri, out var address, out _));
        return address;
    }

    private static async Task<FetchAnswer> FetchAsync(WebServer server)
    {
        using var fetcher = new PageFetcher(server.Reach, TimeProvider.System);
        return await fetcher.FetchAsync(Address(), Token);
    }

    private static async Task<FetchAnswer.Page> PageAsync(WebServer server) =>
        Assert.IsType<FetchAnswer.Page>(await FetchAsync(server));

    private static async Task<string> RefusalAsync(WebServer server) =>
        Assert.IsType<FetchAnswer.Refused>(await FetchAsync(server)).Why;

    private static Stream Pack(Stream stream, string encoding) =>
        encoding switch
        {
            "gzip" => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true),
            "br" => new BrotliStream(stream, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(stream, CompressionLevel.Optimal, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(encoding)),
        };
}
