using CsCheck;
using MeshClaw.Connectors.Web.Fetching;

namespace MeshClaw.Connectors.Tests.Web;

public sealed class PageAddressTests
{
    [Theory]
    [InlineData("https://News.Example/a?b=c#d", "https://news.example/a?b=c#d")]
    [InlineData("news.example/a", "https://news.example/a")]
    [InlineData("http://93.184.216.34:8080/", "http://93.184.216.34:8080/")]
    [InlineData("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4")]
    [InlineData("https://[2606:4700::1111]/", "https://[2606:4700::1111]/")]
    public void An_address_of_the_web_is_fetched_in_one_spelling(string text, string spelling)
    {
        Assert.True(PageAddress.TryRead(text, out var address, out var fault), fault);
        Assert.Equal(spelling, address.Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("ftp://news.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("gopher://news.example/")]
    [InlineData("https://emma@news.example/")]
    [InlineData("https://:pw@news.example/")]
    [InlineData("https://@news.example/")]
    [InlineData("http://localhost/")]
    [InlineData("http://printer/")]
    [InlineData("http://nas.local/")]
    [InlineData("http://metadata.google.internal/")]
    [InlineData("http://127.0.0.1.nip.io/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://①②⑦.⓪.⓪.①/")]
    [InlineData("http://134744072/")] // 8.8.8.8, which nobody writes so.
    [InlineData("http://0x08080808/")]
    [InlineData("http://0/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[::ffff:8.8.8.8]/")]
    [InlineData("http://[64:ff9b::10.0.0.1]/")]
    [InlineData("http://[2002:a00:1::]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://news.example:25/")]
    [InlineData("http://news.example:99999/")]
    [InlineData("http://")]
    [InlineData("https://news.example/\u202Eevil")]
    [InlineData("no address")]
    public void Anything_else_is_not(string text)
    {
        Assert.False(PageAddress.TryRead(text, out _, out var fault));
        Assert.NotEmpty(fault);
        Assert.DoesNotContain("pw", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://news.example/a", "/b", true)]
    [InlineData("https://news.example/a", "https://other.example/", true)]
    [InlineData("http://news.example/a", "https://news.example/a", true)]
    [InlineData("https://news.example/a", "http://news.example/a", false)]
    [InlineData("https://news.example/a", "//127.0.0.1/", false)]
    [InlineData("https://news.example/a", "https://x:y@news.example/", false)]
    [InlineData("https://news.example/a", "file:///etc/passwd", false)]
    [InlineData("https://news.example/a", "https://[::1]/", false)]
    [InlineData("https://news.example/a", "http://[", false)]
    public void A_redirect_is_looked_at_like_the_first_address(string from, string to, bool followed)
    {
        Assert.True(PageAddress.TryRead(from, out var address, out _));
        Assert.Equal(followed, address.TryFollow(to, out _, out _));
    }

    [Fact]
    public void Whatever_is_written_what_is_fetched_has_a_public_host_and_no_password() =>
        Gen.OneOf(
                Gen.String,
                Gen.Select(
                    Gen.OneOf("http://", "https://", "HTTP:\\\\", "//", "", "http:/", "https:///"),
                    Gen.OneOf("", "a@", "a:b@", "%61@", "@"),
                    Gen.OneOf(
                        "127.1",
                        "0x7f.1",
                        "[::1]",
                        "8.8.8.8",
                        "a.example",
                        "ⓐ.example",
                        "localhost.",
                        "10。0。0。1",
                        "[::ffff:7f00:1]"
                    ),
                    Gen.OneOf("", ":80", ":0", ":22", "/x", "?y", "#@b.example", "\\@c.example", "%00", "\t"),
                    (a, b, c, d) => a + b + c + d
                )
            )
            .Sample(
                text =>
                {
                    if (PageAddress.TryRead(text, out var address, out _))
                    {
                        Assert.True(address.Uri.Scheme is "http" or "https");
                        Assert.Empty(address.Uri.UserInfo);
                        Assert.False(address.Uri.IsLoopback);
                        Assert.DoesNotContain("127.", address.Host, StringComparison.Ordinal);
                        Assert.NotEqual("10.0.0.1", address.Host);
                    }
                },
                iter: 20_000
            );
}
