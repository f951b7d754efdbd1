using System.Net;
using CsCheck;
using MeshClaw.Connectors.Mail.Lists;
using MeshClaw.Connectors.Net;
using MeshClaw.Core.Mail.Index;

namespace MeshClaw.Connectors.Tests.Mail.Lists;

public sealed class ListUnsubscribeTests
{
    private const string Post = "List-Unsubscribe=One-Click";

    [Fact]
    public void The_ways_of_a_header_are_told_apart()
    {
        var ways = Read("(comment) <mailto:a@b.example?subject=x%20y>,\r\n <https://b.example/\r\n u?t=1>");

        Assert.Equal("https://b.example/u?t=1", ways.OneClick!.AbsoluteUri);
        Assert.Equal(new MailtoAddress("a@b.example", "x y", "unsubscribe"), ways.Mail);
        Assert.Equal(ListLeaving.OneClick, ways.Offers);
        Assert.Equal(ListLeaving.Mail, ListUnsubscribe.Of(["<mailto:a@b.example>, <https://b.example/u>"], []).Offers);
    }

    [Theory]
    [InlineData("http://b.example/u")]
    [InlineData("https://user@b.example/u")]
    [InlineData("https://good.example@b.example/u")]
    [InlineData("https://b.example:8443/u")]
    [InlineData("https://localhost/u")]
    [InlineData("https://a.localhost/u")]
    [InlineData("https://intranet/u")]
    [InlineData("https://printer.local/u")]
    [InlineData("https://127.0.0.1/u")]
    [InlineData("https://2130706433/u")]
    [InlineData("https://0177.0.0.1/u")]
    [InlineData("https://0x7f.1/u")]
    [InlineData("https://[::1]/u")]
    [InlineData("https://[::ffff:127.0.0.1]/u")]
    [InlineData("https://[::ffff:a9fe:a9fe]/u")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://127.0.0.1.nip.io/u")]
    [InlineData("https://8.8.8.8/u")]
    [InlineData("https://b.example\\@evil.example/u")]
    [InlineData("https://b%2eexample/u")]
    [InlineData("https://b.example/u#part")]
    [InlineData("https://b\u0430nk.example/u")]
    [InlineData("https:///b.example/u")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//b.example/u")]
    public void No_request_goes_to(string address) => Assert.Null(Read($"<{address}>").OneClick);

    [Theory]
    [InlineData("")]
    [InlineData("List-Unsubscribe=Two-Click")]
    [InlineData("List-Unsubscribe=One-Click; x")]
    public void Without_its_second_header_it_is_a_page(string post) =>
        Assert.Equal(ListLeaving.Page, ListUnsubscribe.Of(["<https://b.example/u>"], [post]).Offers);

    [Fact]
    public void Two_headers_or_a_huge_one_say_nothing()
    {
        Assert.Equal(
            ListLeaving.None,
            ListUnsubscribe.Of(["<https://b.example/u>", "<https://b.example/u>"], [Post]).Offers
        );
        Assert.Equal(ListLeaving.Page, ListUnsubscribe.Of(["<https://b.example/u>"], [Post, Post]).Offers);
        Assert.Equal(ListLeaving.None, Read(new string('<', 100_000)).Offers);
        Assert.Equal(ListLeaving.None, Read($"<https://b.example/{new string('x', 100_000)}>").Offers);
    }

    [Theory]
    [InlineData("mailto:a@b.example?cc=c@d.example")]
    [InlineData("mailto:a@b.example?b%63c=c@d.example")]
    [InlineData("mailto:a@b.example?to=c@d.example")]
    [InlineData("mailto:a@b.example,c@d.example")]
    [InlineData("mailto:a@b.example%2Cc@d.example")]
    [InlineData("mailto:a@b.example%0D%0ABcc:c@d.example")]
    [InlineData("mailto:")]
    [InlineData("mailto:nobody")]
    public void No_mail_goes_further_than_to_one(string address) => Assert.Null(Read($"<{address}>").Mail);

    [Fact]
    public void Of_a_mailto_only_subject_and_body_count()
    {
        var mail = Read(
            "<mailto:a@b.example?attach=/etc/passwd&subject=Leave%0D%0ABcc:x@y.example&body=now%0D%0Aplease&reply-to=x@y.example>"
        ).Mail;

        Assert.Equal(new MailtoAddress("a@b.example", "unsubscribe", "now\r\nplease"), mail);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fe80::1%2", false)]
    [InlineData("fd00::1", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    public void Only_public_addresses_are_connected_to(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicReach.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public void Whatever_stands_in_the_headers_what_is_read_keeps_its_promises()
    {
        string[] parts =
        [
            .. "< > , https:// http:// mailto: b.example 127.0.0.1 localhost @ : / ?subject= &cc= &body= %0a %00 \\ # xn--".Split(
                ' '
            ),
            "\r\n ",
        ];
        var piece = Gen.OneOf(Gen.Int[0, parts.Length - 1].Select(i => parts[i]), Gen.String[0, 5]);
        Gen.Select(piece.Array[0, 20].Select(string.Concat), piece.Array[0, 4].Select(string.Concat))
            .Sample(
                (ways, post) =>
                {
                    foreach (var read in new[] { Read(ways), ListUnsubscribe.Of([$"<{ways}>"], [post, Post]) })
                    {
                        if (read.OneClick is { } click)
                        {
                            Assert.True(click.Scheme == "https" && click.Port == 443 && click.UserInfo.Length == 0);
                            Assert.Equal(UriHostNameType.Dns, click.HostNameType);
                            Assert.False(click.IsLoopback);
                        }

                        if (read.Mail is { } mail)
                        {
                            Assert.Equal(1, mail.To.Count(c => c == '@'));
                            Assert.DoesNotContain(mail.To, char.IsControl);
                            Assert.DoesNotContain(mail.Subject, char.IsControl);
                            Assert.True(mail.Body.Length <= 1_000);
                        }
                    }
                },
                iter: 20_000
            );
    }

    private static ListUnsubscribe Read(string header) => ListUnsubscribe.Of([header], [Post]);
}
