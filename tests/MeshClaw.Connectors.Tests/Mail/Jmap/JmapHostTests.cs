using MeshClaw.Connectors.Mail.Jmap;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Tests.Mail.Jmap;

public sealed class JmapHostTests
{
    [Theory]
    [InlineData("https://mail.example", "https://mail.example/.well-known/jmap")]
    [InlineData("https://mail.example/", "https://mail.example/.well-known/jmap")]
    [InlineData("https://mail.example/jmap/session", "https://mail.example/jmap/session")]
    public void The_session_is_where_the_owner_says_or_at_the_well_known_place(string server, string session) =>
        Assert.Equal(session, new JmapHost(new Uri(server)).Session.AbsoluteUri);

    [Theory]
    [InlineData("https://mail.example", "/jmap/", "https://mail.example/jmap/")]
    [InlineData("https://mail.example", "https://MAIL.example:8443/x", "https://mail.example:8443/x")]
    [InlineData("http://127.0.0.1:80", "http://localhost:8080/x", "http://localhost:8080/x")]
    [InlineData("http://[::1]:80", "https://127.0.0.1/x", "https://127.0.0.1/x")]
    [InlineData(
        "https://api.fastmail.com",
        "https://www.fastmailusercontent.com/a",
        "https://www.fastmailusercontent.com/a"
    )]
    public void What_stays_with_the_host_is_followed(string server, string address, string target)
    {
        var host = new JmapHost(new Uri(server));

        Assert.Equal(target, host.Resolve(host.Session, address).AbsoluteUri);
    }

    [Theory]
    [InlineData("https://mail.example", "http://mail.example/jmap/", "http://mail.example")]
    [InlineData("https://mail.example", "https://evil.example/jmap/", "--jmap https://evil.example")]
    [InlineData("https://mail.example", "//evil.example/jmap/", "--jmap https://evil.example")]
    [InlineData("https://mail.example", "https://mail.example.evil.example/", "mail.example.evil.example")]
    [InlineData("https://mail.example", "https://www.fastmailusercontent.com/a", "fastmailusercontent.com")]
    [InlineData("https://mail.example", "http://127.0.0.1/", "http://127.0.0.1")]
    [InlineData("https://mail.example", "https://a:b@mail.example/", "an address that is none")]
    [InlineData("https://mail.example", "http://[", "an address that is none")]
    [InlineData("http://127.0.0.1", "http://192.168.0.1/", "http://192.168.0.1")]
    [InlineData("http://127.0.0.1", "file:///etc/passwd", "file://")]
    public void The_password_goes_nowhere_else(string server, string address, string named)
    {
        var host = new JmapHost(new Uri(server));

        Assert.Contains(
            named,
            Assert.Throws<ConnectorException>(() => host.Resolve(host.Session, address)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Folders_have_names_that_no_two_share()
    {
        MailboxReply[] replies =
        [
            new("b", "Inbox", Role: "inbox"),
            new("c", "A/B"),
            new("d", "A"),
            new("e", "B", ParentId: "d"),
            new("f", "inbox"),
            new("g", "", ParentId: "gone"),
            new("h", "A∕B"),
            new("i", "Old", ParentId: "b", Role: "trash"),
        ];

        var tree = JmapTree.Of(replies, "Holding");

        Assert.Equal(
            new[] { "INBOX b", "A d", "A/B e", "A∕B c", "A∕B (h) h", "INBOX (f) f", "INBOX/Old i", "g g" }.Order(
                StringComparer.Ordinal
            ),
            tree.All.Select(m => $"{m.Path} {m.Id}").Order(StringComparer.Ordinal)
        );
        Assert.Equal("b", tree.All.First().Id);
        Assert.Equal(MeshClaw.Connectors.Mail.MailFolderUse.Trash, tree.Find("INBOX/Old")!.Use);
    }

    [Fact]
    public void A_folder_that_lies_in_itself_is_told() =>
        Assert.Contains(
            "lies in itself",
            Assert
                .Throws<ConnectorException>(() =>
                    JmapTree.Of([new MailboxReply("a", "x", "b"), new MailboxReply("b", "y", "a")], "Holding")
                )
                .Message,
            StringComparison.Ordinal
        );
}
