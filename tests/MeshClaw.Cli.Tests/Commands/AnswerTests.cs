using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

/// <summary>What each command prints: for people piped and 80 wide, and for scripts; whole outputs are snapshots.</summary>
public sealed class AnswerTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = FakeGateway.Start();

    public static TheoryData<string> Lines =>
        [
            "status",
            "agents list",
            "agents show inbox",
            "agents pause inbox",
            "agents resume inbox",
            "agents templates",
            "agents create --template inbox",
            "agents test inbox",
            "approvals list",
            "approvals show p3",
            "timeline",
            "mail status",
            "mail sync",
            "mail search budget",
            "mail lists",
            "orders list",
            "orders remove o2",
            "order never_delete",
            "stop",
            "resume",
            "audit verify",
            "backup /tmp/b.zip",
            "run inbox",
            "approve p3",
            "approvals approve p3",
            "deny p3",
            "undo --last",
            "doctor",
            "connect mail/local --maildir /m",
            "disconnect mail/local",
            "connect pager",
            "channels list",
            "disconnect slack/acme",
            "policy explain inbox",
            "policy explain a12",
            "policy simulate",
            "usage --week",
            "usage",
        ];

    public ValueTask InitializeAsync()
    {
        Fill();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Json_is_one_document_on_standard_output(string line)
    {
        var run = await CliRun.RunAsync([.. line.Split(' '), "--home", _gateway.Home, "--json"]);
        using var document = JsonDocument.Parse(run.Output);
        var indented = JsonSerializer.Serialize(document.RootElement, s_indented);
        Snapshot.Match($"Json/{Name(line)}", $"exit {run.Code}\n{Stable(indented)}\n");
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Text_fits_80_columns_and_has_no_escape_sequence(string line)
    {
        var traits = new TerminalTraits { Width = 80 };
        var run = await CliRun.RunAsync(traits, "", [.. line.Split(' '), "--home", _gateway.Home]);
        var text = Stable(run.Output);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.DoesNotContain('\u0007', run.Output + run.Error);
        Assert.DoesNotContain('\u202E', run.Output + run.Error);
        Assert.All(text.Split('\n'), l => Assert.True(Columns.Width(l) <= 80, l));
        Snapshot.Match($"Text/{Name(line)}", $"exit {run.Code}\n{text}");
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private static string Name(string line) => line.Replace(' ', '-').Replace("/", "", StringComparison.Ordinal);

    private string Stable(string text) => text.Replace(_gateway.Home, "HOME", StringComparison.Ordinal);

    private void Fill()
    {
        var json = ProtocolJson.Default;
        var waiting = Samples.Run("waiting", ("waiting", 72), ("denied", 2));
        var done = Samples.Run("done", ("done", 72), ("denied", 2));
        AgentSamples.Fill(_gateway);
        ChannelSamples.Fill(_gateway);
        _gateway.Answer("GET /v1/agents", [Samples.Agent with { Text = null }], json.IReadOnlyListAgentResponse);
        _gateway.Answer("GET /v1/agents/inbox", Samples.Agent, json.AgentResponse);
        _gateway.Answer("POST /v1/agents/inbox/pause", Samples.Agent with { State = "paused" }, json.AgentResponse);
        _gateway.Answer("POST /v1/agents/inbox/resume", Samples.Agent, json.AgentResponse);
        _gateway.Answer(
            "GET /v1/approvals",
            [new ApprovalSummary("p3", "r7", "inbox", "5f0c", "waiting", Samples.Now, Samples.Now.AddDays(1), 72)],
            json.IReadOnlyListApprovalSummary
        );
        _gateway.Answer(
            "GET /v1/approvals/p3",
            Samples.Approval(Samples.Call("a12", "news@list.example", "Reading"), Samples.Delete("a13")),
            json.ApprovalDetail
        );
        _gateway.Answer("POST /v1/approvals/p3/approve", done with { State = "running" }, json.RunResponse);
        _gateway.Answer("POST /v1/approvals/p3/deny", done with { State = "running" }, json.RunResponse);
        _gateway.Answer(
            "GET /v1/timeline",
            [Samples.Action("a12", "done"), Samples.Action("a11", "unknown")],
            json.IReadOnlyListTimelineEntry
        );
        _gateway.Answer(
            "GET /v1/orders",
            [
                new OrderResponse(
                    "o2",
                    "never delete",
                    "Nothing is deleted that comes from ana@corp.example, whoever asks for it.",
                    Samples.Now
                ),
            ],
            json.IReadOnlyListOrderResponse
        );
        _gateway.Answer("GET /v1/usage", UsageSamples.Week, json.UsageResponse);
        _gateway.Answer("DELETE /v1/orders/o2", 204, "text/plain", "");
        _gateway.Answer("DELETE /v1/connections/mail/local", 204, "text/plain", "");
        _gateway.Answer(
            "POST /v1/orders",
            new OrderResponse("o2", "never delete", "Nothing is deleted.", Samples.Now),
            json.OrderResponse
        );
        _gateway.Answer("POST /v1/stop", new StopResponse(true, 12, 60, 1, 7.5), json.StopResponse);
        _gateway.Answer("POST /v1/resume", new ResumeResponse(false, Samples.Now), json.ResumeResponse);
        _gateway.Answer(
            "GET /v1/audit/verify",
            new AuditVerifyResponse(false, 7, "ab12", 5, "Entry 5 was changed: its hash is not that of its text."),
            json.AuditVerifyResponse
        );
        _gateway.Answer("POST /v1/backup", new BackupResponse("/tmp/b.zip", 1536 * 1024), json.BackupResponse);
        _gateway.Answer("POST /v1/runs", waiting with { State = "running", Approvals = [] }, json.RunResponse);
        _gateway.Settle(waiting);
        _gateway.Answer(
            "POST /v1/undo",
            waiting with
            {
                State = "running",
                Run = "r8",
                Agent = "owner",
                Approvals = [],
            },
            json.RunResponse
        );
        _gateway.Settle(
            Samples.Run("done", ("done", 70), ("failed", 2)) with
            {
                Run = "r8",
                Agent = "owner",
                Report = null,
                Left = 0,
            }
        );
        _gateway.Answer(
            "POST /v1/doctor",
            [
                new DoctorFinding("database", "ok", "whole", null),
                new DoctorFinding(
                    "connection mail/work",
                    "error",
                    "The server refused the login of robin.",
                    "Make an app password at your provider and connect again: meshclaw connect mail/work --user robin"
                ),
            ],
            json.IReadOnlyListDoctorFinding
        );
        _gateway.Answer(
            "POST /v1/connections",
            new ConnectResponse("mail/local", 7, 124, "inbox", ["It is a folder of this machine."]),
            json.ConnectResponse
        );
        FillMail();
        FillPolicy();
    }

    private void FillMail()
    {
        var json = ProtocolJson.Default;
        _gateway.Answer("GET /v1/mail/status", Samples.MailAccounts, json.IReadOnlyListMailAccountResponse);
        _gateway.Answer("POST /v1/mail/sync", Samples.MailAccounts, json.IReadOnlyListMailAccountResponse);
        _gateway.Answer(
            "GET /v1/mail/search",
            new MailSearchResponse([Samples.MailHit], null, 1200, 500_000),
            json.MailSearchResponse
        );
        _gateway.Answer("GET /v1/mail/lists", Samples.MailLists, json.IReadOnlyListMailListsResponse);
    }

    private void FillPolicy()
    {
        var json = ProtocolJson.Default;
        File.WriteAllText(Path.Join(_gateway.Home, "policy.yaml"), "rules: []");
        _gateway.Answer(
            "GET /v1/policy/explain/inbox",
            new PolicyExplanation(Samples.AgentPolicy, null),
            json.PolicyExplanation
        );
        _gateway.Answer(
            "GET /v1/policy/explain/a12",
            new PolicyExplanation(null, Samples.ActionPolicy),
            json.PolicyExplanation
        );
        _gateway.Answer("POST /v1/policy/simulate", Samples.Simulation, json.PolicySimulationResponse);
    }
}
