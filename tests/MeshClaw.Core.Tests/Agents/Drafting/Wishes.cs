using MeshClaw.Core.Agents;
using MeshClaw.Core.Agents.Drafting;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Agents.Drafting;

/// <summary>Homes that wishes are made in, and the whole file that a wish comes to.</summary>
internal static class Wishes
{
    private static readonly string[] s_mail =
    [
        "folders",
        "list",
        "read",
        "search",
        "drafts",
        "answers",
        "lists",
        "move",
        "archive",
        "flag",
        "draft",
        "send",
        "delete",
        "snooze",
        "followup",
        "unsubscribe",
    ];

    public static AgentFileContext Home(params string[] connections) =>
        new()
        {
            Connections = [.. connections.Select(c => new ConnectionName(c))],
            Tools = [.. s_mail.Select(t => new ToolName($"mail.{t}"))],
            Events = ["mail.received"],
        };

    public static AgentDrafting Draft(AgentWish wish, params string[] connections) =>
        AgentDrafter.Draft(wish, Home(connections), []);

    public static AgentDrafting Draft(string sentence, params string[] connections) =>
        Draft(new AgentWish { Sentence = sentence }, connections);

    /// <summary>The agent as the usual parser reads the file of a draft.</summary>
    public static AgentDefinition Agent(AgentDrafting drafting, params string[] connections)
    {
        Assert.Empty(drafting.Questions);
        var (text, problems) = AgentDraftText.Write(drafting.Draft!, Home(connections)); // There is one without questions.
        Assert.True(text is not null, string.Join('\n', problems));
        return AgentFile.Parse($"agents/{drafting.Draft!.Name}/AGENT.md", text, Home(connections)).Value!;
    }
}
