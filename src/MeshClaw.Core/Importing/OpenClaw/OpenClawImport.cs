using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>
/// Reads an OpenClaw home (also one of its older names), and says what would be made of it: drafts that do nothing until the owner accepts
/// them. Reads within bounds, follows no symbolic link, runs nothing, writes nothing, and takes no credentials.
/// </summary>
public sealed class OpenClawImport
{
    /// <summary>What notes of this import are filed under.</summary>
    public const string Source = "openclaw";

    private const int MaxConfig = 2 * 1024 * 1024;
    private const int MaxNote = 256 * 1024;
    private const int MaxPart = 20_000; // What OpenClaw itself gives to a model of one file.
    private const string Main = "main";

    private static readonly string[] s_configs = ["openclaw.json", "clawdbot.json", "moltbot.json", "moldbot.json"];

    private static readonly string[] s_parts = ["AGENTS.md", "SOUL.md", "IDENTITY.md", "USER.md", "TOOLS.md"];

    private static readonly string[] s_rituals = ["HEARTBEAT.md", "BOOT.md", "BOOTSTRAP.md"];

    private static readonly (string Name, string Why)[] s_left =
    [
        (".env", "Environment variables may hold keys."),
        ("secrets.json", "Secrets are not copied."),
        ("identity", "Keys of devices are not copied."),
        ("devices", "Paired devices are not taken over."),
        ("nodes", "Other devices are not taken over."),
        ("exec-approvals.json", "What was approved there is not approved here."),
        ("extensions", "Plugins are programs; none is taken over."),
        ("plugins", "Plugins are programs; none is taken over."),
        ("hooks", "Webhooks and their programs are not imported."),
        ("browser", "Browser profiles hold sign-ins."),
        ("sessions", "Conversations are not imported."),
        ("state", "Its database holds conversations and tokens; only files are read."),
        ("memory", "Its index of memory is made anew here; the notes are in the workspace."),
    ];

    private readonly ImportNotes _notes = new();
    private readonly OpenClawFolder _folder;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private OpenClawImport(string root) => _folder = new OpenClawFolder(root, _notes);

    /// <summary>Reads a home.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="InvalidDataException">It is none; the message says why.</exception>
    public static ImportPlan Read(string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(root))
        {
            throw new InvalidDataException($"There is no folder {root}.");
        }

        var import = new OpenClawImport(root);
        try
        {
            import.Read();
        }
        catch (RegexMatchTimeoutException endless)
        {
            throw new InvalidDataException(
                "A file took too long to be looked through for keys. Nothing was imported.",
                endless
            );
        }

