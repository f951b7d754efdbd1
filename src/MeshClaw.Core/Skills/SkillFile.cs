using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Files;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Skills;

/// <summary>
/// Reads a <c>SKILL.md</c> in the Agent Skills format (agentskills.io/specification), and what ClawHub serves of it. All errors at once, with
/// their lines. A key that the format does not have is a warning and means nothing, since others write these files for other programs too.
/// </summary>
public static class SkillFile
{
    /// <summary>A skill's own file, in its folder.</summary>
    public const string FileName = "SKILL.md";

    /// <summary>The longest description, in characters.</summary>
    public const int MaxDescription = 1024;

    private const int MaxCompatibility = 500;
    private const int MaxLicense = 500;
    private const int MaxTools = 100;

    /// <summary>Reads a file's bytes: UTF-8, at most 256 KiB.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="folder">The folder's name, which the skill's must be; null where it has none yet.</param>
    /// <param name="bytes">The file.</param>
    public static FileResult<SkillHeader> Parse(string path, string? folder, ReadOnlySpan<byte> bytes)
    {
        var problems = new FileProblems(path);
        if (
            StrictText.Decode(bytes, problems) is not { } text
            || FrontMatter.Split(text, problems) is not { } front
            || YamlDocument.Parse(front.Yaml, problems, lineOffset: 1) is not { } tree
        )
        {
            return problems.Result<SkillHeader>(null);
        }

        var reader = new YamlReader(problems);
        var header = new SkillHeader
        {
            Name = ReadName(tree, reader, folder),
            Description = Bounded(tree, reader, "description", MaxDescription, needed: true),
            License = ReadLicense(tree, reader),
            Compatibility = Bounded(tree, reader, "compatibility", MaxCompatibility, needed: false),
            AllowedTools = ReadTools(tree, reader),
            Metadata = [.. Flatten("", tree.Find("metadata"))],
            Body = front.Body.Trim(),
        };
        if (tree.Find("metadata") is { } metadata and not (YamlMap or YamlScalar { IsNull: true }))
        {
            reader.Error(metadata, "\"metadata\" takes keys with values.");
        }

        string[] known = ["name", "description", "license", "compatibility", "metadata", "allowed-tools"];
        foreach (var (key, _) in tree.Entries.Where(e => !known.Contains(e.Key.Text)))
        {
            var shown = key.Text.Length > 60 ? key.Text[..60] + "…" : key.Text;
            reader.Warn(key, $"The key \"{shown}\" is not of the format; nothing is done with it.");
        }

        return problems.Result(header);
    }

    private static string ReadName(YamlMap tree, YamlReader reader, string? folder)
    {
        if (tree.Find("name") is not { } node)
        {
            reader.Error(tree, $"The key \"name\" is missing. Write name: {folder ?? "my-skill"}");
            return "";
        }

        var name = reader.Text(node, "name")?.Text.Trim();
        if (name is null)
        {
            return "";
        }

        if (!SkillName.IsValid(name))
        {
            reader.Error(node, $"\"name\" takes {SkillName.Rule}.");
        }
        else if (folder is not null && name != folder)
        {
            reader.Error(node, $"The name \"{name}\" must be that of its folder, \"{folder}\".");
        }

        return name;
    }

    // Several lines are one: a description stands in a list.
    private static string Bounded(YamlMap tree, YamlReader reader, string key, int max, bool needed)
    {
        switch (tree.Find(key))
        {
            case null when needed:
                reader.Error(tree, $"The key \"{key}\" is missing.");
                return "";
            case null:
                return "";
            case YamlScalar { IsNull: false } scalar when !string.IsNullOrWhiteSpace(scalar.Text):
                if (scalar.Text.Trim().Length > max)
                {
                    reader.Error(scalar, $"\"{key}\" has {scalar.Text.Trim().Length} characters; {max} is the most.");
                }

                return string.Join(
                    ' ',
                    scalar.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) // Any white space.
                );
            case { } other:
                reader.Error(other, $"\"{key}\" takes a text of 1 to {max} characters.");
                return "";
        }
    }

    // ClawHub takes keys here too, of which spdx names the licence.
    private static string ReadLicense(YamlMap tree, YamlReader reader) =>
        tree.Find("license") is YamlMap terms
            ? (terms.Find("spdx") as YamlScalar)?.Text ?? ""
            : Bounded(tree, reader, "license", MaxLicense, needed: false);

    private static ImmutableArray<string> ReadTools(YamlMap tree, YamlReader reader)
    {
        var node = tree.Find("allowed-tools");
        IEnumerable<string> tools = node switch
        {
            null or YamlScalar { IsNull: true } => [],
            YamlScalar scalar => Words(scalar.Text),
            _ => reader.Texts(node, "allowed-tools", "mail.search, mail.read")?.Select(t => t.Text.Trim()) ?? [],
        };
        var all = tools.Distinct(StringComparer.Ordinal).ToList();
        if (node is not null && (all.Count > MaxTools || all.Exists(t => t.Length > 200)))
        {
            reader.Error(
                node,
                $"\"allowed-tools\" names more than {MaxTools} tools, or one of more than 200 characters."
            );
        }

        return [.. all];
    }

    // "Bash(git add:*) Read" are two: what is in brackets belongs to its tool. Some part them by commas.
    private static IEnumerable<string> Words(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            depth +=
                c == '(' ? 1
                : c == ')' && depth > 0 ? -1
                : 0;
            if (i == text.Length || (depth == 0 && (char.IsWhiteSpace(c) || c == ',')))
            {
                if (i > start)
                {
                    yield return text[start..i];
                }

                start = i + 1;
            }
        }
    }

    // Bounded by the parser, which takes so many values and levels and no aliases.
    private static IEnumerable<KeyValuePair<string, string>> Flatten(string path, YamlNode? node) =>
        node switch
        {
            YamlMap map => map.Entries.SelectMany(e => Flatten(Join(path, e.Key.Text), e.Value)),
            YamlList list => list.Items.SelectMany(
                (item, i) => Flatten(Join(path, i.ToString(CultureInfo.InvariantCulture)), item)
            ),
            YamlScalar scalar when path.Length > 0 => [new(path, scalar.Text)],
            _ => [],
        };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
