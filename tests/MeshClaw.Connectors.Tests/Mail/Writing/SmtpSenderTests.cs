using MailKit.Net.Smtp;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

/// <summary>What a server answers, and what is made of it.</summary>
public sealed class SmtpSenderTests
{
    [Theory]
    [InlineData("550 5.1.1 no such user", "there is no such mailbox")]
    [InlineData("552 5.2.2 over quota", "the mailbox is full")]
    [InlineData("550 5.7.1 not from you", "the server does not deliver this from you to that address")]
    [InlineData("554 no", "the server refused it")]
    public async Task A_refusal_says_in_words_who_and_why(string answer, string words)
    {
        await using var peer = new SmtpPeer(c => c.StartsWith("RCPT TO:<b@", StringComparison.Ordinal) ? answer : null);

        var refused = Assert.IsType<Submitted.Refused>(await SendAsync(peer, "a@x.test", "b@x.test"));

        Assert.StartsWith($"The mail server does not take b@x.test: {words} (", refused.Why, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was sent to anybody.", refused.Why, StringComparison.Ordinal);
        Assert.False(refused.Later);
        Assert.Empty(peer.Taken);
        Assert.DoesNotContain("DATA", peer.Heard);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        var asked = 0;
        await using var peer = new SmtpPeer(c =>
            c.StartsWith("MAIL", StringComparison.Ordinal) && ++asked == 1 ? "451 4.3.2 busy" : null
        );

        Assert.IsType<Submitted.Accepted>(await SendAsync(peer, "a@x.test"));

        Assert.Equal((2, 1), (asked, peer.Taken.Count));
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_left_alone_after_three_times()
    {
        var asked = 0;
        await using var peer = new SmtpPeer(c =>
            c.StartsWith("RCPT", StringComparison.Ordinal) && ++asked > 0 ? "450 4.7.1 greylisted" : null
        );

        var refused = Assert.IsType<Submitted.Refused>(await SendAsync(peer, "a@x.test"));

        Assert.True(refused.Later);
        Assert.Equal((3, 0), (asked, peer.Taken.Count));
    }

    [Fact]
    public async Task A_message_over_the_servers_size_is_not_begun()
    {
        await using var peer = new SmtpPeer(_ => null, "SIZE 200");

        var refused = Assert.IsType<Submitted.Refused>(await SendAsync(peer, "a@x.test"));

        Assert.Contains("takes at most", refused.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(peer.Heard, c => c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_step_before_the_message_is_taken_before_any_of_it_is_sent()
    {
        var steps = new Steps();
        await using var peer = new SmtpPeer(
            c => c == "." && steps.Taken.Count != 2 ? "554 too early" : null,
            "PIPELINING",
            "CHUNKING",
            "BINARYMIME",
            "8BITMIME"
        );

        Assert.IsType<Submitted.Accepted>(await SendAsync(peer, steps, "a@x.test"));

        Assert.Equal(["connected", "data"], steps.Taken);
        Assert.DoesNotContain(peer.Heard, c => c.StartsWith("BDAT", StringComparison.Ordinal));
        Assert.DoesNotContain("Bcc", peer.Taken.Single().Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_line_that_breaks_after_the_end_leaves_the_outcome_open()
    {
        await using var peer = new SmtpPeer(c => c == "." ? "close after" : null);

        await Assert.ThrowsAsync<ConnectorException>(() => SendAsync(peer, "a@x.test"));

        Assert.Single(peer.Taken);
    }

    [Fact]
    public async Task Elsewhere_than_on_loopback_nothing_is_said_in_the_open()
    {
        var account = Account(1) with { Smtp = new Uri("smtp://mail.invalid:2") };
        var sender = new SmtpSender(account, new NoLogin(), TimeProvider.System);
        using var message = Message();

        await Assert.ThrowsAsync<ConnectorException>(() =>
            sender.SendAsync(message, "me@x.test", ["a@x.test"], new Steps(), default)
        );
    }

    private static Task<Submitted> SendAsync(SmtpPeer peer, params string[] to) => SendAsync(peer, new Steps(), to);

    private static async Task<Submitted> SendAsync(SmtpPeer peer, Steps steps, params string[] to)
    {
        var sender = new SmtpSender(Account(peer.Port), new NoLogin(), new HurriedTime());
        using var message = Message();
        return await sender.SendAsync(message, "me@x.test", to, steps, default);
    }

    private static MimeKit.MimeMessage Message() =>
        MailComposer.Compose(
            new OutgoingMail
            {
                To = ["a@x.test"],
                Bcc = ["b@x.test"],
                Subject = "Hi",
                Body = "Hello.\n.\n..two",
            },
            new MailIdentity("me@x.test", "Me", ""),
            new MailStamp("1@x.test", DateTimeOffset.UnixEpoch),
            TimeZoneInfo.Utc
        );

    private static MailAccount Account(int port) =>
        new()
        {
            Connection = Driver.Connection,
            Imap = new Uri("imap://127.0.0.1:1"),
            Smtp = new Uri($"smtp://127.0.0.1:{port}"),
            User = "me@x.test",
        };

    private sealed class NoLogin : ISmtpLogin
    {
        public Task LogInAsync(SmtpClient client, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Steps : ISubmissionSteps
    {
        public List<string> Taken { get; } = [];

        public void Connected() => Taken.Add("connected");

        public void DataBegins() => Taken.Add("data");
    }

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
