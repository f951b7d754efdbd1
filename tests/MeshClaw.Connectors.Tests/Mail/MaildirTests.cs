using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Maildir;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Testing;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail;

[Collection<SharedDovecot>]
public sealed class MaildirTests(DovecotServer server)
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("Reading", "Reading")]
    [InlineData("Größe & Co", "Gr&APYA3w-e &- Co")]
    [InlineData("日本語", "&ZeVnLIqe-")]
    [InlineData("😀", "&2D3eAA-")]
    public void Names_are_spelled_in_modified_utf7(string name, string encoded)
    {
        Assert.Equal(encoded, ModifiedUtf7.Encode(name));
        Assert.Equal(name, ModifiedUtf7.Decode(encoded));
    }

    [Theory]
    [InlineData("&")]
    [InlineData("&!!-")]
    [InlineData("a&AP")]
    public void What_is_not_modified_utf7_stays_as_it_is(string name) => Assert.Equal(name, ModifiedUtf7.Decode(name));

    [Fact]
    public async Task What_Dovecot_wrote_is_read_and_what_is_moved_Dovecot_sees()
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.AddAsync("Größe/Ünter", Message("a@b.example", "x", "y"), "Seen Flagged", s_received);
        await mailbox.AddAsync("Archive", Message("a@b.example", "older", "y"), "", s_received); // Its folder is Dovecot's own.
        var before = (await mailbox.ReadAsync("Größe/Ünter")).Single();
        await using var connector = Connect(Path.Combine(server.MailFolder, mailbox.User));
        var driver = new Driver(connector);
        var message = (await driver.ListAsync("Größe/Ünter")).Messages.Single();
        Assert.Equal((s_received, true, true), (message.Received, message.Seen, message.Flagged));

        await driver.DoAsync(Driver.Move(message.Location, "Archive"));

        Assert.Empty(await mailbox.ReadAsync("Größe/Ünter"));
        Assert.Equal(before, (await mailbox.ReadAsync("Archive"))[1] with { Id = before.Id });
    }

    [Fact]
    public async Task Another_programs_change_of_flags_does_not_lose_the_message()
    {
        await using var mailbox = new MaildirMailbox();
        await mailbox.AddAsync("INBOX", Message("a@b.example", "x", "y"), "", s_received);
        await using var connector = Connect(mailbox.Root);
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single().Location;
        var call = (await driver.DescribeAsync(Driver.Move(at, "Reading")))[0];
        var prepared = (Preparation.Ready)(await connector.PrepareAsync([call], default))[0];
        await mailbox.FlagAsync("INBOX", at.Id, "Seen");

        Assert.IsType<CallOutcome.Done>((await driver.ExecuteAsync([(call, prepared.Note)]))[0]);
        Assert.Equal("Seen", (await mailbox.ReadAsync("Reading")).Single().Flags);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_never_overwritten()
    {
        await using var mailbox = new MaildirMailbox();
        await mailbox.AddAsync("INBOX", Message("a@b.example", "x", "y"), "Seen", s_received);
        await using var connector = Connect(mailbox.Root);
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single().Location;
        await mailbox.CopyAsync("INBOX", at.Id, "Reading");

        var row = (await driver.DoAsync(Driver.Move(at, "Reading"))).Single();

        Assert.Equal(ActionState.Done, row.State);
        Assert.Equal(2, (await mailbox.ReadAsync("Reading")).Length);
        Assert.Empty(await mailbox.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task A_name_that_Maildir_cannot_hold_fails_and_moves_nothing()
    {
        await using var mailbox = new MaildirMailbox();
        await mailbox.AddAsync("INBOX", Message("a@b.example", "x", "y"), "", s_received);
        await using var connector = Connect(mailbox.Root);
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single().Location;

        Assert.Equal(ActionState.Failed, (await driver.DoAsync(Driver.Move(at, "v1.2"))).Single().State);
        Assert.Single(await mailbox.ReadAsync("INBOX"));
    }

    [Fact]
    public async Task A_folder_that_is_no_Maildir_is_an_error()
    {
        await using var connector = Connect(Path.Combine(Path.GetTempPath(), "meshclaw-no-such-maildir"));

        await Assert.ThrowsAsync<IOException>(() =>
            new Driver(connector).ReadAsync<MailFolderList>(MailTools.Folders, new { })
        );
    }

    [Fact]
    public async Task A_name_in_utf8_on_disk_is_found()
    {
        await using var mailbox = new MaildirMailbox();
        await mailbox.AddAsync("Größe", Message("a@b.example", "x", "y"), "", s_received);
        await using var connector = Connect(mailbox.Root);

        Assert.Single((await new Driver(connector).ListAsync("Größe")).Messages);
    }

    private static MailConnector Connect(string path) =>
        MailConnectorFactory.Create(new MailAccount { Connection = Driver.Connection, MaildirPath = path }, null);
}
