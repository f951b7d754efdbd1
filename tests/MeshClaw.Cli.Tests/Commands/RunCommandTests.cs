using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class RunCommandTests : IAsyncLifetime
{
    private static readonly ProtocolJson s_json = ProtocolJson.Default;
    private readonly FakeGateway _gateway = FakeGateway.Start();
    private readonly RunResponse _waiting = Samples.Run("waiting", ("waiting", 3));
    private readonly RunResponse _done = Samples.Run("done", ("done", 3));

    public ValueTask InitializeAsync()
    {
        _gateway.Answer("POST /v1/runs", _waiting with { State = "running", Approvals = [] }, s_json.RunResponse);
        _gateway.Settle(_waiting);
        _gateway.Settle(_done);
        _gateway.Answer(
            "GET /v1/approvals/p3",
            Samples.Approval(
                Samples.Call("a1", "news@list.example", "Reading"),
                Samples.Call("a2", "shop@store.example", "Receipts"),
                Samples.Call("a3", "news@list.example", "Reading")
            ),
            s_json.ApprovalDetail
        );
        _gateway.Answer("POST /v1/approvals/p3/approve", _done with { State = "running" }, s_json.RunResponse);
        _gateway.Answer("POST /v1/approvals/p3/deny", _done with { State = "running" }, s_json.RunResponse);
        _gateway.Answer("POST /v1/agents/inbox/rules", Samples.Agent, s_json.AgentResponse);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Piped_without_yes_it_waits_and_approves_nothing()
    {
        var run = await CliRun.RunAsync("run", "inbox", "--home", _gateway.Home);
        Assert.Equal(3, run.Code);
        Assert.Empty(_gateway.Bodies("POST /v1/approvals/p3/approve"));
        Assert.Contains("meshclaw approve p3", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_at_a_screen_asks_nothing_either()
    {
        var run = await CliRun.TypeAsync("y\n", "run", "inbox", "--json", "--home", _gateway.Home);
        Assert.Equal(3, run.Code);
        Assert.Equal("p3", JsonDocument.Parse(run.Output).RootElement.GetProperty("approvals")[0].GetString());
        Assert.Empty(_gateway.Bodies("POST /v1/approvals/p3/approve"));
    }

    [Fact]
    public async Task Yes_approves_all_that_waits_bound_to_its_hash()
    {
        var run = await CliRun.RunAsync("run", "inbox", "--yes", "--home", _gateway.Home);
        Assert.Equal(0, run.Code);
        Assert.Equal("""{"hash":"5f0c"}""", Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/approve")));
    }

    [Fact]
    public async Task At_a_screen_it_shows_the_report_and_applies_after_a_y()
    {
        var run = await CliRun.TypeAsync("\nmaybe\ny\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Equal(0, run.Code);
        Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/approve"));
        Snapshot.Match("Text/run-apply", run.Output);
    }

    [Fact]
    public async Task After_an_n_all_is_denied()
    {
        var run = await CliRun.TypeAsync("n\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Empty(_gateway.Bodies("POST /v1/approvals/p3/approve"));
        Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/deny"));
    }

    [Fact]
    public async Task An_input_that_ends_leaves_it_waiting()
    {
        var run = await CliRun.TypeAsync("", "run", "inbox", "--home", _gateway.Home);
        Assert.Equal(3, run.Code);
        Assert.DoesNotContain(_gateway.Asked, a => a.Route.StartsWith("POST /v1/approvals", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_review_approves_exactly_what_got_a_yes()
    {
        await CliRun.TypeAsync("r\ny\nn\nn\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Equal(
            """{"hash":"5f0c","actions":["a1"]}""",
            Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/approve"))
        );
    }

    [Fact]
    public async Task Always_for_this_sender_adds_a_rule_and_does_not_ask_for_that_sender_again()
    {
        var run = await CliRun.TypeAsync("r\na\nn\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Equal(
            """{"rule":"from news@list.example -\u003E Reading"}""",
            Assert.Single(_gateway.Bodies("POST /v1/agents/inbox/rules"))
        );
        Assert.Equal(
            """{"hash":"5f0c","actions":["a1","a3"]}""",
            Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/approve"))
        );
        Snapshot.Match("Text/run-review", run.Output);
    }

    [Fact]
    public async Task To_stop_reviewing_approves_what_had_a_yes_and_nothing_after()
    {
        await CliRun.TypeAsync("r\ny\nq\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Equal(
            """{"hash":"5f0c","actions":["a1"]}""",
            Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/approve"))
        );
    }

    [Fact]
    public async Task A_review_without_any_yes_denies()
    {
        await CliRun.TypeAsync("r\nq\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Empty(_gateway.Bodies("POST /v1/approvals/p3/approve"));
        Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/deny"));
    }

    [Fact]
    public async Task A_review_that_breaks_off_answers_nothing()
    {
        var run = await CliRun.TypeAsync("r\ny\n", "run", "inbox", "--home", _gateway.Home);
        Assert.Equal(3, run.Code);
        Assert.DoesNotContain(_gateway.Asked, a => a.Route.StartsWith("POST /v1/approvals", StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_stopped_a_run_ends_with_4()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Refuse("POST /v1/runs", 409, "stopped", "Everything is stopped.", "Resume with: meshclaw resume");
        var run = await CliRun.RunAsync("run", "inbox", "--json", "--home", gateway.Home);
        Assert.Equal(4, run.Code);
        Assert.Equal(
            """{"error":"Everything is stopped.","code":"stopped","todo":"Resume with: meshclaw resume"}""",
            run.Output.TrimEnd()
        );
    }

    [Fact]
    public async Task Progress_goes_to_standard_error_without_repeating_itself()
    {
        var run = await CliRun.RunAsync(new TerminalTraits(), "", "run", "inbox", "--json", "--home", _gateway.Home);
        Assert.Equal("reading …\n", run.Error);
    }

    [Fact]
    public async Task An_approval_with_another_hash_is_refused()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Refuse("POST /v1/approvals/p3/approve", 409, "hash-mismatch", "It is not what you saw.");
        var run = await CliRun.RunAsync("approve", "p3", "--hash", "beef", "--home", gateway.Home);
        Assert.Equal(1, run.Code);
        Assert.Equal("""{"hash":"beef"}""", Assert.Single(gateway.Bodies("POST /v1/approvals/p3/approve")));
    }

    [Fact]
    public async Task A_refused_order_ends_with_1_and_shows_what_would_be_understood()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Answer(
            "POST /v1/orders",
            422,
            "application/json",
            """{"why":"I do not know what 'nice' is.","examples":["never delete mail"]}"""
        );
        var run = await CliRun.RunAsync("order", "be", "nice", "--home", gateway.Home);
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("Not set: I do not know what 'nice' is.", run.Error, StringComparison.Ordinal);
        Assert.Contains("  never delete mail", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_is_read_from_standard_input_and_never_printed()
    {
        _gateway.Answer(
            "POST /v1/connections",
            new ConnectResponse("mail/work", 7, 124, null, []),
            s_json.ConnectResponse
        );
        var run = await CliRun.RunAsync(
            new TerminalTraits(),
            "hunter 2\n",
            "connect",
            "mail/work",
            "--user",
            "u@x.example",
            "--password-stdin",
            "--home",
            _gateway.Home
        );
        Assert.Equal(0, run.Code);
        Assert.Contains(
            "\"password\":\"hunter 2\"",
            Assert.Single(_gateway.Bodies("POST /v1/connections")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("hunter", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_password_and_anybody_to_ask_nothing_is_sent()
    {
        var run = await CliRun.RunAsync("connect", "mail/work", "--user", "u@x.example", "--home", _gateway.Home);
        Assert.Equal(1, run.Code);
        Assert.Empty(_gateway.Bodies("POST /v1/connections"));
    }

    [Fact]
    public async Task An_export_is_copied_line_by_line_and_an_existing_file_is_left()
    {
        _gateway.Answer("GET /v1/audit/export", 200, "application/jsonl", "{\"a\":1}\n{\"b\":2}\n");
        var file = Path.Join(_gateway.Home, "audit.jsonl");
        var first = await CliRun.RunAsync("audit", "export", "--out", file, "--json", "--home", _gateway.Home);
        Assert.Equal(0, first.Code);
        Assert.Equal(2, JsonDocument.Parse(first.Output).RootElement.GetProperty("entries").GetInt32());
        Assert.Equal("{\"a\":1}\n{\"b\":2}\n", await File.ReadAllTextAsync(file));
        Assert.Equal(1, (await CliRun.RunAsync("audit", "export", "--out", file, "--home", _gateway.Home)).Code);
        Assert.Equal(
            "{\"a\":1}\n{\"b\":2}\n",
            (await CliRun.RunAsync("audit", "export", "--home", _gateway.Home)).Output
        );
    }
}
