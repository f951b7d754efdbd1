using System.Collections.Immutable;
using MeshClaw.Policy;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>An AGENT.md that is shipped (<c>templates/agents</c>) for owners to begin with. It names more than one home has connected.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Text">The file.</param>
/// <param name="Agent">What the file says.</param>
public sealed record AgentTemplate(string Name, string Text, AgentDefinition Agent)
{
    private static readonly string[] s_names = ["inbox", "deployments", "calendar", "brief", "travel"];

    private static readonly Lazy<ImmutableArray<AgentTemplate>> s_all = new(() => [.. s_names.Select(Load)]);

    // Templates may name tools of connectors that a version does not have yet: what a home lacks is left out of the drafts that are made of them.
    private static readonly AgentFileContext s_everything = new()
    {
        Connections = [.. new[] { "mail", "calendar", "deployments" }.Select(c => new ConnectionName($"{c}/work"))],
        Tools =
        [
            .. new[]
            {
                "mail.folders",
                "mail.list",
                "mail.read",
                "mail.search",
                "mail.drafts",
                "mail.answers",
                "mail.move",
                "mail.archive",
                "mail.flag",
                "mail.draft",
                "mail.followup",
                "calendar.read",
                "deployments.read",
            }.Select(t => new ToolName(t)),
        ],
        Events = ["mail.received"],
    };

    /// <summary>All that are shipped.</summary>
    public static ImmutableArray<AgentTemplate> All => s_all.Value;

    /// <summary>The connectors that it is written for.</summary>
    public IEnumerable<string> Connectors => Agent.Grant.Connections.Select(c => c.Connector).Distinct();

    /// <summary>One by its name; null where there is none.</summary>
    public static AgentTemplate? Find(string name) => All.FirstOrDefault(t => t.Name == name);

    private static AgentTemplate Load(string name)
    {
        var resource = $"agent-template/{name}/{AgentFile.FileName}";
        using var stream =
            typeof(AgentTemplate).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} was not built in.");
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        var parsed = AgentFile.Parse($"{name}/{AgentFile.FileName}", text, s_everything);
        return new AgentTemplate(
            name,
            text,
            parsed.Value
                ?? throw new InvalidOperationException(
                    $"The template {name} has errors: {string.Join(" ", parsed.Problems)}"
                )
        );
    }
}
