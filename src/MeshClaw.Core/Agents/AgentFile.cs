using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Agents;

/// <summary>
/// Reads <c>agents/NAME/AGENT.md</c>: all of it, or all errors at once. A key that is unknown, a tool or connection that there is not, and a
/// rule that cannot be read are errors. Whatever is left out or empty grants nothing.
/// </summary>
public static class AgentFile
{
    /// <summary>An agent's file, in its folder.</summary>
    public const string FileName = "AGENT.md";

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">For messages, and for the folder's name, which the agent's name must be.</param>
    /// <param name="bytes">UTF-8; a byte order mark and CRLF are taken.</param>
    /// <param name="context">What it may name.</param>
    public static FileResult<AgentDefinition> Parse(string path, ReadOnlySpan<byte> bytes, AgentFileContext context)
    {
        var problems = new FileProblems(path);
        return StrictText.Decode(bytes, problems) is { } text
            ? Parse(path, text, Convert.ToHexStringLower(SHA256.HashData(bytes)), context, problems).Result
            : problems.Result<AgentDefinition>(null);
    }

    /// <summary>Reads a file's text, whose version is that of its bytes in UTF-8.</summary>
    public static FileResult<AgentDefinition> Parse(string path, string text, AgentFileContext context) =>
        Parse(path, Encoding.UTF8.GetBytes(text), context);

    /// <summary>The same, with the tree that the editor needs.</summary>
    internal static (FileResult<AgentDefinition> Result, YamlMap? Tree) ParseWithTree(
        string path,
        string text,
        AgentFileContext context
    ) => Parse(path, StrictText.WithoutMark(text), "", context, new FileProblems(path));

    private static (FileResult<AgentDefinition> Result, YamlMap? Tree) Parse(
        string path,
        string text,
        string version,
        AgentFileContext context,
        FileProblems problems
    )
    {
        if (
            FrontMatter.Split(text, problems) is not { } front
            || YamlDocument.Parse(front.Yaml, problems, lineOffset: 1) is not { } tree
        )
        {
            return (problems.Result<AgentDefinition>(null), null);
        }

        var reader = new YamlReader(problems);
        var fields = new YamlFields(tree, reader);
        var name = ReadName(fields, reader, path);
        var description = reader.Text(fields.Need("description", "what it does, in one line"), "description");
        var grants = new AgentFileGrants(fields, reader, context);
        var connections = grants.ReadConnections();
        var triggers = new AgentFileTriggers(reader, context, connections);
        var definition = new AgentDefinition
        {
            Name = new AgentName(name),
            Description = description?.Text ?? "",
            Grant = new AgentGrant
            {
                Agent = new AgentName(name),
                Connections = connections,
                Tools = grants.ReadTools(),
                Autonomy = grants.ReadAutonomy(),
                Limits = grants.ReadLimits(),
            },
            When = triggers.Read(fields.Take("when")),
            Zone = ZoneText.Read(fields.Take("zone"), reader),
            Quiet = QuietText.Read(fields.Take("quiet"), reader),
            Skills = ReadSkills(fields.Take("skills"), reader),
            Rules = AgentFileRules.Read(fields.Take("rules"), reader),
            Instructions = front.Body.Trim(),
            Version = version,
        };
        fields.Finish();
        grants.WarnOfWhatGrantsNothing();
        return (problems.Result(definition), tree);
    }

    // One that is not there yet is no error: files of agents are written before skills are installed.
    private static ImmutableArray<string> ReadSkills(YamlNode? node, YamlReader reader)
    {
        var patterns = ImmutableArray.CreateBuilder<string>();
        foreach (var text in reader.Texts(node, "skills", "inbox-triage, travel-*") ?? [])
        {
            if (!SkillName.IsPattern(text.Text))
            {
                reader.Error(
                    text,
                    text.Text == "*"
                        ? "\"*\" is not understood: name each skill, or the beginning of names, such as travel-*."
                        : $"A skill's name is {SkillName.Rule}; or the beginning of names, such as travel-*."
                );
            }
            else if (patterns.Contains(text.Text))
            {
                reader.Error(text, $"\"{text.Text}\" is there twice.");
            }
            else
            {
                patterns.Add(text.Text);
            }
        }

        return patterns.ToImmutable();
    }

    private static string ReadName(YamlFields fields, YamlReader reader, string path)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
        var name = reader.Text(fields.Need("name", folder.Length == 0 ? "inbox" : folder), "name");
        if (name is null)
        {
            return "";
        }

        if (!Identifier.IsValid(name.Text))
        {
            reader.Error(name, $"\"name\" takes {Identifier.Rule}.");
        }
        else if (name.Text == "owner")
        {
            reader.Error(name, "No agent can be called \"owner\": that is you.");
        }
        else if (name.Text == "standing")
        {
            reader.Error(
                name,
                "No agent can be called \"standing\": what you settled once and for all runs by that name."
            );
        }
        else if (name.Text != folder)
        {
            reader.Error(
                name,
                $"The name \"{name.Text}\" must be that of its folder, \"{folder}\". Change one of them."
            );
        }

        return name.Text;
    }
}
