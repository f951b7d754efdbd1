using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Imap;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Secrets;
using MeshClaw.Testing;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail;

[Collection<SharedDovecot>]
public sealed class ImapConnectionTests(DovecotServer server)
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(false, SslPolicyErrors.None, true)]
    [InlineData(false, SslPolicyErrors.RemoteCertificateChainErrors, false)]
    [InlineData(false, SslPolicyErrors.RemoteCertificateNameMismatch, false)]
    [InlineData(true, SslPolicyErrors.RemoteCertificateChainErrors, true)]
    public void A_certificate_that_nobody_vouches_for_is_refused_but_on_loopback(
        bool isLoopback,
        SslPolicyErrors errors,
        bool accepted
    )
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(server.CertificateFile);

        Assert.Equal(accepted, new ServerCertificate(null, null, isLoopback).Accept(this, certificate, null, errors));
    }

    [Fact]
    public async Task A_server_on_loopback_needs_no_authority()
    {
        var account = MailStores.Account(server, "tls1") with { CaFile = null };

        await AssertWorksAsync(account);
        await AssertWorksAsync(Imaps(account));
    }

    [Fact]
    public async Task A_pinned_authority_or_certificate_is_accepted_and_no_other()
    {
        var account = MailStores.Account(server, "tls2");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(server.CertificateFile);
        var pin = Convert.ToHexString(SHA256.HashData(certificate.RawData));

        await AssertWorksAsync(Imaps(account));
        await AssertWorksAsync(Imaps(account) with { CaFile = null, CertificateSha256 = pin });
        await AssertRefusedAsync(
            Imaps(account) with
            {
                CaFile = null,
                CertificateSha256 = new string('0', 64),
            },
            "certificate"
        );
    }

    [Fact]
    public async Task A_wrong_password_says_what_to_do()
    {
        await using var connector = MailConnectorFactory.Create(MailStores.Account(server, "who"), new Secret("wrong"));

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => new Driver(connector).ListAsync());

        Assert.Contains("app password", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imap.gmail.com", "apppasswords")]
    [InlineData("outlook.office365.com", "--oauth microsoft")]
    [InlineData("imap.mail.me.com", "app-specific")]
    [InlineData("notgmail.com", "Check user and password")]
    public void Providers_want_different_things(string host, string words) =>
        Assert.Contains(words, MailProviderHints.For(host), StringComparison.Ordinal);

    [Fact]
    public async Task Two_thousand_messages_take_few_round_trips()
    {
        await using var mailbox = server.NewMailbox();
        for (var i = 0; i < 2000; i++)
        {
            await mailbox.AddAsync(
                "INBOX",
                Message($"sender{i}@b.example", $"number {i}", "text"),
                "",
                s_received.AddSeconds(i)
            );
        }

        await using var connector = MailStores.Connect(MailStores.Account(server, mailbox.User));
        var driver = new Driver(connector);
        var store = (ImapStore)connector.Store;
        var messages = new List<Core.Mail.MailMessage>();
        string? cursor = null;
        do
        {
            var page = await driver.ListAsync(cursor: cursor);
            messages.AddRange(page.Messages);
            cursor = page.Next;
        } while (cursor is not null);
        var listed = store.Commands;

        var calls = await driver.DescribeAsync([.. messages.Select(m => Driver.Move(m.Location, "Reading"))]);
        var described = store.Commands;
        var prepared = await connector.PrepareAsync(calls, default);
        var rows = calls.Zip(prepared, (c, p) => (c, ((Preparation.Ready)p).Note)).ToList();
        var ready = store.Commands;
        var outcomes = await driver.ExecuteAsync(rows);

        Assert.Equal(2000, messages.Select(m => m.Location).Distinct().Count());
        Assert.All(outcomes, o => Assert.IsType<CallOutcome.Done>(o));
        Assert.InRange(listed, 1, 50);
        Assert.InRange(described - listed, 1, 8);
        Assert.InRange(ready - described, 1, 24);
        Assert.InRange(store.Commands - ready, 1, 10);
        Assert.Equal(2000, (await mailbox.ReadAsync("Reading")).Length);

        await using var fresh = MailStores.Connect(MailStores.Account(server, mailbox.User));
        var again = await new Driver(fresh).DescribeAsync([
            .. (await mailbox.ReadAsync("Reading")).Select(m =>
                Driver.On(MailTools.Delete, new("Reading", m.Id, Version(outcomes[0])))
            ),
        ]);
        Assert.All(again, c => Assert.NotNull(c.Targets[0].Facts.From));
        Assert.InRange(((ImapStore)fresh.Store).Commands, 1, 30);
    }

    private static string Version(CallOutcome outcome) =>
        System
            .Text.Json.JsonDocument.Parse(((CallOutcome.Done)outcome).Result)
            .RootElement.GetProperty("version")
            .GetString()!;

    private MailAccount Imaps(MailAccount account) =>
        account with
        {
            Imap = new Uri($"imaps://127.0.0.1:{server.ImapsPort}"),
        };

    private static async Task AssertWorksAsync(MailAccount account)
    {
        await using var connector = MailStores.Connect(account);
        Assert.Empty((await new Driver(connector).ListAsync()).Messages);
    }

    private static async Task AssertRefusedAsync(MailAccount account, string word)
    {
        await using var connector = MailStores.Connect(account);
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => new Driver(connector).ListAsync());
        Assert.Contains(word, failure.Message, StringComparison.Ordinal);
    }
}

