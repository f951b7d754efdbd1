using MeshClaw.Core.Connectors;
using MeshClaw.Testing;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail;

/// <summary>The line breaks at each command that changes something, before the server hears it and after it did.</summary>
public abstract class ImapCutContract(DovecotServer server)
{
    private protected async Task CutAsync(string word, bool delivers, Type expected, int here, int there)
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.AddAsync(
            "INBOX",
            Message("a@b.example", "x", "y"),
            "Seen",
            DateTimeOffset.UnixEpoch.AddYears(50)
        );
        await using var proxy = new CuttingProxy(server.ImapPort, word, delivers);
        await using var connector = MailStores.Connect(MailStores.Account(server, mailbox.User, proxy.Port));
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single().Location;
        var move = Driver.Move(at, "Reading");
        var (_, rows) = await driver.PrepareAsync(move);
        var call = (await driver.DescribeAsync(move))[0];

        await Assert.ThrowsAsync<ConnectorException>(() => driver.ExecuteAsync([(call, rows[0]!.Preparation!)]));
        Assert.Equal(
            (here, there),
            ((await mailbox.ReadAsync("INBOX")).Length, (await mailbox.ReadAsync("Reading")).Length)
        );

        var found = await driver.ReconcileAsync(rows[0]);
        Assert.IsType(expected, found);
        var happened = found is Reconciliation.Happened;
        Assert.Equal(
            happened ? (0, 1) : (1, 0),
            ((await mailbox.ReadAsync("INBOX")).Length, (await mailbox.ReadAsync("Reading")).Length)
        );
        Assert.Equal("Seen", (await mailbox.ReadAsync(happened ? "Reading" : "INBOX")).Single().Flags);
    }
}

public sealed class ImapCutTests(DovecotWithoutTls server) : ImapCutContract(server), IClassFixture<DovecotWithoutTls>
{
    [Fact]
    public Task Before_the_move_was_heard() => CutAsync("UID MOVE", false, typeof(Reconciliation.NotHappened), 1, 0);

    [Fact]
    public Task After_the_move_was_heard() => CutAsync("UID MOVE", true, typeof(Reconciliation.Happened), 0, 1);
}

public sealed class ImapCutWithoutMoveTests(DovecotWithoutTlsAndMove server)
    : ImapCutContract(server),
        IClassFixture<DovecotWithoutTlsAndMove>
{
    [Fact]
    public Task Before_the_copy_was_heard() => CutAsync("UID COPY", false, typeof(Reconciliation.NotHappened), 1, 0);

    [Fact]
    public Task After_the_copy_was_heard() => CutAsync("UID COPY", true, typeof(Reconciliation.Happened), 1, 1);

    [Fact]
    public Task Before_the_mark_was_heard() => CutAsync("UID STORE", false, typeof(Reconciliation.Happened), 1, 1);

    [Fact]
    public Task Before_the_expunge_was_heard() => CutAsync("UID EXPUNGE", false, typeof(Reconciliation.Happened), 1, 1);

    [Fact]
    public Task After_the_expunge_was_heard() => CutAsync("UID EXPUNGE", true, typeof(Reconciliation.Happened), 0, 1);
}
