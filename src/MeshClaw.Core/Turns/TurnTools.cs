using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>The tools of the loop itself: they reach nothing outside of the conversation.</summary>
internal static class TurnTools
{
    /// <summary>Gives schemas of tools in the index; before anything by others was read, it is the run's plan too.</summary>
    public const string Open = "open_tools";

    /// <summary>Gives more of a result that was too long.</summary>
    public const string More = "result_read";

    /// <summary>Gives a part of the task to a run of its own.</summary>
    public const string Delegate = "delegate";

    /// <summary>Gives the text of a skill.</summary>
    public const string Skill = "skill_read";

    public static AIFunctionDeclaration SkillDeclaration { get; } =
        Of(
            Skill,
            "Gives a skill's text, or one of its files.",
            """{"type":"object","properties":{"name":{"type":"string"},"file":{"type":"string"}},"required":["name"]}"""
        );

    public static AIFunctionDeclaration OpenDeclaration { get; } =
        Of(
            Open,
            "Gives you tools of the index. Name all that the owner's message needs, at the beginning; 'times' says how often you will use one marked with !.",
            """
            {"type":"object","properties":{"tools":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},"times":{"type":"integer"}},"required":["name"]}}},"required":["tools"]}
            """
        );

    public static AIFunctionDeclaration MoreDeclaration { get; } =
        Of(
            More,
            "Gives more of a result that was cut, from a character on.",
            """{"type":"object","properties":{"handle":{"type":"string"},"from":{"type":"integer"}},"required":["handle"]}"""
        );

    public static AIFunctionDeclaration DelegateDeclaration { get; } =
        Of(
            Delegate,
            "Has a part of the task done apart, with some of your tools; you get its answer alone.",
            """
            {"type":"object","properties":{"task":{"type":"string"},"tools":{"type":"array","items":{"type":"string"}},"tokens":{"type":"integer"}},"required":["task","tools"]}
            """
        );

    private static ToolDeclaration Of(string name, string description, string schema) =>
        new(name, description, JsonElement.Parse(schema));
}
