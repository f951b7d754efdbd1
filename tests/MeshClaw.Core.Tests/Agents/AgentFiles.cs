using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Agents;

/// <summary>The context and the spelling of whole definitions that these tests share.</summary>
internal static class AgentFiles
{
    public const string Path = "agents/inbox/AGENT.md";

    public static AgentFileContext Context { get; } =
        new()
        {
            Connections = [new ConnectionName("mail/work"), new ConnectionName("calendar/work")],
            Tools =
            [
                new ToolName("mail.list"),
                new ToolName("mail.move"),
                new ToolName("mail.delete"),
                new ToolName("calendar.read"),
            ],
            Events = ["mail.received", "calendar.changed"],
        };

    public static FileResult<AgentDefinition> Parse(string text) => AgentFile.Parse(Path, text, Context);

    /// <summary>Every member, so that whole objects are compared.</summary>
    public static string Show(AgentDefinition agent) =>
        string.Join(
            '\n',
            [
                $"{agent.Name}: {agent.Description}",
                $"grant of {agent.Grant.Agent}: {string.Join(" ", agent.Grant.Connections)} | {string.Join(" ", agent.Grant.Tools)} | {agent.Grant.Autonomy} | paused {agent.Grant.Paused}",
                string.Create(CultureInfo.InvariantCulture, $"{agent.Grant.Limits}"),
                .. agent.When.Select(w =>
                    w is AgentTrigger.Schedule s ? $"at {s.Text} = {string.Join(" + ", s.Crons)}" : $"{w}"
                ),
                .. agent.Rules.Select(r => $"{r}"),
                agent.Instructions,
            ]
        );

    public static string[] Problems(FileResult<AgentDefinition> result) =>
        [.. result.Problems.Select(p => p.ToString())];
}
