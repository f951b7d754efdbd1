using System.Collections.Immutable;
using MeshClaw.Core.Files;
using MeshClaw.Core.Yaml;
using MeshClaw.Policy;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Core.Configuration;

/// <summary>A permit as narrow as one call: exactly its tool, agent, effect, origins of values and destinations.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Effects">The effect in the words of the policy language: the class, and every trait.</param>
/// <param name="Origins">Who wrote the values: <c>owner</c>, <c>own-system</c>, <c>third-party</c>.</param>
/// <param name="Destinations">Where it goes, as the call says it; none for what goes nowhere.</param>
/// <param name="Why">One line.</param>
public sealed record NarrowPermit(
    string Id,
    ToolName Tool,
    AgentName Agent,
    ImmutableArray<string> Effects,
    ImmutableArray<string> Origins,
    ImmutableArray<string> Destinations,
    string Why
)
{
    /// <summary>As it stands in the file, without indentation: with an example that it matches and one that it does not.</summary>
    public ImmutableArray<string> Lines
    {
        get
        {
            var what = $"tool: {Tool}, effect: [{string.Join(", ", Effects)}], label: [{string.Join(", ", Origins)}]";
            var where =
                Destinations.Length == 0
                    ? ""
                    : $", destination: [{string.Join(", ", Destinations.Select(d => YamlText.Scalar(d, inFlow: true)))}]";
            var other = Agent.Value == "nobody" ? "nobody-else" : "nobody";
            return
            [
                $"- id: {Id}",
                $"  permit: {{ {what}{where}, agent: {Agent} }}",
                $"  why: {YamlText.Scalar(Why)}",
                "  examples:",
                $"    - {{ {what}{where}, agent: {Agent}, matches: true }}",
                $"    - {{ {what}{where}, agent: {other}, matches: false }}",
            ];
        }
    }
}

/// <summary>Edits the text of <c>policy.yaml</c>: what results is read again before it is given back, and says the same as before but for the one rule.</summary>
public static class PolicyEditor
{
    private const string Name = "policy.yaml";

    // A file that says nothing is an error, and one that vanishes goes on to hold: this one says what holds anyway.
    private const string SaysNothing = "# What agents may do, whatever their own files say.\nmax-autonomy: act\n";

    /// <summary>Adds a permit before the other rules.</summary>
    public static FileEdit Add(string text, NarrowPermit permit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(permit);
        var before = string.IsNullOrWhiteSpace(text)
            ? new FileResult<PolicyContent>(PolicyContent.None, [])
            : Parse(text);
        if (before.Value is null)
        {
            return FileEdit.Refused(before);
        }

        if (Insert(text, permit.Lines) is not { } edited)
        {
            return FileEdit.Refused(
                $"The rules in {Name} are written in a way that cannot be edited safely. Add it by hand."
            );
        }

        var after = Parse(edited);
        if (after.Value is null)
        {
            return FileEdit.Refused(after);
        }

        var isOnly =
            after.Value.Statements is [var first, .. var rest]
            && first.Id == permit.Id
            && first.Verb == StatementVerb.Permit
            && rest.Select(s => s.Id).SequenceEqual(before.Value.Statements.Select(s => s.Id));
        return isOnly
            ? FileEdit.Done(edited)
            : FileEdit.Refused(
                $"The rules in {Name} are written in a way that cannot be edited safely. Add it by hand."
            );
    }

    /// <summary>Takes away a permit that stands as it was added. Refused where it was changed since.</summary>
    public static FileEdit Remove(string text, NarrowPermit permit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(permit);
        var clean = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        foreach (var indent in new[] { "  ", "" })
        {
            var block = string.Concat(permit.Lines.Select(l => $"{indent}{l}\n"));
            var at = clean.IndexOf(block, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var edited = clean.Remove(at, block.Length);
            if (edited.TrimEnd().EndsWith("rules:", StringComparison.Ordinal))
            {
                edited = edited.TrimEnd()[..^"rules:".Length];
            }

            edited = string.IsNullOrWhiteSpace(edited) ? SaysNothing : edited;
            var after = Parse(edited);
            return after.Value is null ? FileEdit.Refused(after) : FileEdit.Done(edited);
        }

        return FileEdit.Refused($"The rule {permit.Id} is not in {Name} as it was written. Take it away by hand.");
    }

    private static FileResult<PolicyContent> Parse(string text) => PolicyFile.Parse(Name, text, StatementSource.Owner);

    private static string? Insert(string text, ImmutableArray<string> lines)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"rules:\n{Text(lines, "  ", "\n")}";
        }

        var tree = YamlDocument.Parse(text, new FileProblems(Name));
        var rules = tree?.Find("rules");
        if (tree is null || tree.IsFlow || rules is YamlList { IsFlow: true } or YamlMap)
        {
            return null;
        }

        var source = new SourceLines(text);
        if (rules is YamlList { Items: [var first, ..] })
        {
            var line = source.Line(first.Start.Line);
            var dash = line.IndexOf('-', StringComparison.Ordinal);
            return dash < 0 || line[..dash].Trim().Length > 0
                ? null
                : text.Insert(source.Start(first.Start.Line), Text(lines, line[..dash], source.LineEnd));
        }

        if (rules is not null)
        {
            return null; // "rules:" with nothing in it is an error of its own.
        }

        var gap = text.Length == 0 || text.EndsWith('\n') ? "" : source.LineEnd;
        return $"{text}{gap}rules:{source.LineEnd}{Text(lines, "  ", source.LineEnd)}";
    }

    private static string Text(ImmutableArray<string> lines, string indent, string lineEnd) =>
        string.Concat(lines.Select(l => indent + l + lineEnd));
}
