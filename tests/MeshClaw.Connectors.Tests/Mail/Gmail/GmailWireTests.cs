using System.Net;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;
using MeshClaw.Testing;
using static MeshClaw.Testing.TestMailbox;

namespace MeshClaw.Connectors.Tests.Mail.Gmail;

/// <summary>The contract on the documented wire, with batches.</summary>
public sealed class GmailWireContractTests : MailStoreContract
{
    private protected override bool Copies => false;

    private protected override bool TwinsWait => false;

    private protected override (TestMailbox, MailConnector) Open()
    {
        var gmail = new GmailFake();
        var mailbox = gmail.Mailbox();
        return (mailbox, GmailStores.Connect(mailbox, gmail.Client()));
    }
}

/// <summary>What Gmail's wire asks for beyond the contract: tokens, waiting, labels that are no folders.</summary>
public sealed class GmailWireTests : IDisposable
{
    private static readonly DateTimeOffset s_received = new(2026, 11, 16, 7, 30, 5, TimeSpan.Zero);

    private readonly GmailFake _gmail = new();
    private readonly GmailMailbox _mailbox;
    private readonly ImpatientTime _time = new();

    public GmailWireTests() => _mailbox = _gmail.Mailbox();

    [Fact]
    public async Task Fifty_messages_are_one_request_of_each_kind()
    {
        for (var i = 0; i < 60; i++)
        {
            await AddAsync("INBOX", $"m{i}", minutes: i);
        }

        var driver = Drive();
        _gmail.Log.Clear();
        var page = await driver.ListAsync(limit: 50);

        Assert.Equal((50, 60), (page.Messages.Length, page.Total));
        // Labels, ids, outlines, bodies, the count.
        Assert.Equal(["GET", "GET", "BATCH", "BATCH", "GET"], Sent().Where(l => l != "PART"));
    }

    [Fact]
    public async Task Without_a_place_for_batches_messages_come_one_by_one()
    {
        _gmail.HasBatch = false;
        for (var i = 0; i < 12; i++)
        {
            await AddAsync("INBOX", $"m{i}", minutes: i);
        }

        var driver = Drive();

        Assert.Equal(12, (await driver.ListAsync()).Messages.Length);
        Assert.Equal(12, (await driver.ListAsync()).Messages.Length);
        Assert.Equal(1, _gmail.Log.Count(l => l == "BATCH"));
    }

