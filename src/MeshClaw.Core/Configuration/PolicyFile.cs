using System.Collections.Immutable;
using System.Text;
using MeshClaw.Core.Files;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>What one policy or ceiling file says.</summary>
/// <param name="Ceiling">The keys that hold for every agent.</param>
/// <param name="Statements">Its rules, in the order of the file.</param>
public sealed record PolicyContent(Ceiling Ceiling, ImmutableArray<Statement> Statements)
{
    /// <summary>What holds where there is no file.</summary>
    public static PolicyContent None { get; } = new(Ceiling.None, []);
}

/// <summary>
/// Reads <c>policy.yaml</c>, or an organisation's ceiling: all of it, or all errors at once. An unknown key, an empty list, a permit that
/// is wider than it may be and a rule that one of its own examples contradicts are errors. <see cref="Schema"/> is its shape for editors.
/// </summary>
public static class PolicyFile
{
    /// <summary>JSON Schema (draft 2020-12) of the file. It knows shapes and words; examples are checked by <see cref="Parse(string, string, StatementSource)"/> alone.</summary>
    public static string Schema()
    {
        var assembly = typeof(PolicyFile).Assembly;
        using var stream = assembly.GetManifestResourceStream("policy.schema.json")!; // Embedded by the project.
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a text.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="text">YAML.</param>
    /// <param name="source">Who wrote it: an organisation's file cannot permit.</param>
    public static FileResult<PolicyContent> Parse(string path, string text, StatementSource source)
    {
        ArgumentNullException.ThrowIfNull(text);
        var problems = new FileProblems(path);
        return StrictText.Decode(Encoding.UTF8.GetBytes(text), problems) is { } clean
            ? Parse(clean, source, problems)
            : problems.Result<PolicyContent>(null);
    }

    internal static FileResult<PolicyContent> Parse(string text, StatementSource source, FileProblems problems)
    {
        if (YamlDocument.Parse(text, problems) is not { } tree)
        {
            return problems.Result<PolicyContent>(null);
        }

        var reader = new YamlReader(problems);
        var fields = new YamlFields(tree, reader);
        var content = new PolicyContent(
            CeilingKeys.Read(fields, reader),
            new PolicyRules(reader, source).Read(fields.Take("rules"))
        );
        fields.Finish();
        if (tree.Entries.Count == 0)
        {
            reader.Error(tree, "The file says nothing. Write what it should forbid, or delete it.");
        }

        return problems.Result(content);
    }
}
