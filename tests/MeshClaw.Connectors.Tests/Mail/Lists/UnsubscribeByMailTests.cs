using System.Text;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Tests.Mail.Writing;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;
using MeshClaw.Testing;
using MimeKit;
using static MeshClaw.Connectors.Tests.Mail.Lists.SignedLists;

namespace MeshClaw.Connectors.Tests.Mail.Lists;

/// <summary>Leaving by a mail that really goes: through Postfix to the list's mailbox.</summary>
public sealed class UnsubscribeByMailTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    [Fact]
    public async Task The_mail_goes_once_from_the_address_that_the_list_writes_to()
    {
        Assert.SkipUnless(PostfixServer.IsPossible, "Postfix needs root.");
        await using var leave = server.NewMailbox();
        await using var robin = server.NewMailbox();
        var tagged = $"{robin.User}+news@mail.test";
        await robin.AddAsync(
            "INBOX",
            Message($"List-Unsubscribe: <mailto:{leave.User}@mail.test?subject=leave%20news&body=bye>\r\n", tagged),
            "",
            DateTimeOffset.UnixEpoch.AddYears(56)
        );
        IReadOnlyList<MailLocation> newest = [];
        await using var writer = new Writer(
            server,
            robin,
            server.SmtpPort,
            with: w => w with { Lists = new OneList(() => newest) }
        );
        newest = [(await writer.Driver.ListAsync()).Messages.Single().Location];
        var request = Driver.Request(MailTools.Unsubscribe, new { list = "news.shop.example" });

        var call = (await writer.Driver.DescribeAsync(request)).Single();
        var done = (await writer.Driver.DoAsync(request)).Single();

        Assert.Equal((ActionState.Done, ""), (done.State, done.Explanation));
        Assert.Equal(new Destination("mail", $"{leave.User}@mail.test"), call.Destinations.Single());
        Assert.True(call.Verbs.HasFlag(Verbs.Unsubscribe));
        LabelledCalls.AssertComplete(call);
        var arrived = MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(await ArrivedAsync(leave))));
        Assert.Equal(("leave news", "bye"), (arrived.Subject, arrived.TextBody?.Trim()));
        Assert.Equal(tagged, arrived.From.Mailboxes.Single().Address);
        Assert.Equal("", arrived.From.Mailboxes.Single().Name ?? "");
        Assert.Single(await robin.ReadAsync("Sent"));
        writer.Open();
        var again = await writer.Driver.ReconcileAsync(done with { State = ActionState.Executing });
        Assert.IsType<Reconciliation.Happened>(again);
        Assert.Single(await leave.ReadAsync("INBOX"));
    }

    private static async Task<string> ArrivedAsync(ImapMailbox mailbox)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if ((await mailbox.ReadAsync("INBOX")) is [var only])
            {
                return only.Raw;
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