    [Fact]
    public async Task A_token_that_ended_is_renewed_once()
    {
        await AddAsync("INBOX", "one");
        var tokens = new FixedTokens("old", "token");

        var page = await Drive(tokens).ListAsync();

        Assert.Single(page.Messages);
        Assert.Equal(1, _gmail.Log.Count(l => l.EndsWith("/labels", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task Access_that_was_taken_away_says_how_to_sign_in_again()
    {
        _gmail.Tokens.Clear();

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => Drive(new FixedTokens("a", "b")).ListAsync());

        Assert.Equal(
            $"Google no longer accepts MeshClaw's access to {GmailFake.Address}: sign in again with: meshclaw connect mail/work --oauth google",
            failure.Message
        );
        Assert.Equal(2, _gmail.Log.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "rateLimitExceeded")]
    [InlineData(HttpStatusCode.Forbidden, "userRateLimitExceeded")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "backendError")]
    public async Task Where_gmail_is_busy_it_is_asked_again_later(HttpStatusCode status, string reason)
    {
        await AddAsync("INBOX", "one");
        for (var i = 0; i < 4; i++)
        {
            _gmail.Order("/labels", status, reason);
        }

        var page = await Drive().ListAsync();

        Assert.Single(page.Messages);
        Assert.Equal(4, _time.Waits.Count);
        Assert.All(_time.Waits.Index(), w => Assert.InRange(w.Item.TotalSeconds, 0.5 * (1 << w.Index), 1 << w.Index));
    }

    [Fact]
    public async Task Gmail_says_itself_how_long_to_wait_and_gives_up_in_the_end()
    {
        for (var i = 0; i < 5; i++)
        {
            _gmail.Order("/labels", HttpStatusCode.TooManyRequests, "rateLimitExceeded", retryAfter: "7");
        }

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => Drive().ListAsync());

        Assert.StartsWith("Gmail is busy", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat(TimeSpan.FromSeconds(7), 4), _time.Waits);
    }

    [Fact]
    public async Task A_part_of_a_batch_that_came_too_soon_is_asked_for_again_alone()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await AddAsync("INBOX", $"m{i}", minutes: i));
        }

        _gmail.Order($"messages/{ids[1]}?", HttpStatusCode.TooManyRequests, "rateLimitExceeded");

        Assert.Equal(3, (await Drive().ListAsync()).Messages.Length);
        Assert.Single(_time.Waits);
    }

    [Theory]
    [InlineData("insufficientPermissions", "leave every box ticked")]
    [InlineData("accessNotConfigured", "not switched on")]
    [InlineData("dailyLimitExceeded", "tomorrow")]
    [InlineData("forbidden", "as ana@corp.example")]
    public async Task A_refusal_says_what_to_do(string reason, string words)
    {
        _gmail.Order("/labels", HttpStatusCode.Forbidden, reason);

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => Drive().ListAsync());

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Single(_gmail.Log);
    }

    [Fact]
    public async Task Somebody_elses_sign_in_is_refused()
    {
        var other = new MailAccount { Connection = Driver.Connection, Gmail = "boris@corp.example" };
        var connector = MailConnectorFactory.Create(
            other,
            new FixedTokens("token"),
            _gmail.Client(),
            _time,
            _mailbox.Root
        );

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => new Driver(connector).ListAsync());

        Assert.Contains("as boris@corp.example", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_a_message_was_answered_cannot_be_said()
    {
        await AddAsync("INBOX", "one");
        var driver = Drive();
        var at = (await driver.ListAsync()).Messages[0].Location;

        var failure = await Assert.ThrowsAsync<ToolException>(() =>
            driver.DescribeAsync(Driver.Flag(at, ["answered"], []))
        );

        Assert.Equal("mail/work does not keep the flag answered. It keeps: seen, flagged.", failure.Message);
    }

    [Fact]
    public async Task Nothing_is_ever_removed_for_good()
    {
        await AddAsync("INBOX", "one");
        var driver = Drive();
        var at = (await driver.ListAsync()).Messages[0].Location;
        _gmail.Log.Clear();

        await driver.DoAsync(Driver.On(MailTools.Delete, at));

        Assert.DoesNotContain(_gmail.Log, l => l.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.DoesNotContain(_gmail.Log, l => l.Contains("trash", StringComparison.OrdinalIgnoreCase));
        var labels = await _mailbox.LabelsAsync(at.Id);
        Assert.DoesNotContain("INBOX", labels);
        Assert.DoesNotContain("TRASH", labels);
    }

    [Theory]
    [InlineData("Work INBOX", "INBOX", "Reading")]
    [InlineData("Reading INBOX", "INBOX", "Reading")] // There already: undo leaves it.
    [InlineData("Work INBOX", "Work", "Archive")] // Archiving takes it out of the inbox; undo puts it back.
    [InlineData("Work INBOX", "Work", "MeshClaw Holding")]
    [InlineData("Work", "Work", "Trash")]
    [InlineData("Work", "Archive", "INBOX")]
    [InlineData("Spam", "Spam", "INBOX")]
    public async Task Undoing_a_move_brings_every_label_back(string labels, string from, string to)
    {
        var id = await AddAsync(labels.Split(' ')[0], "one");
        foreach (var label in labels.Split(' ').Skip(1))
        {
            await _mailbox.CopyAsync("", id, label);
        }

        var before = (await _mailbox.LabelsAsync(id)).Order();
        var driver = Drive();
        var at = (await driver.ListAsync(from)).Messages.Single().Location;

        var row = (await driver.DoAsync(Driver.Move(at, to))).Single();

        Assert.Equal(ActionState.Done, row.State);
        Assert.Empty((await driver.ListAsync(from)).Messages);
        Assert.Single((await driver.ListAsync(to)).Messages);
        Assert.Equal(ActionState.Done, (await driver.DoAsync(driver.Connector.UndoRequest(row)!)).Single().State);
        Assert.Equal(before, (await _mailbox.LabelsAsync(id)).Order());
    }

    [Fact]
    public async Task What_was_deleted_lies_in_no_other_folder()
    {
        var id = await AddAsync("Work", "one");
        await _mailbox.CopyAsync("", id, "INBOX");
        var driver = Drive();
        var at = (await driver.ListAsync()).Messages.Single().Location;

        await driver.DoAsync(Driver.On(MailTools.Delete, at));

        Assert.Empty((await driver.ListAsync("Work")).Messages);
        Assert.Empty((await driver.ListAsync("Archive")).Messages);
        Assert.Single((await driver.ListAsync("MeshClaw Holding")).Messages);
    }

    [Fact]
    public async Task Sent_mail_stays_sent_but_can_be_deleted()
    {
        await AddAsync("Sent", "one");
        var driver = Drive();
        var at = (await driver.ListAsync("Sent")).Messages.Single().Location;

        var moved = (await driver.DoAsync(Driver.Move(at, "Work"))).Single();
        var deleted = (await driver.DoAsync(Driver.On(MailTools.Delete, at))).Single();

        Assert.Equal((ActionState.Failed, ActionState.Done), (moved.State, deleted.State));
        Assert.Contains("'Sent'", moved.Explanation!, StringComparison.Ordinal); // A failed one has words.
        Assert.Empty((await driver.ListAsync("Sent")).Messages);
        await driver.DoAsync(driver.Connector.UndoRequest(deleted)!);
        Assert.Single((await driver.ListAsync("Sent")).Messages);
    }

    [Fact]
    public async Task A_search_is_a_phrase_and_never_gmails_language()
    {
        await AddAsync("INBOX", "one");

        await Drive().ReadAsync<MailPage>(MailTools.Search, new { text = "x\" OR label:inbox from:\"boris" });

        var list = _gmail.Log.Single(l =>
            l.StartsWith("GET", StringComparison.Ordinal) && l.Contains("&q=", StringComparison.Ordinal)
        );
        Assert.Contains(Uri.EscapeDataString("\"x  OR label:inbox from: boris\""), list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_of_a_message_that_was_not_listed_are_read_without_its_contents()
    {
        var id = await AddAsync("INBOX", "one", more: "List-Id: <x.shop.example>\r\n");

        var call = (await Drive().DescribeAsync(Driver.On(MailTools.Delete, new MailLocation("INBOX", id, ""))))[0];

        Assert.Equal("one", call.Targets.Single().Facts.Subject);
        Assert.Equal(TargetKinds.Newsletter | TargetKinds.Unread, call.Targets.Single().Facts.Kinds);
        Assert.DoesNotContain(_gmail.Log, l => l.Contains("format=raw", StringComparison.Ordinal));
    }

    public void Dispose() => _gmail.Dispose();

    private IEnumerable<string> Sent() =>
        _gmail.Log.Select(l =>
            l == "BATCH" ? l
            : l.Contains("messages/", StringComparison.Ordinal) ? "PART"
            : l.Split(' ')[0]
        );

    private Task<string> AddAsync(string folder, string subject, int minutes = 0, string more = "") =>
        _mailbox.AddAsync(
            folder,
            Message("Ana <ana@corp.example>", subject, "Hello there", more: more),
            "",
            s_received.AddMinutes(minutes)
        );

    private Driver Drive(FixedTokens? tokens = null) =>
        new(
            MailConnectorFactory.Create(
                GmailStores.Account(GmailFake.Address),
                tokens ?? new FixedTokens("token"),
                _gmail.Client(),
                _time,
                _mailbox.Root
            )
        );
}
