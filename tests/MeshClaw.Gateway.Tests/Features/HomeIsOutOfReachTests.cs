using System.Text.Json;
using MeshClaw.Connectors.Chat;
using MeshClaw.Connectors.Files;
using MeshClaw.Connectors.Mail;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Connectors.Mcp;
using MeshClaw.Connectors.Shell;
using MeshClaw.Connectors.Skills;
using MeshClaw.Connectors.Web;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;

namespace MeshClaw.Gateway.Tests.Features;

/// <summary>No tool of an agent writes config, policy, AGENT.md, skills or memory: what rules it is not its to change.</summary>
public sealed class HomeIsOutOfReachTests
{
    private static readonly string[] s_ownersFiles =
    [
        "config.yaml",
        "policy.yaml",
        "agents/inbox/AGENT.md",
        "skills/greet/SKILL.md",
        "memory/people.md",
    ];

    public static TheoryData<string> Attacks =>
        [
            "ROOT",
            "ROOT/policy.yaml",
            "../home",
            "../home/agents/inbox",
            "..",
            ".",
            "~/.meshclaw",
            "INBOX/../../home",
            "%2e%2e/home",
            "..%2fhome",
        ];

    /// <summary>
    /// Every kind of connection there is, with what it offers. A new one belongs here, with the reason why its tools cannot reach the
    /// home: those of mail take names of folders and ids of messages, and write messages into folders of the store. What mail attaches is
    /// read from one folder of the home alone, by a plain name; drafts and follow-ups are rows of the database that no agent is ruled by;
    /// filter scripts lie on the mail server; leaving a list reaches public addresses of the web alone. What an MCP server's tools take, the
    /// server alone knows: but its program runs in the sandbox, which gives it nothing of the home but a workspace of its own, and a server at
    /// an address has nothing of this machine.
    /// filter scripts lie on the mail server; leaving a list reaches public addresses of the web alone. Files take names within one folder
    /// of the home, workspace/, each step opened without following a link (FilesEscapeTests attack that); what the shell runs sees of the home
    /// that folder alone (SandboxTests). Those of the web take addresses of the
    /// public web, by http and https alone, and words to search for; they write nothing to the disk. A skill's script sees beside it a copy of the
    /// skill that it belongs to, and writes neither that nor the skill (SkillsConnectorTests): skill.run names a skill and changes none.
    /// Those of chat take ids, names of channels and words, which go to the platform; its drafts are rows of the database.
    /// </summary>
    private static readonly Dictionary<Type, IReadOnlyList<ToolDefinition>> s_connectors = new()
    {
        [typeof(MailConnector)] = MailTools.Definitions,
        [typeof(ChatConnector)] = ChatTools.Definitions,
        [typeof(McpConnector)] = [],
        [typeof(FilesConnector)] = FilesTools.Definitions,
        [typeof(ShellConnector)] = ShellTools.Definitions,
        [typeof(SkillsConnector)] = SkillTools.Definitions,
        [typeof(WebConnector)] = WebTools.Definitions,
    };

