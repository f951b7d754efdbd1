using System.Text.Json;
using MeshClaw.Connectors.Mail.Writing.Sending;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Guarding;
using MeshClaw.Testing;
using MimeKit;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail.Writing;

/// <summary>Mail that really goes: through Postfix to Dovecot, and is read there by the other side.</summary>
public sealed class SendTests(PostfixServer server) : IClassFixture<PostfixServer>
{
    [Fact]
    public async Task An_answer_arrives_in_its_conversation_and_its_copy_is_kept_once()
    {
        await using var ana = await MailboxAsync();
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        writer.Contacts = writer.Contacts.Add("Ana", [AddressOf(ana)]);
        var received = DateTimeOffset.UnixEpoch.AddYears(56);
        await robin.AddAsync(
            "INBOX",
            Message(
                $"Ana <{AddressOf(ana)}>",
                "Lunch",
                "At noon?",
                "q1@corp.example",
                "References: <q0@corp.example>\r\n"
            ),
            "",
            received
        );
        await File.WriteAllTextAsync(Path.Join(writer.Outgoing, "men\u00fc.txt"), "Soup");
        var at = (await writer.Driver.ListAsync()).Messages.Single().Location;

        var done = (await writer.Driver.DoAsync(Writer.Send(Reply(at, ["men\u00fc.txt"])))).Single();

        Assert.Equal((ActionState.Done, ""), (done.State, done.Explanation));
        var result = JsonSerializer.Deserialize(done.Result!, WritingJson.Default.SendResult)!;
        Assert.Equal(("filed", AddressOf(ana)), (result.Copy, result.Recipients.Single()));
        var arrived = Load(await ArrivedAsync(ana));
        Assert.Equal(result.MessageId, arrived.MessageId);
        Assert.Equal("q1@corp.example", arrived.InReplyTo);
        Assert.Equal(["q0@corp.example", "q1@corp.example"], arrived.References);
        Assert.Equal("Re: Lunch", arrived.Subject);
        Assert.Equal($"\"Robin Vega\" <{writer.Address}>", arrived.From.ToString());
        Assert.Equal("men\u00fc.txt", arrived.Attachments.OfType<MimePart>().Single().FileName);
        var copy = Assert.Single(await robin.ReadAsync("Sent"));
        Assert.Equal("Seen", copy.Flags);
        Assert.Equal(result.MessageId, Load(copy.Raw).MessageId);
        var again = await writer.Driver.ReconcileAsync(done with { State = ActionState.Executing });
        Assert.IsType<Reconciliation.Happened>(again);
        Assert.Single(await robin.ReadAsync("Sent"));
    }

    [Fact]
    public async Task A_hidden_copy_arrives_and_nobody_else_sees_it()
    {
        await using var ana = await MailboxAsync();
        await using var boss = server.NewMailbox();
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        writer.Contacts = writer.Contacts.Add("Ana", [AddressOf(ana)]).Add("The Boss", [AddressOf(boss)]);

        var done = await writer.Driver.DoAsync(
            Writer.Send(
                new
                {
                    to = new[] { "ana" },
                    bcc = new[] { "boss" },
                    subject = "Hi",
                    body = "x",
                }
            )
        );

        Assert.Equal(ActionState.Done, done.Single().State);
        Assert.False(Load(await ArrivedAsync(ana)).Headers.Contains(HeaderId.Bcc));
        Assert.False(Load(await ArrivedAsync(boss)).Headers.Contains(HeaderId.Bcc));
        Assert.Equal(
            AddressOf(boss),
            Load((await robin.ReadAsync("Sent")).Single().Raw).Bcc.Mailboxes.Single().Address
        );
    }

