using MeshClaw.Policy.Urls;

namespace MeshClaw.Policy.Tests.Urls;

public sealed class UrlReadingTests
{
    [Theory]
    [InlineData("https://Corp.Example/x", "https://corp.example/x")]
    [InlineData("HTTPS://corp.example.:443", "https://corp.example/")]
    [InlineData("http://corp.example:0080/a/./b/../c", "http://corp.example/a/c")]
    [InlineData("http://corp.example/a/%2e%2E/b", "http://corp.example/b")]
    [InlineData("https://corp.example/%7Eana/%e2%82%ac", "https://corp.example/~ana/%E2%82%AC")]
    [InlineData("https://corp.example/~ana/€", "https://corp.example/~ana/%E2%82%AC")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example/")]
    [InlineData("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/")]
    [InlineData("https://faß.example", "https://xn--fa-hia.example/")]
    [InlineData("www.corp.example/x", "https://www.corp.example/x")]
    [InlineData("corp.example/x?a=1#b", "https://corp.example/x?a=1#b")]
    [InlineData("corp.example:8080/x", "https://corp.example:8080/x")]
    [InlineData("localhost:3000", "https://localhost:3000/")]
    [InlineData("//corp.example/x", "https://corp.example/x")]
    [InlineData("\\\\corp.example\\x", "https://corp.example/x")]
    [InlineData("/\\corp.example", "https://corp.example/")]
    [InlineData("http:/corp.example/x", "http://corp.example/x")]
    [InlineData("http:corp.example/x", "http://corp.example/x")]
    [InlineData("http:\\\\\\corp.example\\x\\y", "http://corp.example/x/y")]
    [InlineData("  https://corp.example/  ", "https://corp.example/")]
    [InlineData("ht\ntps://cor\tp.example/\r\nx", "https://corp.example/x")]
    [InlineData("http://ana:pw@corp.example/", "http://ana:pw@corp.example/")]
    [InlineData("http://@corp.example/", "http://corp.example/")]
    [InlineData("http://corp.example/a b", "http://corp.example/a%20b")]
    [InlineData("http://corp.example/%%341", "http://corp.example/%2541")]
    [InlineData("http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/")]
    [InlineData("javascript:alert(1)", "javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)", "javascript:alert(1)")]
    [InlineData("file:/etc/passwd", "file:///etc/passwd")]
    [InlineData("file://localhost/etc/passwd", "file:///etc/passwd")]
    [InlineData("file:///C:/x/../y", "file:///C:/y")]
    [InlineData("file://server.example/share", "file://server.example/share")]
    [InlineData("mailto:ana@corp.example", "mailto:ana@corp.example")]
    public void One_text_for_each_url(string spelling, string text) =>
        Assert.Equal(text, UrlReading.Read(spelling).Text);

    // What SSRF filters are commonly talked past with.
    [Theory]
    [InlineData("http://127.0.0.1/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://127.1/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://2130706433/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://0x7f000001/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://0x7f.0x0.0x0.0x1/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://0177.0.0.01/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://017700000001/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://127.0.0.1./", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://0/", "0.0.0.0", UrlReach.Loopback)]
    [InlineData("http://0x/", "0.0.0.0", UrlReach.Loopback)]
    [InlineData("http://1２7。0.0.1/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://①②⑦.⓪.⓪.①/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://%31%32%37.0.0.1/", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://[::1]/", "::1", UrlReach.Loopback)]
    [InlineData("http://[0:0:0:0:0:ffff:7f00:1]/", "::ffff:127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://[::127.0.0.1]/", "::127.0.0.1", UrlReach.Loopback)]
    [InlineData("http://[64:ff9b::169.254.169.254]/", "64:ff9b::a9fe:a9fe", UrlReach.LinkLocal)]
    [InlineData("http://[2002:7f00:1::]/", "2002:7f00:1::", UrlReach.Loopback)]
    [InlineData("http://[fe80::1]/", "fe80::1", UrlReach.LinkLocal)]
    [InlineData("http://[fd00::1]/", "fd00::1", UrlReach.Private)]
    [InlineData("http://169.254.169.254/latest/meta-data/", "169.254.169.254", UrlReach.LinkLocal)]
    [InlineData("http://2852039166/", "169.254.169.254", UrlReach.LinkLocal)]
    [InlineData("http://10.1.2.3/", "10.1.2.3", UrlReach.Private)]
    [InlineData("http://172.16.0.1/", "172.16.0.1", UrlReach.Private)]
    [InlineData("http://192.168.257/", "192.168.1.1", UrlReach.Private)]
    [InlineData("http://100.64.0.1/", "100.64.0.1", UrlReach.Private)]
    [InlineData("http://localhost/", "localhost", UrlReach.Loopback)]
    [InlineData("http://LOCALHOST./", "localhost", UrlReach.Loopback)]
    [InlineData("http://x.localhost/", "x.localhost", UrlReach.Loopback)]
    [InlineData("http://printer/", "printer", UrlReach.Private)]
    [InlineData("http://nas.local/", "nas.local", UrlReach.Private)]
    [InlineData("http://metadata.google.internal/", "metadata.google.internal", UrlReach.Private)]
    [InlineData("http://127.0.0.1.nip.io/", "127.0.0.1.nip.io", UrlReach.Private)]
    [InlineData("http://localtest.me/", "localtest.me", UrlReach.Private)]
    [InlineData("http://224.0.0.1/", "224.0.0.1", UrlReach.Reserved)]
    [InlineData("127.0.0.1", "127.0.0.1", UrlReach.Loopback)]
    [InlineData("0x7f000001", "127.0.0.1", UrlReach.Loopback)]
    public void Addresses_near_home_are_seen_in_every_spelling(string text, string host, UrlReach reach)
    {
        var reading = UrlReading.Read(text);
        Assert.Equal((host, reach), (reading.Host, reading.Reach));
        Assert.True(reading.Findings.HasFlag(UrlFindings.PrivateAddress));
    }

    [Theory]
    [InlineData("http://8.8.8.8/")]
    [InlineData("http://172.15.0.1/")]
    [InlineData("http://172.32.0.1/")]
    [InlineData("http://[2606:4700::1111]/")]
    [InlineData("http://mylocalhost.example/")]
    [InlineData("http://nip.io.example/")]
    public void Public_addresses_are_not_taken_for_private(string text) =>
        Assert.Equal(
            (UrlReach.Public, false),
            (UrlReading.Read(text).Reach, UrlReading.Read(text).Findings.HasFlag(UrlFindings.PrivateAddress))
        );

    // Texts whose host differs between readers (Orange Tsai 2017, Claroty and Snyk 2022): the browser's reading counts.
    [Theory]
    [InlineData("http://evil.example\\@good.example/", "evil.example", UrlFindings.Backslash)]
    [InlineData("http://good.example@evil.example/", "evil.example", UrlFindings.UserInfo)]
    [InlineData("http://a@good.example@evil.example/", "evil.example", UrlFindings.UserInfo)]
    [InlineData(
        "http://good.example:80@evil.example:81/",
        "evil.example",
        UrlFindings.UserInfo | UrlFindings.UnusualPort
    )]
    [InlineData("http://evil.example#@good.example/", "evil.example", UrlFindings.None)]
    [InlineData("http://evil.example?@good.example/", "evil.example", UrlFindings.None)]
    [InlineData("http:\\\\evil.example", "evil.example", UrlFindings.Backslash | UrlFindings.Irregular)]
    [InlineData("http:///evil.example/", "evil.example", UrlFindings.Irregular)]
    [InlineData("http://evil。example/", "evil.example", UrlFindings.EncodedHost)]
    [InlineData("http://%65vil.example/", "evil.example", UrlFindings.EncodedHost)]
    [InlineData("http://ⓔvil.example/", "evil.example", UrlFindings.EncodedHost)]
    [InlineData(
        "http://ev\u00ADil.example/",
        "evil.example",
        UrlFindings.ControlOrFormatCharacter | UrlFindings.EncodedHost
    )]
    [InlineData("http://evil.example/\u202Egpj", "evil.example", UrlFindings.ControlOrFormatCharacter)]
    [InlineData("http://pаypal.example/", "xn--pypal-4ve.example", UrlFindings.MixedScript | UrlFindings.Confusable)]
    [InlineData("http://аррӏе.example/", "xn--80ak6aa92e.example", UrlFindings.Confusable)]
    [InlineData("http://xn--80ak6aa92e.example/", "xn--80ak6aa92e.example", UrlFindings.Confusable)]
    [InlineData("http://почта.example/", "xn--80a1acny.example", UrlFindings.None)]
    [InlineData("http://evil.example:22/", "evil.example", UrlFindings.UnusualPort)]
    [InlineData("ssh://git@evil.example/x", "evil.example", UrlFindings.UserInfo | UrlFindings.NonHttpScheme)]
    [InlineData("javascript://good.example/%0aalert(1)", "good.example", UrlFindings.NonHttpScheme)]
    [InlineData("data:text/html,hi", "", UrlFindings.NonHttpScheme)]
    public void Hosts_in_disguise_are_read_and_named(string text, string host, UrlFindings findings)
    {
        var reading = UrlReading.Read(text);
        Assert.Equal((host, findings), (reading.Host, reading.Findings));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("hello")]
    [InlineData("hello world")]
    [InlineData("ana@corp.example")]
    [InlineData("3.14")]
    [InlineData("1/2")]
    [InlineData("/etc/passwd")]
    [InlineData("./x")]
    [InlineData("http://")]
    [InlineData("http://a b/")]
    [InlineData("http://a..b/")]
    [InlineData("http://corp.example:99999/")]
    [InlineData("http://corp.example:8o/")]
    [InlineData("http://1.2.3.4.5/")]
    [InlineData("http://256.1.1.1/")]
    [InlineData("http://corp.example%00.evil.example/")]
    [InlineData("http://corp.example%2f.evil.example/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://xn--a/")]
    public void What_cannot_be_read_says_so(string text)
    {
        var reading = UrlReading.Read(text);
        Assert.False(reading.IsUrl);
        Assert.NotEqual("", reading.Unreadable);
        Assert.Equal(("", ""), (reading.Host, reading.Text));
    }

    [Fact]
    public void Query_and_fragment_are_taken_apart()
    {
        var reading = UrlReading.Read("https://corp.example/s?q=a+b%21&empty&x=1=2#part");
        Assert.Equal([new("q", "a b!"), new("empty", ""), new("x", "1=2")], reading.Query);
        Assert.Equal(("/s", "part", UrlFindings.None), (reading.Path, reading.Fragment, reading.Findings));
    }

    [Fact]
    public void A_text_longer_than_any_url_is_not_read() =>
        Assert.False(UrlReading.Read("https://corp.example/" + new string('a', UrlReading.MaxLength)).IsUrl);

    [Theory]
    [InlineData("file://a%2e:80")]
    [InlineData("file://corp.example:80/x")]
    public void A_file_has_no_port(string text) =>
        Assert.Equal("A file has no port.", UrlReading.Read(text).Unreadable);
}
