using MeshClaw.Policy;

namespace MeshClaw.Core.Skills;

/// <summary>What of a skill can be run, and by what.</summary>
public static class SkillScript
{
    /// <summary>The tool that runs one.</summary>
    public static readonly ToolName Tool = new("skill.run");

    /// <summary>The folder that scripts lie in.</summary>
    public const string Folder = "scripts/";

    private static readonly Dictionary<string, string> s_byEnding = new(StringComparer.Ordinal)
    {
        [".sh"] = "bash",
        [".bash"] = "bash",
        [".py"] = "python3",
        [".js"] = "node",
        [".mjs"] = "node",
        [".cjs"] = "node",
        [".pl"] = "perl",
        [".rb"] = "ruby",
    };

    private static readonly string[] s_interpreters = ["bash", "sh", "python3", "node", "perl", "ruby"];

    /// <summary>The program that runs a file; null where it is none that is run: not in <c>scripts/</c>, or of no kind that is known.</summary>
    public static string? InterpreterOf(SkillEntry file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return !file.Path.StartsWith(Folder, StringComparison.Ordinal) ? null
            : s_byEnding.TryGetValue(Path.GetExtension(file.Path).ToLowerInvariant(), out var known) ? known
            : OfFirstLine(file);
    }

    // "#!/usr/bin/env python3" and "#!/bin/sh -e"; options of the line are not taken over.
    private static string? OfFirstLine(SkillEntry file)
    {
        var text = file.Text;
        if (text?.StartsWith("#!", StringComparison.Ordinal) != true)
        {
            return null;
        }

        var words = text.Split('\n', 2)[0][2..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) // Any white space.
            .Select(w => w.Split('/')[^1])
            .SkipWhile(w => w == "env")
            .ToList();
        return words is [var name, ..] && s_interpreters.Contains(name == "python" ? "python3" : name)
            ? (name == "python" ? "python3" : name)
            : null;
    }
}
