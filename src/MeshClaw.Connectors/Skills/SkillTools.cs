using System.Text.Json.Nodes;
using MeshClaw.Connectors.Local;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Skills;

/// <summary>What skills' scripts offer.</summary>
public static class SkillTools
{
    /// <summary>The connection that is there without any configuration: agents get it by naming it.</summary>
    public static readonly ConnectionName Connection = new("skill/workspace");

    /// <summary>How long a script may run where nothing is said, in seconds.</summary>
    public const int DefaultSeconds = 120;

    /// <summary>How long one may run at the most, in seconds.</summary>
    public const int MaxSeconds = 1800;

    internal const string RecordKind = "script";
    private const int LongestPath = 240;
    private const int LongestHash = 64;

    private static readonly Effect s_offline = new(EffectClass.Irreversible, EffectTraits.Executes);
    private static readonly Effect s_online = new(EffectClass.Irreversible, EffectTraits.Executes | EffectTraits.Sends);

    // No argument is called "script" or "command": the guard would read a file's name as bash and could take it for a harmless program.
    internal static LocalTool Run { get; } =
        new(
            SkillScript.Tool,
            "Runs a script of a skill in a sandbox, in the workspace, which alone it can write.",
            s_online, // The most that it can do: a skill without a grant of the network has none.
            [
                new("skill", ValueForm.Text, ValueRole.Parameter, true, SkillName.Max, "The skill's name."),
                new("file", ValueForm.Text, ValueRole.Parameter, true, LongestPath, "Such as scripts/sum.py."),
                new(
                    "timeoutSeconds",
                    ValueForm.Number,
                    ValueRole.Parameter,
                    false,
                    MaxSeconds,
                    "It is killed then; 120 where left out."
                ),
                new(
                    "hash",
                    ValueForm.Text,
                    ValueRole.Parameter,
                    false,
                    LongestHash,
                    "Leave out: the gateway fills it in."
                ),
            ]
        );

    /// <summary>What the connector offers.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions { get; } = [Run.Definition with { Schema = WithList(Run) }];

    internal static Effect EffectOf(bool network) => network ? s_online : s_offline;

    private static string WithList(LocalTool tool)
    {
        var schema = JsonNode.Parse(tool.Definition.Schema)!.AsObject(); // Ours, an object with properties.
        schema["properties"]!["args"] = JsonNode.Parse(
            """{"type":"array","items":{"type":"string"},"description":"Its arguments."}"""
        );
        return schema.ToJsonString();
    }
}