    [Fact]
    public async Task One_refused_recipient_keeps_it_from_all()
    {
        await using var ana = await MailboxAsync();
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        writer.Contacts = writer.Contacts.Add("Ana", [AddressOf(ana)]).Add("Other", ["x@elsewhere.test"]);

        var failed = (
            await writer.Driver.DoAsync(
                Writer.Send(
                    new
                    {
                        to = new[] { "ana", "other" },
                        subject = "Hi",
                        body = "x",
                    }
                )
            )
        ).Single();

        Assert.Equal(ActionState.Failed, failed.State);
        Assert.Contains("does not take x@elsewhere.test", failed.Explanation, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent to anybody", failed.Explanation, StringComparison.Ordinal);
        Assert.Empty(await ana.ReadAsync("INBOX"));
        Assert.Empty(await robin.ReadAsync("Sent"));
    }

    [Fact]
    public async Task A_call_holds_the_whole_message_and_describing_it_again_gives_the_same()
    {
        await using var ana = await MailboxAsync();
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        await robin.AddAsync(
            "INBOX",
            Message($"Ana <{AddressOf(ana)}>", "AW: Lunch", "At noon?", "q1@corp.example"),
            "",
            DateTimeOffset.UnixEpoch.AddYears(56)
        );
        await File.WriteAllTextAsync(Path.Join(writer.Outgoing, "menu.txt"), "Soup");
        var at = (await writer.Driver.ListAsync()).Messages.Single().Location;

        var call = (await writer.Driver.DescribeAsync(Writer.Send(Reply(at, ["menu.txt"])))).Single();
        var again = (
            await writer.Driver.DescribeAsync(new ToolRequest(call.Connection, call.Tool, call.Arguments))
        ).Single();

        LabelledCalls.AssertComplete(call);
        Assert.Equal(call.Hash, again.Hash);
        Assert.Equal(Verbs.Send | Verbs.Reply, call.Verbs);
        Assert.Equal([new Destination("mail", AddressOf(ana))], call.Destinations);
        Assert.Equal(["first-contact"], call.Warnings.Select(w => w.Code));
        using var arguments = JsonDocument.Parse(call.Arguments);
        Assert.Equal("Re: Lunch", arguments.RootElement.GetProperty("subject").GetString());
        Assert.Equal(64, arguments.RootElement.GetProperty("attachments")[0].GetProperty("sha256").GetString()!.Length);
        var decision = Guard.Decide(call, Driver.Snapshot);
        Assert.Equal((Verdict.Ask, "warning:first-contact"), (decision.Verdict, decision.Reasons[0].Rule));
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_shown_is_not_sent()
    {
        await using var ana = await MailboxAsync();
        await using var robin = server.NewMailbox();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        writer.Contacts = writer.Contacts.Add("Ana", [AddressOf(ana)]);
        var file = Path.Join(writer.Outgoing, "offer.txt");
        await File.WriteAllTextAsync(file, "100");
        var request = Writer.Send(
            new
            {
                to = new[] { "ana" },
                subject = "Offer",
                body = "x",
                attachments = new[] { new { path = "offer.txt" } },
            }
        );
        var call = (await writer.Driver.DescribeAsync(request)).Single();
        var note = Assert
            .IsType<Preparation.Ready>((await writer.Driver.Connector.PrepareAsync([call], default))[0])
            .Note;

        await File.WriteAllTextAsync(file, "900");

        Assert.IsType<Preparation.Gone>((await writer.Driver.Connector.PrepareAsync([call], default))[0]);
        Assert.IsType<CallOutcome.Failed>((await writer.Driver.ExecuteAsync([(call, note)])).Single());
        Assert.Empty(await ana.ReadAsync("INBOX"));
    }

    [Theory]
    [InlineData("../outbox/x")]
    [InlineData("/etc/passwd")]
    [InlineData("link")]
    [InlineData(".hidden")]
    [InlineData("missing.txt")]
    public async Task Only_files_of_the_outgoing_folder_are_attached(string path)
    {
        await using var robin = await MailboxAsync();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        File.CreateSymbolicLink(Path.Join(writer.Outgoing, "link"), "/etc/passwd");
        await File.WriteAllTextAsync(Path.Join(writer.Outgoing, ".hidden"), "x");

        await Assert.ThrowsAsync<ToolException>(() =>
            writer.Driver.DescribeAsync(
                Writer.Send(
                    new
                    {
                        to = new[] { "a@b.example" },
                        subject = "x",
                        body = "x",
                        attachments = new[] { new { path } },
                    }
                )
            )
        );
    }

    [Fact]
    public async Task An_account_without_a_server_that_sends_says_what_to_configure()
    {
        await using var robin = await MailboxAsync();
        await using var writer = new Writer(server, robin, server.SmtpPort);
        await using var connector = Connectors.Mail.MailConnectorFactory.Create(
            writer.Account with
            {
                Smtp = null,
            },
            new Core.Secrets.Secret(DovecotServer.Password),
            writer.Writing
        );

        var refusal = await Assert.ThrowsAsync<ToolException>(() =>
            connector.DescribeAsync([Writer.Send(new { to = new[] { "a@b.example" }, body = "x" })], default)
        );

        Assert.Contains("smtp: submission://", refusal.Message, StringComparison.Ordinal);
    }

    private static object Reply(MailLocation at, string[] files) =>
        new
        {
            mode = "reply",
            folder = at.Folder,
            id = at.Id,
            version = at.Version,
            body = "Gladly. The menu is attached.",
            attachments = files.Select(f => new { path = f }),
        };

    private string AddressOf(ImapMailbox mailbox) => $"{mailbox.User}@mail.test";

    private Task<ImapMailbox> MailboxAsync()
    {
        Assert.SkipUnless(PostfixServer.IsPossible, "Postfix needs root.");
        return Task.FromResult(server.NewMailbox());
    }

    private static async Task<string> ArrivedAsync(ImapMailbox mailbox) =>
        (await Eventually.GivesAsync(() => mailbox.ReadAsync("INBOX"), inbox => !inbox.IsEmpty))[0].Raw;

    private static MimeMessage Load(string raw)
    {
        using var stream = new MemoryStream(System.Text.Encoding.Latin1.GetBytes(raw));
        return MimeMessage.Load(stream);
    }
}
