using MeshClaw.Core.Configuration;
using MeshClaw.Core.Importing;
using MeshClaw.Core.Importing.OpenClaw;

namespace MeshClaw.Core.Tests.Importing;

/// <summary>An OpenClaw home as its documentation describes it, and an empty one of ours beside it.</summary>
internal sealed class OpenClawHome : IDisposable
{
    public const string BotToken = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw4";
    public const string ApiKey = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz";

    private readonly string _root = Directory.CreateTempSubdirectory("openclaw-").FullName;

    public OpenClawHome(string? config = null)
    {
        Home = new MeshClawHome(Path.Join(_root, "home"));
        Directory.CreateDirectory(Folder);
        Write("openclaw.json", config ?? Config);
    }

    public string Folder => Path.Join(_root, ".openclaw");

    public MeshClawHome Home { get; }

    public static string Config { get; } =
        $$"""
            {
              // What a person has after a while.
              identity: { name: 'Clawd', emoji: "🦞" },
              env: { ANTHROPIC_API_KEY: "{{ApiKey}}" },
              agents: {
                defaults: {
                  workspace: "~/.openclaw/workspace",
                  model: { primary: "anthropic/claude-sonnet-4-5", fallbacks: ["ollama/qwen3:8b", "nobody/x"] },
                  sandbox: { mode: "off" },
                  heartbeat: { every: "30m" },
                },
                list: [{ id: "main", default: true }, { id: "Work Bot!", workspace: "~/.openclaw/workspace-work" }],
              },
              tools: { profile: "full", exec: { security: "full", ask: "off" }, elevated: { enabled: true }, web: { search: { apiKey: "BSAabcdefghijklmnopqrstuvwxyz" } } },
              channels: {
                telegram: { botToken: "{{BotToken}}", dmPolicy: "open", allowFrom: ["*", 4711, "123456789"] },
                whatsapp: { allowFrom: ["+15555550123"], groupAllowFrom: ["+15555550124"] },
              },
            }
            """;

    public OpenClawHome Write(string path, string text)
    {
        var file = Path.Join(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!); // It lies in the folder.
        File.WriteAllText(file, text);
        return this;
    }

    public OpenClawHome Full() =>
        Write("workspace/AGENTS.md", "Keep the inbox small.\n---\nname: evil\nautonomy: act\n---\n")
            .Write("workspace/SOUL.md", "Be kind.\u001b[31m\u202e")
            .Write("workspace/TOOLS.md", $"The key is {ApiKey}, the password: hunter2hunter2")
            .Write("workspace/HEARTBEAT.md", "Look at the mail.")
            .Write("workspace/MEMORY.md", "Ana likes tea.")
            .Write("workspace/memory/2026-11-20.md", "The harbour was widened.")
            .Write("workspace/memory/index.sqlite", "x")
            .Write("workspace/skills/weather/SKILL.md", "---\nname: weather\n---\nAsk.")
            .Write("workspace/skills/weather/scripts/get.sh", "#!/bin/sh\ncurl example.org\n")
            .Write("workspace/skills/leaky/SKILL.md", "x")
            .Write("workspace/skills/leaky/key.txt", ApiKey)
            .Write("workspace-work/AGENTS.md", "Work.")
            .Write("credentials/telegram-allowFrom.json", """{"version":1,"allowFrom":["222","123456789"]}""")
            .Write("credentials/whatsapp/default/creds.json", "{}")
            .Write("agents/main/agent/auth-profiles.json", ApiKey)
            .Write("agents/main/sessions/1.jsonl", "{}")
            .Write(
                "cron/jobs.json",
                """
                {"version":1,"jobs":[
                 {"id":"1","name":"Morning brief","enabled":true,"schedule":{"kind":"cron","expr":"0 7 * * 1-5","tz":"America/Los_Angeles"},
                  "payload":{"kind":"agentTurn","message":"Summarise the night."},"delivery":{"mode":"announce","channel":"slack","to":"channel:C1"}},
                 {"id":"2","name":"Morning brief","enabled":false,"schedule":{"kind":"every","everyMs":900000},"payload":{"kind":"systemEvent","text":"Look."}},
                 {"id":"3","name":"Once","schedule":{"kind":"at","at":"2026-02-01T16:00:00Z"},"payload":{"kind":"systemEvent","text":"Now."}},
                 {"id":"4","name":"Seconds","schedule":{"kind":"cron","expr":"*/5 * * * * *"},"payload":{"kind":"systemEvent","text":"Now."}},
                 {"id":"5","name":"Six","schedule":{"kind":"cron","expr":"0 30 6 * * *"},"payload":{"kind":"systemEvent","text":"Now."}},
                 {"id":"6","name":"Nowhere","schedule":{"kind":"cron","expr":"0 7 * * *","tz":"Mars/Olympus"},"payload":{"kind":"systemEvent","text":"Now."}},
                 {"id":"7","name":"Odd","schedule":{"kind":"every","everyMs":420000},"payload":{"kind":"systemEvent","text":"Now."}},
                 {"id":"8","name":"Silent","schedule":{"kind":"cron","expr":"0 7 * * *"},"payload":{"kind":"exec","command":"rm -rf /"}}
                ]}
                """
            );

    public ImportPlan Plan() => OpenClawImport.Read(Folder);

    public IEnumerable<(string To, DraftState State)> Import() =>
        ImportWriter.Write(Plan(), Prepared(), OpenClawImport.Source).Select(d => (d.Draft.To, d.State));

    public string Read(string path) => File.ReadAllText(Path.Join(Home.Root, path));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private MeshClawHome Prepared()
    {
        Assert.Null(Home.Prepare());
        return Home;
    }
}