        return import._notes.Plan;
    }

    private void Read()
    {
        var file = s_configs.FirstOrDefault(_folder.Has);
        if (file is null && !_folder.IsFolder("workspace") && !_folder.IsFolder("agents"))
        {
            throw new InvalidDataException(
                $"{_folder.Root} is no OpenClaw home: it has neither {string.Join(" nor ", s_configs[..2])}, nor a workspace."
            );
        }

        var config = file is null ? null : ReadConfig(file);
        foreach (var (name, why) in s_left.Where(l => _folder.Has(l.Name)))
        {
            _notes.Leave(name, why);
        }

        new OpenClawSettings(file ?? s_configs[0], config, _notes).Note();
        new OpenClawModels(file ?? s_configs[0], config, _notes).Note();
        var skills = new OpenClawSkills(_folder, _notes);
        foreach (var (agent, description, workspace) in Agents(file ?? s_configs[0], config))
        {
            TakeAgent(agent, description, workspace);
            skills.Take($"{workspace}/skills");
        }

        skills.Take("skills");
        LeaveAgentFolders();
        new OpenClawJobs(_folder, config, Free, _notes).Take();
        new OpenClawChannels(_folder, file ?? s_configs[0], config, _notes).Take();
    }

    /// <exception cref="InvalidDataException">It is no JSON5.</exception>
    private JsonNode? ReadConfig(string file)
    {
        if (_folder.Text(file, MaxConfig) is not { } text)
        {
            throw new InvalidDataException($"{file} cannot be read: {_notes.Plan.Left[^1].Why}");
        }

        try
        {
            return Json5.Parse(text);
        }
        catch (Json5Exception broken)
        {
            throw new InvalidDataException($"{file} is no JSON5. {broken.Message} Nothing was imported.", broken);
        }
    }

    private IEnumerable<(string Id, string Description, string Workspace)> Agents(string file, JsonNode? config)
    {
        var fallback = config.TextAt("agents.defaults.workspace") ?? config.TextAt("agent.workspace");
        var listed = config.ItemsAt("agents.list").Where(a => a.TextAt("id") is not null).ToList();
        var defaultId = (listed.Find(a => a.FlagAt("default") == true) ?? listed.FirstOrDefault()).TextAt("id") ?? Main;
        var entries = listed.Count > 0 ? listed : [null];
        foreach (var (agent, i) in entries.Select((agent, i) => (agent, i)))
        {
            var id = agent.TextAt("id") ?? Main;
            var at = $"{file}: {(agent is null ? "agents.defaults" : $"agents.list[{i}]")}.workspace";
            var said = agent.TextAt("workspace") ?? (id == defaultId ? fallback : null);
            var usual = id == defaultId ? "workspace" : $"workspace-{ImportText.Name(id)}";
            var workspace = said is null ? usual : _folder.Inside(said);
            if (workspace is null)
            {
                _notes.Leave(at, "It lies outside of this home. Copy it to “workspace” in there, and import again.");
                workspace = usual;
            }

            if (_folder.IsFolder(workspace))
            {
                var name =
                    agent.TextAt("identity.name") ?? agent.TextAt("name") ?? config.TextAt("identity.name") ?? id;
                yield return (id, $"{name}, imported from OpenClaw.", workspace);
            }
            else
            {
                _notes.Leave(workspace, "There is no such workspace, or it is a symbolic link.");
            }
        }
    }

    private void TakeAgent(string id, string description, string workspace)
    {
        var body = new StringBuilder();
        var note = "";
        foreach (var part in s_parts)
        {
            if (_folder.Text($"{workspace}/{part}", MaxNote) is { } text && !string.IsNullOrWhiteSpace(text))
            {
                var (clean, keys) = ImportText.Clean(text.Length <= MaxPart ? text : text[..MaxPart]);
                body.Append("# ").Append(part).Append("\n\n").Append(clean.Trim()).Append("\n\n");
                note += text.Length > MaxPart ? $"{part} was cut. " : "";
                note += keys > 0 ? $"What looks like a key was left out of {part}. " : "";
            }
        }

        if (body.Length > 0)
        {
            var draft = new AgentDraft(
                Free(ImportText.Name(id) ?? Main),
                ImportText.Clean(description).Text,
                body.ToString()
            );
            _notes.Take(DraftKind.Agent, workspace, draft.Place, draft.Write(), note.Trim());
        }

        TakeMemory(workspace, "MEMORY.md", ImportText.Name(id) ?? Main);
        TakeMemory(workspace, "memory.md", ImportText.Name(id) ?? Main);
        foreach (var name in _folder.Names($"{workspace}/memory"))
        {
            TakeMemory(workspace, $"memory/{name}", ImportText.Name(id) ?? Main);
        }

        foreach (var name in s_rituals.Where(n => _folder.Has($"{workspace}/{n}")))
        {
            _notes.Leave(
                $"{workspace}/{name}",
                name == "HEARTBEAT.md"
                    ? "A heartbeat asks a model again and again. Write what it watches for as an agent with a schedule."
                    : "What runs when a gateway starts is not imported."
            );
        }
    }

    private void TakeMemory(string workspace, string file, string agent)
    {
        var path = $"{workspace}/{file}";
        if (!file.EndsWith(".md", StringComparison.OrdinalIgnoreCase))
        {
            _notes.Leave(path, "Only notes in Markdown are taken.");
            return;
        }

        if (
            _folder.Text(path, MaxNote) is not { } text
            || ImportText.Name(Path.GetFileNameWithoutExtension(file).Insert(0, "n")) is not { } name
        )
        {
            return;
        }

        var (clean, keys) = ImportText.Clean(text);
        var head =
            $"<!-- Imported from OpenClaw ({workspace}/{ImportText.Clean(file).Text.Replace("--", "-", StringComparison.Ordinal)}); nobody has reviewed it. -->\n\n";
        var note = keys > 0 ? "What looks like a key was left out." : "";
        _notes.Take(
            DraftKind.Memory,
            path,
            $"memory/imported/{Source}/{agent}/{name[1..].TrimStart('-')}.md",
            Encoding.UTF8.GetBytes(head + clean.Trim() + "\n"),
            note
        );
    }

    private void LeaveAgentFolders()
    {
        foreach (var name in _folder.Names("agents"))
        {
            if (_folder.Has($"agents/{name}/sessions"))
            {
                _notes.Leave($"agents/{name}/sessions", "Conversations are not imported.");
            }

            if (_folder.Has($"agents/{name}/agent"))
            {
                _notes.Leave($"agents/{name}/agent", "Credentials of models are not copied.");
            }
        }
    }

    private string Free(string name)
    {
        for (var i = 2; !_names.Add(name); i++)
        {
            name = $"{(i == 2 ? name : name[..name.LastIndexOf('-')])}-{i}";
        }

        return name;
    }
}