public sealed class ImapServerLossTests : IAsyncLifetime
{
    private readonly DovecotServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_server_that_dies_is_an_error_and_one_that_is_back_is_used_again()
    {
        await using (var mailbox = _server.NewMailbox())
        {
            await mailbox.AddAsync(
                "INBOX",
                Message("a@b.example", "x", "y"),
                "",
                DateTimeOffset.UnixEpoch.AddYears(50)
            );
            await using var connector = MailStores.Connect(MailStores.Account(_server, mailbox.User));
            var driver = new Driver(connector);
            var at = (await driver.ListAsync()).Messages.Single().Location;
            await _server.KillAsync();

            await Assert.ThrowsAsync<ConnectorException>(() => driver.ListAsync());
            await _server.StartAsync();

            Assert.Equal(ActionState.Done, (await driver.DoAsync(Driver.Move(at, "Reading"))).Single().State);
        }
    }
}

public sealed class ImapWithoutUidPlusTests(DovecotWithoutUidPlus server) : IClassFixture<DovecotWithoutUidPlus>
{
    [Fact]
    public async Task A_server_that_can_only_expunge_everything_moves_nothing()
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.AddAsync("INBOX", Message("a@b.example", "x", "y"), "", DateTimeOffset.UnixEpoch.AddYears(50));
        await mailbox.AddAsync(
            "INBOX",
            Message("a@b.example", "marked by another", "y"),
            "Deleted",
            DateTimeOffset.UnixEpoch.AddYears(50)
        );
        var before = await mailbox.ReadAsync("INBOX");
        await using var connector = MailStores.Connect(MailStores.Account(server, mailbox.User));
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single(m => m.Subject == "x").Location;

        var row = (await driver.DoAsync(Driver.Move(at, "Reading"))).Single();

        Assert.Equal(ActionState.Failed, row.State);
        Assert.Contains("UIDPLUS", row.Explanation, StringComparison.Ordinal);
        Assert.Equal(before, await mailbox.ReadAsync("INBOX"));
    }
}

[Collection<SharedDovecotWithoutMove>]
public sealed class ImapWithoutMoveTests(DovecotWithoutMove server)
{
    [Fact]
    public async Task Only_the_message_that_was_copied_is_expunged()
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.AddAsync("INBOX", Message("a@b.example", "x", "y"), "", DateTimeOffset.UnixEpoch.AddYears(50));
        await mailbox.AddAsync(
            "INBOX",
            Message("a@b.example", "marked by another", "y"),
            "Deleted",
            DateTimeOffset.UnixEpoch.AddYears(50)
        );
        await using var connector = MailStores.Connect(MailStores.Account(server, mailbox.User));
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single(m => m.Subject == "x").Location;

        await driver.DoAsync(Driver.Move(at, "Reading"));

        Assert.Equal("Deleted", (await mailbox.ReadAsync("INBOX")).Single().Flags);
        Assert.Equal("", (await mailbox.ReadAsync("Reading")).Single().Flags);
    }
}

public sealed class ImapWithPrefixTests(DovecotWithPrefix server) : IClassFixture<DovecotWithPrefix>
{
    [Fact]
    public async Task Folders_below_the_inbox_are_found_made_and_held_as_usual()
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.AddAsync(
            "INBOX",
            Message("a@b.example", "x", "y"),
            "Seen",
            DateTimeOffset.UnixEpoch.AddYears(50)
        );
        await using var connector = MailStores.Connect(MailStores.Account(server, mailbox.User));
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single().Location;

        Assert.Equal(
            Policy.Calls.Verbs.Move | Policy.Calls.Verbs.Delete,
            (await driver.DescribeAsync(Driver.Move(at, "Trash")))[0].Verbs
        );
        var moved = (await driver.DoAsync(Driver.Move(at, "Work/Reading"))).Single();
        Assert.Equal(ActionState.Done, (await driver.DoAsync(connector.UndoRequest(moved)!)).Single().State);
        var back = (await driver.ListAsync()).Messages.Single().Location;
        var deleted = (await driver.DoAsync(Driver.On(MailTools.Delete, back))).Single();

        Assert.Empty((await driver.ListAsync("INBOX/Work/Reading")).Messages);
        var held = (await driver.ListAsync("MeshClaw Holding")).Messages.Single();
        Assert.Equal("INBOX/MeshClaw Holding", held.Location.Folder);
        await Assert.ThrowsAsync<Core.Tools.ToolException>(() =>
            driver.DescribeAsync(Driver.On(MailTools.Delete, held.Location))
        );
        await driver.DoAsync(connector.UndoRequest(deleted)!);
        Assert.True((await driver.ListAsync()).Messages.Single().Seen);
    }

    [Fact]
    public async Task Folder_whose_name_holds_the_servers_separator_is_refused_and_nothing_is_moved()
    {
        await using var mailbox = server.NewMailbox();
        await mailbox.AddAsync("INBOX", Message("a@b.example", "x", "y"), "", DateTimeOffset.UnixEpoch.AddYears(50));
        await using var connector = MailStores.Connect(MailStores.Account(server, mailbox.User));
        var driver = new Driver(connector);
        var at = (await driver.ListAsync()).Messages.Single().Location;

        // "corp.example" would become two levels, and the message would lie where nobody looks for it.
        var refused = await Assert.ThrowsAsync<ConnectorException>(() =>
            driver.DoAsync(Driver.Move(at, "Lists/corp.example"))
        );

        Assert.Contains("by '.'", refused.Message, StringComparison.Ordinal);
        Assert.Single((await driver.ListAsync()).Messages);
        var folders = await driver.ReadAsync<MailFolderList>(MailTools.Folders, new { });
        Assert.DoesNotContain(folders.Folders, f => f.Name.Contains("example", StringComparison.Ordinal));
    }
}
