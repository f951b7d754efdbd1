using System.Text.Json;
using MeshClaw.Testing;

namespace MeshClaw.Survival.Tests;

/// <summary>Kills the shipped gateway at every named point and at random moments; afterwards nothing is lost, doubled or untold.</summary>
public sealed class KillTests : IClassFixture<DovecotServer>, IClassFixture<DovecotWithoutMove>
{
    private readonly DovecotServer _server;
    private readonly DovecotWithoutMove _withoutMove;

    public KillTests(DovecotServer server, DovecotWithoutMove withoutMove)
    {
        _server = server;
        _withoutMove = withoutMove;
    }

    [Fact]
    public async Task A_triage_of_2000_messages_survives_every_kill()
    {
        // Each start continues what the one before left; "up" recovers first, so reconcile points follow a kill in mid-action.
        string[] points =
        [
            "prepare.done:1",
            "journal.intent.before:1",
            "journal.intent.committed:1",
            "reconcile.before:1",
            "reconcile.committed:1",
            "mail.move.sent:1",
            "reconcile.before:1",
            "mail.move.answered:1",
            "reconcile.committed:1",
            "connector.acted:1",
            "journal.outcome.before:1",
            "journal.outcome.committed:1",
            "mail.move.sent:2",
            "mail.move.answered:2",
            "journal.intent.committed:3",
            "connector.acted:2",
        ];
        await SurviveAsync(_server, 2000, points, randomKills: 8);
    }

    [Fact]
    public async Task Copying_and_expunging_survives_every_kill_where_the_server_cannot_move()
    {
        string[] points =
        [
            "mail.copy.sent:1",
            "mail.copy.answered:1",
            "mail.store.sent:1",
            "mail.expunge.sent:1",
            "mail.expunge.answered:1",
            "connector.acted:1",
            "mail.copy.answered:2",
        ];
        await SurviveAsync(_withoutMove, 600, points, randomKills: 2);
    }

