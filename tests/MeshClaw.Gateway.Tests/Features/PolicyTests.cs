using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>policy.yaml and a ceiling over a gateway that runs, over the real socket.</summary>
public sealed class PolicyTests
{
    private const string NoMoves = """
        rules:
          - id: no-moves
            forbid: { tool: mail.move, effect: reversible }
            why: Not this week
            examples: [{ tool: mail.move, effect: reversible, matches: true }]

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_forbid_denies_what_was_approved_before_it_came()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        var before = home.Mail;
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        var waiting = await RunAsync(client);
        var approval = await client.GetApprovalAsync(Assert.Single(waiting.Approvals), Token);

        await File.WriteAllTextAsync(home.Home.PolicyFile, NoMoves, Token);
        await client.ApproveAsync(approval.Id, new ApproveRequest(approval.Hash, null), Token);
        var denied = await client.WaitForRunAsync(waiting.Run, Token);

        Assert.Equal(3, denied.Actions["denied"]);
        Assert.Equal(before, home.Mail);
        var entry = (await client.TimelineAsync(new TimelineQuery { Run = waiting.Run }, Token))[0];
        Assert.Equal("Your policy no-moves forbids it: “Not this week”.", entry.Explanation);
    }

    [Fact]
    public async Task A_file_that_becomes_bad_or_vanishes_changes_nothing_and_is_said()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        await File.WriteAllTextAsync(Made(home).PolicyFile, NoMoves, Token);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;

        await File.WriteAllTextAsync(home.Home.PolicyFile, "rules: []\n", Token);
        Assert.Contains("policy.yaml:1:8", Assert.Single((await client.StatusAsync(Token)).Problems));
        Assert.Equal(1, (await RunAsync(client)).Actions["denied"]);

        File.Delete(home.Home.PolicyFile);
        Assert.Contains("The file is gone", Assert.Single((await client.StatusAsync(Token)).Problems));
        Assert.Equal(1, (await RunAsync(client)).Actions["denied"]);

        await File.WriteAllTextAsync(home.Home.PolicyFile, "max-autonomy: propose\n", Token);
        Assert.Empty((await client.StatusAsync(Token)).Problems);
        Assert.Equal("waiting", (await RunAsync(client)).State);
    }

    [Fact]
    public async Task Simulate_shows_what_a_file_would_have_changed_and_changes_nothing()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        var waiting = await RunAsync(client);

        var strict = await client.SimulatePolicyAsync(new PolicyRequest(NoMoves), Token);
        var same = await client.SimulatePolicyAsync(new PolicyRequest("max-autonomy: propose\n"), Token);
        var later = await client.SimulatePolicyAsync(
            new PolicyRequest(NoMoves, Since: DateTimeOffset.MaxValue.AddDays(-1)),
            Token
        );

        Assert.Equal((3, 0), (strict.Calls, strict.Skipped));
        Assert.Equal(3, strict.Counts["ask → deny"]);
        Assert.All(strict.Changed, c => Assert.Equal(["policy:no-moves"], c.Rules));
        Assert.Equal("Your policy no-moves forbids it: “Not this week”.", strict.Changed[0].Explanation);
        Assert.Equal((3, 0), (same.Calls, same.Changed.Count));
        Assert.Equal(0, later.Calls);
        Assert.False(File.Exists(home.Home.PolicyFile));
        Assert.Equal("waiting", (await client.GetRunAsync(waiting.Run, Token)).State);
    }

    [Fact]
    public async Task Simulate_counts_bulk_as_the_run_did_and_refuses_a_bad_file()
    {
        await using var home = new TestHome();
        home.AddMail(3);
        home.WriteWorkConfig();
        home.WriteAgent("inbox", "act-reversibly");
        var host = await home.StartAsync();
        using var client = TestHome.Client(host);
        await RunAsync(client);

        var bulk = await client.SimulatePolicyAsync(new PolicyRequest("limits: { bulk: 2 }\n"), Token);
        var few = await client.SimulatePolicyAsync(new PolicyRequest("limits: { actions-per-run: 1 }\n"), Token);
        var bad = await Assert.ThrowsAsync<GatewayException>(() =>
            client.SimulatePolicyAsync(new PolicyRequest("rules: []\n", "draft.yaml"), Token)
        );

        Assert.Equal(3, bulk.Counts["allow → ask"]);
        Assert.Equal(2, few.Counts["allow → deny"]);
        Assert.Equal("invalid", bad.Code);
        Assert.Contains("draft.yaml:1:8", bad.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_says_what_the_ceiling_narrowed_an_agent_from()
    {
        await using var home = new TestHome();
        await File.WriteAllTextAsync(
            home.CeilingFile,
            NoMoves + "max-autonomy: propose\nlimits: { bulk: 10 }\nask-tools: [mail.send, shell.run]\n",
            Token
        );
        await File.WriteAllTextAsync(
            Made(home).PolicyFile,
            NoMoves.Replace("effect: reversible }\n", "effect: reversible, agent: other }\n", StringComparison.Ordinal)
                + "limits: { bulk: 12 }\n",
            Token
        );
        home.WriteWorkConfig();
        home.WriteAgent("inbox", "act");
        var host = await home.StartAsync();
        using var client = TestHome.Client(host);

        var agent = (await client.ExplainPolicyAsync("inbox", Token)).Agent!;

        var file = home.Home.AgentFile(new("inbox"));
        Assert.Equal(
            [
                $"autonomy propose {home.CeilingFile} (act)",
                $"tools mail.* {file}:5 ()",
                $"connections mail/work {file}:4 ()",
                "actions-per-run 300 default ()",
                "deletions-per-day 50 default ()",
                "recipients-per-day 20 default ()",
                "usd-per-day 0.5 default ()",
                "tokens-per-run 20000 default ()",
                $"bulk 10 {home.CeilingFile} (25)",
                $"tool mail.send always asks {home.CeilingFile} ()",
            ],
            agent.Values.Select(v => $"{v.Name} {v.Value} {v.From} ({v.NarrowedFrom})")
        );
        Assert.Equal(["org:no-moves"], agent.Rules.Select(r => r.Id));
    }

    [Fact]
    public async Task Explain_says_of_an_action_what_every_rule_and_condition_says()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        await File.WriteAllTextAsync(Made(home).PolicyFile, NoMoves, Token);
        var (_, client) = await home.StartConnectedAsync();
        using var closing = client;
        await RunAsync(client);

        var action = (await client.ExplainPolicyAsync("a1", Token)).Action!;

        Assert.Equal(("denied", "deny"), (action.Entry.State, action.Verdict));
        Assert.Equal(
            [("policy:no-moves", "deny"), ("autonomy", "ask")],
            action.Reasons.Select(r => (r.Rule, r.Verdict))
        );
        var rule = Assert.Single(action.Rules);
        Assert.True(rule.Matches);
        Assert.Equal(["tool met", "effect met"], rule.Conditions.Select(c => $"{c.Key} {c.Value}"));
        var unknown = await Assert.ThrowsAsync<GatewayException>(() => client.ExplainPolicyAsync("a99", Token));
        Assert.Equal("not-found", unknown.Code);
    }

    [Fact]
    public async Task Check_answers_with_every_error()
    {
        await using var home = new TestHome();
        var host = await home.StartAsync();
        using var client = TestHome.Client(host);

        var good = await client.CheckPolicyAsync(new PolicyRequest(NoMoves), Token);
        var bad = await client.CheckPolicyAsync(new PolicyRequest("rules: []\nrulez: 1\n", "x.yaml"), Token);

        Assert.Equal((true, 1, 1), (good.Ok, good.Rules, good.Examples));
        Assert.Equal((false, "1 2"), (bad.Ok, string.Join(' ', bad.Findings.Select(f => f.Line))));
    }

    private static Core.Configuration.MeshClawHome Made(TestHome home)
    {
        Directory.CreateDirectory(home.Home.Root);
        return home.Home;
    }

    private static async Task<RunResponse> RunAsync(GatewayClient client)
    {
        var run = await client.StartRunAsync("inbox", Token);
        return await client.WaitForRunAsync(run.Run, Token);
    }
}
