using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>Connect, run, ask, apply, show, undo: on real files, over the real socket.</summary>
public sealed class WholeRoundTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mailbox_is_sorted_after_the_owners_yes_and_is_as_before_after_undo()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        home.AddMail(2, "Question", "ana@corp.example");
        var before = home.Mail;
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var waiting = await RunAsync(client);
        Assert.Equal("waiting", waiting.State);
        Assert.Equal(before, home.Mail);

        var approval = await client.GetApprovalAsync(Assert.Single(waiting.Approvals), Token);
        Assert.Equal(3, approval.Calls.Count);
        var call = approval.Calls[0];
        Assert.Equal("mail.move", call.Tool);
        Assert.Equal("Reading", call.Args.GetProperty("to").GetString());
        Assert.Equal("agents/inbox/AGENT.md", call.Sources["to"]);
        Assert.StartsWith("message “Issue ", call.Sources["id"], StringComparison.Ordinal);
        Assert.Equal("mail/work", call.Sources["folder"]);
        Assert.Equal(
            [("/folder", "ownsystem"), ("/id", "ownsystem"), ("/to", "owner")],
            call.Values.Select(v => (v.Path, v.Origin)) // A Maildir has no versions.
        );
        Assert.Empty(call.Outliers);

        var wrong = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ApproveAsync(approval.Id, new ApproveRequest(new string('0', 64), null), Token)
        );
        Assert.Equal(("hash-mismatch", 409), (wrong.Code, wrong.Status));
        Assert.Equal(before, home.Mail);

        await client.ApproveAsync(approval.Id, new ApproveRequest(approval.Hash, null), Token);
        var done = await client.WaitForRunAsync(waiting.Run, Token);
        Assert.Equal("done", done.State);
        Assert.Equal(3, done.Actions["done"]);
        Assert.Equal(3, home.Mail.Count(f => f.Contains("Reading", StringComparison.Ordinal)));

        var timeline = await client.TimelineAsync(new TimelineQuery { Run = done.Run, State = "done" }, Token);
        Assert.Equal(3, timeline.Count);
        Assert.All(timeline, entry => Assert.True(entry.CanUndo));
        Assert.All(timeline, entry => Assert.Equal(3, entry.Values.Count));

        var again = await Assert.ThrowsAsync<GatewayException>(() =>
            client.ApproveAsync(approval.Id, new ApproveRequest(approval.Hash, null), Token)
        );
        Assert.Equal("already-decided", again.Code);

        var undo = await client.UndoAsync(null, Token);
        var undone = await client.WaitForRunAsync(undo.Run, Token);
        Assert.Equal("done", undone.State);
        Assert.Equal(before, home.Mail);
        Assert.Equal(3, (await client.GetRunAsync(done.Run, Token)).Actions["undone"]);
        var back = await client.TimelineAsync(new TimelineQuery { Run = undone.Run }, Token);
        Assert.All(
            back.SelectMany(entry => entry.Values),
            value => Assert.StartsWith("journal of a", value.Source, StringComparison.Ordinal)
        );

        var audit = await client.VerifyAuditAsync(Token);
        Assert.True(audit.Ok, audit.Finding);
        using var export = new MemoryStream();
        await client.ExportAuditAsync(export, 1, Token);
        var lines = System.Text.Encoding.UTF8.GetString(export.ToArray()).Trim().Split('\n');
        Assert.Equal(audit.Entries, lines.Length);
    }

    [Fact]
    public async Task The_audit_is_not_called_whole_when_its_heads_were_taken_away()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await RunAsync(client);
        Assert.True((await client.VerifyAuditAsync(Token)).Ok);

        File.Delete(Path.Combine(home.Home.Root, "audit-heads.jsonl"));

        Assert.False((await client.VerifyAuditAsync(Token)).Ok);
    }

    [Fact]
    public async Task Only_the_named_actions_are_done_when_some_are_approved()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        var waiting = await RunAsync(client);
        var approval = await client.GetApprovalAsync(waiting.Approvals[0], Token);

        await client.ApproveAsync(approval.Id, new ApproveRequest(null, [approval.Calls[1].Action]), Token);
        var done = await client.WaitForRunAsync(waiting.Run, Token);

        Assert.Equal((1, 2), (done.Actions["done"], done.Actions["denied"]));
        Assert.Single(home.Mail, f => f.Contains("Reading", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_done_after_a_no()
    {
        await using var home = new TestHome();
        home.AddMail(2);
        var before = home.Mail;
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        var waiting = await RunAsync(client);

        await client.DenyAsync(waiting.Approvals[0], Token);
        var ended = await client.WaitForRunAsync(waiting.Run, Token);

        Assert.Equal(("done", 2), (ended.State, ended.Actions["denied"]));
        Assert.Equal(before, home.Mail);
    }

    [Fact]
    public async Task A_mistyped_member_of_an_answer_is_refused_and_is_no_yes()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        var (host, client) = await home.StartConnectedAsync();
        using var closing = client;
        var waiting = await RunAsync(client);
        using var raw = new RawClient(host.Ready);

        var status = await raw.PostAsync(
            $"/v1/approvals/{waiting.Approvals[0]}/approve",
            """{"hsah":"0000"}""",
            "application/json"
        );

        Assert.Equal(400, status.Status);
        Assert.Equal("waiting", (await client.GetApprovalAsync(waiting.Approvals[0], Token)).State);
    }

    [Fact]
    public async Task Everything_is_refused_while_stopped_and_a_restart_keeps_the_stop()
    {
        await using var home = new TestHome();
        home.AddMail(2);
        var (host, client) = await home.StartConnectedAsync();
        var waiting = await RunAsync(client);

        var stop = await client.StopAsync(Token);
        Assert.True(stop.Stopped);
        Assert.InRange(stop.ElapsedMs, 0, 5_000);
        await RefusedAsync("stopped", () => client.StartRunAsync("inbox", Token));
        await RefusedAsync(
            "stopped",
            () => client.ApproveAsync(waiting.Approvals[0], new ApproveRequest(null, null), Token)
        );
        client.Dispose();
        await host.DisposeAsync();

        using var second = TestHome.Client(await home.StartAsync());
        Assert.True((await second.StatusAsync(Token)).Stopped);
        await RefusedAsync("stopped", () => second.StartRunAsync("inbox", Token));

        var resumed = await second.ResumeAsync(Token);
        Assert.NotNull(resumed.Since);
        Assert.False((await second.StatusAsync(Token)).Stopped);
        await second.ApproveAsync(waiting.Approvals[0], new ApproveRequest(null, null), Token);
        Assert.Equal("done", (await second.WaitForRunAsync(waiting.Run, Token)).State);
    }

    [Fact]
    public async Task An_order_is_enforced_on_the_next_run_and_one_that_is_not_understood_sets_nothing()
    {
        await using var home = new TestHome();
        home.AddMail(2);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var given = await client.AddOrderAsync("never move mail from news@list.example", Token);
        Assert.NotNull(given.Order);
        Assert.Contains("news@list.example", given.Order.Means, StringComparison.Ordinal);
        var run = await RunAsync(client);
        Assert.Equal(2, run.Actions["denied"]);

        var refused = await client.AddOrderAsync("be nice to the blue ones, mostly", Token);
        Assert.Null(refused.Order);
        Assert.NotEmpty(refused.Refusal!.Why);
        Assert.Equal(given.Order.Id, Assert.Single(await client.ListOrdersAsync(Token)).Id);

        await client.RemoveOrderAsync(given.Order.Id, Token);
        Assert.Empty(await client.ListOrdersAsync(Token));
        await RefusedAsync("not-found", () => client.RemoveOrderAsync(given.Order.Id, Token));
    }

    [Fact]
    public async Task A_paused_agent_does_not_run_until_it_is_resumed()
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        Assert.Equal("paused", (await client.PauseAgentAsync("inbox", Token)).State);
        await RefusedAsync("paused", () => client.StartRunAsync("inbox", Token));
        Assert.Equal("active", (await client.ResumeAgentAsync("inbox", Token)).State);

        Assert.Equal("done", (await RunAsync(client)).State);
    }

    [Fact]
    public async Task An_agent_that_is_running_is_not_started_again()
    {
        await using var home = new TestHome();
        home.WriteWorkConfig();
        home.WriteAgent("inbox");
        var reflex = new WaitingReflex();
        using var client = TestHome.Client(await home.StartAsync(home.Options with { Reflex = reflex }));
        var first = await client.StartRunAsync("inbox", Token);

        await RefusedAsync("busy", () => client.StartRunAsync("inbox", Token));

        reflex.Go.SetResult();
        await client.WaitForRunAsync(first.Run, Token);
        await client.WaitForRunAsync((await client.StartRunAsync("inbox", Token)).Run, Token);
        Assert.Equal(2, (await client.ListRunsAsync(10, Token)).Count);
    }

    [Fact]
    public async Task A_rule_is_put_first_and_one_that_cannot_be_read_changes_nothing()
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var agent = await client.AddRuleAsync("inbox", "from ana@corp.example -> keep", Token);
        Assert.Contains("- from ana@corp.example -> keep", agent.Text, StringComparison.Ordinal);
        await RefusedAsync("invalid", () => client.AddRuleAsync("inbox", "whatever you like", Token));
        Assert.Equal(agent.Text, (await client.GetAgentAsync("inbox", Token)).Text);
        await RefusedAsync("not-found", () => client.AddRuleAsync("nobody", "newsletters -> Reading", Token));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc")]
    [InlineData("INBOX")]
    [InlineData("a%00b")]
    public async Task A_name_that_is_a_path_is_no_agent(string name)
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());

        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.PauseAgentAsync(name, Token));

        Assert.Equal(404, refused.Status);
        Assert.False(File.Exists(Path.Join(home.Home.Root, "PAUSED")));
    }

    [Fact]
    public async Task Nothing_is_stored_of_a_connection_that_does_not_work()
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        var request = new ConnectRequest { Connection = "mail/work", Maildir = "/nowhere/at/all" };

        await RefusedAsync("connection-failed", () => client.ConnectAsync(request, Token));

        Assert.Empty(await client.ListConnectionsAsync(Token));
        Assert.Empty(await client.ListAgentsAsync(Token));
        Assert.False(File.Exists(home.Home.ConfigFile));
    }

    [Theory]
    [InlineData("work", null, "/tmp", "invalid")]
    [InlineData("mail/../x", null, "/tmp", "invalid")]
    [InlineData("mail/work", null, "relative", "invalid")]
    [InlineData("mail/work", "imaps://robin:secret@mail.example", null, "invalid")]
    [InlineData("mail/work", "http://mail.example", null, "invalid")]
    [InlineData("mail/work", "imaps://mail.example", "/tmp", "invalid")]
    [InlineData("mail/work", "imaps://mail.example", null, "invalid")]
    public async Task A_request_to_connect_that_makes_no_sense_is_refused(
        string name,
        string? imap,
        string? maildir,
        string code
    )
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        var request = new ConnectRequest
        {
            Connection = name,
            Imap = imap,
            Maildir = maildir,
            User = "robin@vega.example",
        };

        var refused = await Assert.ThrowsAsync<GatewayException>(() => client.ConnectAsync(request, Token));

        Assert.Equal(code, refused.Code);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_connection_makes_an_agent_and_the_second_another()
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        var second = await client.ConnectAsync(
            new ConnectRequest { Connection = "mail/home", Maildir = home.Maildir },
            Token
        );
        var again = await client.ConnectAsync(
            new ConnectRequest { Connection = "mail/home", Maildir = home.Maildir },
            Token
        );

        Assert.Equal("inbox-home", second.Agent);
        Assert.Null(again.Agent);
        Assert.Equal(["inbox", "inbox-home"], (await client.ListAgentsAsync(Token)).Select(a => a.Name));
        Assert.Equal(["mail/home", "mail/work"], (await client.ListConnectionsAsync(Token)).Select(c => c.Connection));

        await client.RemoveConnectionAsync("mail/home", Token);
        Assert.Equal("mail/work", Assert.Single(await client.ListConnectionsAsync(Token)).Connection);
        Assert.Equal("invalid", (await client.GetAgentAsync("inbox-home", Token)).State);
    }

    [Fact]
    public async Task A_broken_edit_of_the_configuration_is_said_and_the_old_one_holds()
    {
        await using var home = new TestHome();
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        await File.AppendAllTextAsync(home.Home.ConfigFile, "\nconections: {}\n", Token);
        var status = await client.StatusAsync(Token);

        Assert.Contains(status.Problems, p => p.Contains("conections", StringComparison.Ordinal));
        Assert.Equal(["mail/work"], status.Connections);
    }

    [Fact]
    public async Task A_backup_is_not_written_over_a_file_unless_forced()
    {
        await using var home = new TestHome();
        using var client = TestHome.Client(await home.StartAsync());
        var file = Path.Join(home.Maildir, "backup.zip");

        var made = await client.BackupAsync(new BackupRequest(file, false), Token);
        Assert.Equal(new FileInfo(file).Length, made.Bytes);
        await RefusedAsync("exists", () => client.BackupAsync(new BackupRequest(file, false), Token));
        await client.BackupAsync(new BackupRequest(file, true), Token);
        await RefusedAsync("invalid", () => client.BackupAsync(new BackupRequest("backup.zip", false), Token));
    }

    private sealed class WaitingReflex : IReflex
    {
        public TaskCompletionSource Go { get; } = new();

        public async Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken)
        {
            await Go.Task.WaitAsync(cancellationToken);
            return new ReflexResult([], new RunReport { Headline = "Nothing", Items = 0 });
        }
    }

    private static async Task<RunResponse> RunAsync(GatewayClient client)
    {
        var started = await client.StartRunAsync("inbox", Token);
        return await client.WaitForRunAsync(started.Run, Token);
    }

    private static async Task RefusedAsync(string code, Func<Task> ask) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<GatewayException>(ask)).Code);
}