    [Fact]
    public void Every_connector_is_known_here() =>
        Assert.Equal(
            typeof(MailConnector).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IConnector))).ToHashSet(),
            s_connectors.Keys.ToHashSet()
        );

    [Fact]
    public void No_tool_is_for_what_rules_an_agent_or_takes_an_argument_that_nobody_looked_at()
    {
        foreach (var tool in s_connectors.Values.SelectMany(t => t))
        {
            Assert.DoesNotMatch(
                "^(agents?|skills?(?![.]run$)|config|policy|memory|orders?|approvals?|rules?)[.]",
                tool.Name.Value
            );
            using var schema = JsonDocument.Parse(tool.Schema);
            Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
            Assert.Subset(
                new HashSet<string>
                {
                    "folder",
                    "id",
                    "version",
                    "to",
                    "add",
                    "mute",
                    "unreadOnly",
                    "list",
                    "address",
                    "from",
                    "remove",
                    "text",
                    "cursor",
                    "limit",
                    "headersOnly",
                    "mode",
                    "cc",
                    "bcc",
                    "subject",
                    "body",
                    "attachments",
                    "draft",
                    "messageId",
                    "by",
                    "person",
                    "note",
                    "until",
                    "script",
                    "activate",
                    "from",
                    "days",
                    "off",
                    "path", // Of files: within the workspace.
                    "after",
                    "line",
                    "lines",
                    "old",
                    "new",
                    "held", // One form of name, in the holding folder.
                    "command",
                    "timeoutSeconds",
                    "network",
                    "skill",
                    "file", // Of a skill, by the exact name of one that it has.
                    "args", // Of a script, which sees what the shell's commands see.
                    "hash",
                    "url",
                    "maxCharacters",
                    "query",
                    "count",
                    "channel", // Of chat: a channel's id or name, there and nowhere else.
                    "message",
                    "thread",
                    "emoji",
                    "notify",
                    "at",
                    "markup",
                },
                schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name).ToHashSet()
            );
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_tool_that_is_pointed_at_the_home_changes_nothing_there(string attack)
    {
        await using var home = new TestHome();
        home.AddMail(1);
        home.WriteWorkConfig();
        Write("policy.yaml", "max-autonomy: act\n");
        Write(
            "agents/inbox/AGENT.md",
            "---\nname: inbox\ndescription: Sorts.\nconnections: [mail/work]\ntools: [mail.*]\nautonomy: act-reversibly\n---\n"
        );
        Write("skills/greet/SKILL.md", "Mine.");
        Write("memory/people.md", "Mine.");
        var before = Snapshot(home);
        var place = attack.Replace("ROOT", home.Home.Root, StringComparison.Ordinal);
        var host = await home.StartAsync(home.Options with { Reflex = new PointingReflex(place) });
        using var client = TestHome.Client(host);

        for (var i = 0; i < PointingReflex.Ways; i++)
        {
            var run = await client.StartRunAsync("inbox", Token);
            var ended = await client.WaitForRunAsync(run.Run, Token);
            Assert.True(ended.State is "done" or "failed", ended.State);
        }

        Assert.Equal(before, Snapshot(home));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(home.Home.Root, "*", SearchOption.AllDirectories),
            path => path.Contains(".Issue.", StringComparison.Ordinal) // The mail's file.
        );

        void Write(string file, string text)
        {
            var path = Path.Join(home.Home.Root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // It lies in the home.
            File.WriteAllText(path, text);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the owner's files hold, and which files there are beside the gateway's own.</summary>
    private static string[] Snapshot(TestHome home) =>
        [
            .. s_ownersFiles.Select(f => File.ReadAllText(Path.Join(home.Home.Root, f))),
            .. new[] { "agents", "skills", "memory" }
                .SelectMany(f =>
                    Directory.EnumerateFileSystemEntries(Path.Join(home.Home.Root, f), "*", SearchOption.AllDirectories)
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A hijacked agent: each run points another argument of another tool at one place.</summary>
    private sealed class PointingReflex(string place) : IReflex
    {
        public const int Ways = 6;
        private int _way;

        public async Task<ReflexResult> RunAsync(ReflexContext context, CancellationToken cancellationToken)
        {
            var list = new ToolRequest(context.Connection, new("mail.list"), "{}");
            var at = ((MailPage)(await context.Read(list, cancellationToken)).Value)
                .Messages.FirstOrDefault()
                ?.Location;
            var (folder, id) = (at?.Folder ?? "INBOX", at?.Id ?? "1");
            var (tool, arguments) = (_way++ % Ways) switch
            {
                0 => ("mail.move", Arguments(folder, id, "", place)),
                1 => ("mail.move", Arguments(place, id, "", "Reading")),
                2 => ("mail.move", Arguments(folder, place, "", "Reading")),
                3 => ("mail.archive", Arguments(place, "policy.yaml", "", null)),
                4 => ("mail.delete", Arguments(folder, place, place, null)),
                _ => ("mail.delete", Arguments(place, "AGENT.md", "", null)),
            };
            return new ReflexResult(
                [new Proposal(new ToolRequest(context.Connection, new(tool), arguments), "pointed", 1, "")],
                new RunReport { Headline = "Pointed", Items = 1 }
            );
        }

        private static string Arguments(string folder, string id, string version, string? to)
        {
            var arguments = new Dictionary<string, string>
            {
                ["folder"] = folder,
                ["id"] = id,
                ["version"] = version,
            };
            if (to is not null)
            {
                arguments["to"] = to;
            }

            return JsonSerializer.Serialize(arguments);
        }
    }
}