    private static async Task SurviveAsync(DovecotServer server, int messages, string[] points, int randomKills)
    {
        using var home = new Home();
        var mailbox = server.NewMailbox();
        await Flood.FillAsync(mailbox, messages);
        var before = await Flood.InventoryAsync(mailbox);
        await ConnectAsync(home, server, mailbox);
        home.LetTheInboxAct();

        var first = await Shipped.RunAsync(home, "run inbox", "run.proposed:1");
        Assert.Equal(Shipped.Killed, first.ExitCode);
        foreach (var point in points)
        {
            var ended = await Shipped.RunAsync(home, "up", point);
            Assert.True(ended.ExitCode == Shipped.Killed, $"{point}: {ended.ExitCode}\n{ended.Errors}");
        }

        var random = new Random(20261123);
        for (var i = 0; i < randomKills; i++)
        {
            using var up = Shipped.Start(home, "up");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(250, 900)), TimeProvider.System); // The moment is the point.
            up.Kill();
            await up.EndAsync();
        }

        // Any run that is left goes on, and the command ends when it has.
        await Shipped.JsonAsync(home, "up --detach");
        await FinishAsync(home);
        await Shipped.JsonAsync(home, "down");

        Assert.Equal(before, await Flood.InventoryAsync(mailbox));
        await AssertJournalIsTrueAsync(home, mailbox);
    }

    /// <summary>What the journal says is done is there, what it says is not is where it was, and nothing is open.</summary>
    private static async Task AssertJournalIsTrueAsync(Home home, TestMailbox mailbox)
    {
        var timeline = (await Shipped.JsonAsync(home, "timeline --limit 100000")).EnumerateArray().ToList();
        var states = timeline.CountBy(e => e.GetProperty("state").GetString()!).ToDictionary();
        Assert.Equal(["done"], states.Keys);
        var filed = await mailbox.ReadAsync("Reading");
        Assert.Equal(filed.Length, states["done"]);
        Assert.NotEmpty(filed);
        var (ok, _) = Verification(await Shipped.JsonAsync(home, "audit verify"));
        Assert.True(ok);
    }

    [Fact]
    public async Task Approvals_and_undo_survive_a_kill_and_happen_once()
    {
        using var home = new Home();
        var mailbox = _server.NewMailbox();
        await Flood.FillAsync(mailbox, 60);
        var before = await Flood.InventoryAsync(mailbox);
        await ConnectAsync(home, _server, mailbox);

        // Nothing acts before the owner's yes, whenever the process ends.
        Assert.Equal(Shipped.Killed, (await Shipped.RunAsync(home, "run inbox --json", "approval.stored:1")).ExitCode);
        Assert.Empty(await mailbox.ReadAsync("Reading"));

        var waiting = (await Shipped.JsonAsync(home, "approvals list")).EnumerateArray().Single();
        var id = waiting.GetProperty("id").GetString();
        Assert.Equal(Shipped.Killed, (await Shipped.RunAsync(home, $"approve {id}", "approval.granted:1")).ExitCode);

        // The yes was on disk: the next start carries it out, once.
        await Shipped.JsonAsync(home, "up --detach");
        await FinishAsync(home);
        var filed = (await mailbox.ReadAsync("Reading")).Length;
        Assert.True(filed > 40, $"{filed} filed");
        await Shipped.JsonAsync(home, "down");

        Assert.Equal(Shipped.Killed, (await Shipped.RunAsync(home, "undo --last", "undo.proposed:1")).ExitCode);
        await Shipped.JsonAsync(home, "up --detach");
        await FinishAsync(home);
        await Shipped.JsonAsync(home, "down");

        Assert.Empty(await mailbox.ReadAsync("Reading"));
        Assert.Equal(before, await Flood.InventoryAsync(mailbox));
    }

    [Fact]
    public async Task What_a_killed_command_left_is_finished_by_the_next_one_without_a_gateway()
    {
        using var home = new Home();
        await using var mailbox = new MaildirMailbox();
        await Flood.FillAsync(mailbox, 200);
        var before = await Flood.InventoryAsync(mailbox);
        await Shipped.JsonAsync(home, $"connect mail/work --maildir {mailbox.Root}");
        home.LetTheInboxAct();
        foreach (var point in new[] { "maildir.renamed:7", "journal.outcome.committed:1", "maildir.renamed:31" })
        {
            Assert.Equal(Shipped.Killed, (await Shipped.RunAsync(home, "run inbox --json", point)).ExitCode);
        }

        await Shipped.JsonAsync(home, "run inbox");

        Assert.Equal(before, await Flood.InventoryAsync(mailbox));
        await AssertJournalIsTrueAsync(home, mailbox);
    }

    [Fact]
    public async Task Every_kill_point_has_a_name_that_the_executable_lists()
    {
        using var home = new Home();
        var listed = (await Shipped.RunAsync(home, "kill-points")).Output.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

        Assert.Contains("mail.move.sent", listed);
        Assert.Contains("journal.intent.committed", listed);
    }

    internal static (bool Ok, string? Finding) Verification(JsonElement json) =>
        (json.GetProperty("ok").GetBoolean(), json.TryGetProperty("finding", out var f) ? f.GetString() : null);

    internal static Task<JsonElement> ConnectAsync(Home home, DovecotServer server, ImapMailbox mailbox) =>
        Shipped.JsonAsync(
            home,
            $"connect mail/work --imap imap://127.0.0.1:{server.ImapPort} --user {mailbox.User} --password-stdin --ca-file {server.CertificateFile}",
            input: DovecotServer.Password
        );

    /// <summary>Waits until nothing is left to do: no row will be executed any more, and no run goes on.</summary>
    internal static async Task FinishAsync(Home home)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await HasOpenAsync(home, "intended") || await HasOpenAsync(home, "executing") || await IsBusyAsync(home))
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    private static async Task<bool> HasOpenAsync(Home home, string state) =>
        (await Shipped.JsonAsync(home, $"timeline --state {state} --limit 1")).GetArrayLength() > 0;

    private static async Task<bool> IsBusyAsync(Home home) =>
        (await Shipped.JsonAsync(home, "status")).GetProperty("runsActive").GetInt32() > 0;
}
