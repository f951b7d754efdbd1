using System.Text;
using CsCheck;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Importing;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Tests.Importing;

public sealed class OpenClawImportTests
{
    [Fact]
    public void Everything_that_is_taken_is_a_draft_in_its_place()
    {
        using var home = new OpenClawHome().Full();

        Assert.Equal(
            [
                "agents/.imported/job-morning-brief-2/AGENT.md",
                "agents/.imported/job-morning-brief/AGENT.md",
                "agents/.imported/job-six/AGENT.md",
                "agents/.imported/main/AGENT.md",
                "agents/.imported/work-bot/AGENT.md",
                "imports/openclaw/channels.yaml",
                "memory/imported/openclaw/main/2026-11-20.md",
                "memory/imported/openclaw/main/memory.md",
                "skills/.imported/leaky.sha256",
                "skills/.imported/leaky/SKILL.md",
                "skills/.imported/weather.sha256",
                "skills/.imported/weather/SKILL.md",
                "skills/.imported/weather/scripts/get.sh",
            ],
            home.Plan().Drafts.Select(d => d.To).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void No_draft_of_an_agent_has_a_tool_a_connection_or_more_than_proposing()
    {
        using var home = new OpenClawHome().Full();

        foreach (var draft in home.Plan().Drafts.Where(d => d.Kind == DraftKind.Agent))
        {
            var agent = AgentFile.Parse("/" + draft.To, draft.Bytes.AsSpan(), new AgentFileContext()).Value!;
            Assert.Equal(
                (Autonomy.Propose, 0, 0),
                (agent.Grant.Autonomy, agent.Grant.Tools.Length, agent.Grant.Connections.Length)
            );
        }
    }

    [Fact]
    public void Nothing_secret_is_in_any_draft_or_in_what_is_said()
    {
        using var home = new OpenClawHome().Full();

        var plan = home.Plan();

        var all = string.Join(
            '\n',
            plan.Drafts.Select(d => Encoding.UTF8.GetString(d.Bytes.AsSpan()) + d.From + d.Note)
        );
        var said = string.Join(
            '\n',
            plan.Left.Select(l => l.From + l.Why).Concat(plan.Connections.Select(c => c.Command + c.Why))
        );
        foreach (var secret in new[] { OpenClawHome.ApiKey, OpenClawHome.BotToken, "hunter2", "BSAabc" })
        {
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
        }

        Assert.Contains(plan.Left, l => l.From.EndsWith("leaky/key.txt", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', all);
        Assert.DoesNotContain('\u202e', all);
    }

    [Theory]
    [InlineData("openclaw.json: tools.profile")]
    [InlineData("openclaw.json: tools.exec.security")]
    [InlineData("openclaw.json: tools.exec.ask")]
    [InlineData("openclaw.json: tools.elevated")]
    [InlineData("openclaw.json: agents.defaults.sandbox.mode")]
    [InlineData("openclaw.json: agents.defaults.heartbeat")]
    [InlineData("openclaw.json: channels.telegram.dmPolicy")]
    [InlineData("openclaw.json: channels.telegram.allowFrom")]
    [InlineData("openclaw.json: channels.telegram.botToken")]
    [InlineData("openclaw.json: env")]
    [InlineData("credentials/whatsapp")]
    [InlineData("agents/main/agent")]
    [InlineData("agents/main/sessions")]
    [InlineData("workspace/HEARTBEAT.md")]
    [InlineData("workspace/memory/index.sqlite")]
    public void What_is_left_is_named(string from)
    {
        using var home = new OpenClawHome().Full();

        Assert.Contains(home.Plan().Left, l => l.From == from && l.Why.Length > 0);
    }

    [Fact]
    public void Jobs_keep_their_schedule_and_zone_or_say_why_not()
    {
        using var home = new OpenClawHome().Full();
        var plan = home.Plan();

        var brief = Agent(plan, "job-morning-brief");
        Assert.Equal(["0 7 * * 1-5"], brief.When.OfType<AgentTrigger.Schedule>().Single().Crons);
        Assert.Equal("America/Los_Angeles", brief.Zone?.Id);
        Assert.Equal("Summarise the night.", brief.Instructions);
        Assert.Equal(
            ["*/15 * * * *"],
            Agent(plan, "job-morning-brief-2").When.OfType<AgentTrigger.Schedule>().Single().Crons
        );
        Assert.Equal(["30 6 * * *"], Agent(plan, "job-six").When.OfType<AgentTrigger.Schedule>().Single().Crons);
        Assert.Contains(plan.Drafts, d => d.Note == "It was switched off.");
        string Why(string name) => plan.Left.Single(l => l.From.Contains($"“{name}”", StringComparison.Ordinal)).Why;
        Assert.Contains("one time only", Why("Once"), StringComparison.Ordinal);
        Assert.Contains("five fields", Why("Seconds"), StringComparison.Ordinal);
        Assert.Contains("time zone", Why("Nowhere"), StringComparison.Ordinal);
        Assert.Contains("every 7 minutes", Why("Odd"), StringComparison.Ordinal);
        Assert.Contains("no message", Why("Silent"), StringComparison.Ordinal);
    }

    [Fact]
    public void Allow_lists_are_joined_without_those_that_let_everybody_in()
    {
        using var home = new OpenClawHome().Full();
        home.Import();

        var lines = home.Read("imports/openclaw/channels.yaml")
            .Split('\n')
            .Where(l => !l.StartsWith('#') && l.Length > 0);
        Assert.Equal(
            [
                "telegram:",
                "  - '123456789'",
                "  - '222'",
                "  - '4711'",
                "whatsapp:",
                "  - '+15555550123'",
                "  - '+15555550124'",
            ],
            lines
        );
    }

    [Fact]
    public void Connections_to_make_are_commands_without_keys()
    {
        using var home = new OpenClawHome();

        Assert.Equal(
            [
                "meshclaw connect model/anthropic --anthropic --model claude-sonnet-4-5 --api-key-stdin",
                "meshclaw connect model/ollama --openai-compatible http://localhost:11434 --local --model qwen3:8b",
                "meshclaw connect web/search --brave --api-key-stdin",
            ],
            home.Plan().Connections.Select(c => c.Command).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("clawdbot.json")]
    [InlineData("moltbot.json")]
    public void Older_names_are_understood(string name)
    {
        using var home = new OpenClawHome();
        File.Delete(Path.Join(home.Folder, "openclaw.json"));
        home.Write(
                name,
                "{ agent: { workspace: '/home/x/.clawdbot/mine' }, whatsapp: { allowFrom: ['+1555'] }, routing: { allowFrom: ['+1666'] } }"
            )
            .Write("mine/AGENTS.md", "Hello.");

        var plan = home.Plan();

        Assert.Contains("Hello.", Agent(plan, "main").Instructions, StringComparison.Ordinal);
        Assert.Contains(plan.Drafts, d => d.Kind == DraftKind.Channels && d.From == name);
    }

    [Fact]
    public void Links_are_not_followed()
    {
        using var home = new OpenClawHome("{}");
        var outside = Directory.CreateDirectory(Path.Join(home.Folder, "..", "outside")).FullName;
        File.WriteAllText(Path.Join(outside, "AGENTS.md"), "Outside.");
        File.WriteAllText(Path.Join(outside, "SKILL.md"), "Outside.");
        home.Write("workspace/SOUL.md", "Mine.").Write("workspace/skills/real/SKILL.md", "x");
        File.CreateSymbolicLink(Path.Join(home.Folder, "workspace/AGENTS.md"), Path.Join(outside, "AGENTS.md"));
        File.CreateSymbolicLink(
            Path.Join(home.Folder, "workspace/skills/real/more.md"),
            Path.Join(outside, "SKILL.md")
        );
        Directory.CreateSymbolicLink(Path.Join(home.Folder, "workspace/memory"), outside);
        Directory.CreateSymbolicLink(Path.Join(home.Folder, "workspace/skills/linked"), outside);

        var plan = home.Plan();

        Assert.DoesNotContain(
            plan.Drafts,
            d => Encoding.UTF8.GetString(d.Bytes.AsSpan()).Contains("Outside", StringComparison.Ordinal)
        );
        Assert.Contains(
            plan.Left,
            l => l.From == "workspace/AGENTS.md" && l.Why.Contains("symbolic link", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("{ agents: { defaults: { workspace: '/etc' } } }")]
    [InlineData("{ agents: { defaults: { workspace: '~/.openclaw/../../etc' } } }")]
    [InlineData("{ agents: { defaults: { workspace: '~/clawd' } } }")]
    public void A_workspace_elsewhere_is_left(string config)
    {
        using var home = new OpenClawHome(config);

        var plan = home.Plan();

        Assert.Empty(plan.Drafts);
        Assert.Contains(plan.Left, l => l.Why.Contains("outside of this home", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ a: ", "openclaw.json is no JSON5. 1:6")]
    [InlineData("\0", "openclaw.json is no JSON5")]
    public void A_configuration_that_is_none_is_refused(string config, string why)
    {
        using var home = new OpenClawHome(config);

        Assert.Contains(why, Assert.Throws<InvalidDataException>(home.Plan).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Huge_files_are_left()
    {
        using var home = new OpenClawHome("{}");
        home.Write("workspace/AGENTS.md", new string('x', 300_000))
            .Write("workspace/skills/big/SKILL.md", new string('x', 2_000_000));

        var plan = home.Plan();

        Assert.Empty(plan.Drafts);
        Assert.Equal(2, plan.Left.Count(l => l.Why.Contains("is longer than", StringComparison.Ordinal)));
    }

    [Fact]
    public void Whatever_the_configuration_says_it_is_read_and_nothing_leads_out()
    {
        var texts = Gen.OneOf(
            "'../../x'",
            "'/etc/passwd'",
            "'~/.openclaw/../..'",
            "'*'",
            "'a\\u001b[2Jb'",
            "{}",
            "[]",
            "null",
            "1e9",
            "true",
            "'\\ud800'",
            "'CON'",
            "'.'"
        );
        var keys = Gen.OneOf(
            "agents",
            "list",
            "defaults",
            "workspace",
            "id",
            "channels",
            "telegram",
            "allowFrom",
            "tools",
            "exec",
            "cron",
            "store",
            "model",
            "primary",
            "'../x'",
            "providers",
            "models",
            "identity",
            "name",
            "accounts"
        );
        var nodes = Gen.Recursive<string>(
            (depth, inner) =>
                depth > 4
                    ? texts
                    : Gen.OneOf(
                        texts,
                        inner.Array[0, 3].Select(i => $"[{string.Join(',', i)}]"),
                        Gen.Select(keys, inner)
                            .Array[0, 4]
                            .Select(m => $"{{{string.Join(',', m.Select(p => $"{p.Item1}:{p.Item2}"))}}}")
                    )
        );
        Gen.Select(nodes, nodes)
            .Sample(
                (config, jobs) =>
                {
                    using var home = new OpenClawHome(config);
                    home.Write("cron/jobs.json", jobs)
                        .Write("workspace/AGENTS.md", config)
                        .Write("workspace/memory/..md", "x");
                    var plan = home.Plan();
                    Assert.All(plan.Drafts, d => Assert.DoesNotContain("..", d.To.Split('/')));
                    home.Import();
                },
                iter: 150
            );
    }

    private static AgentDefinition Agent(ImportPlan plan, string name)
    {
        var draft = plan.Drafts.Single(d => d.To == $"agents/.imported/{name}/AGENT.md");
        return AgentFile.Parse("/" + draft.To, draft.Bytes.AsSpan(), new AgentFileContext()).Value!;
    }
}
