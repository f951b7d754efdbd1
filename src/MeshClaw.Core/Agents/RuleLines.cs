using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Agents;

/// <summary>Where the text of a rule goes, and what goes with it, in the front matter of an AGENT.md. Null where that cannot be told.</summary>
internal static class RuleLines
{
    public static string? Insert(SourceLines source, YamlMap top, string rule)
    {
        if (top.IsFlow)
        {
            return null;
        }

        var entry = top.Entries.Find(e => e.Key.Text == "rules");
        var indent = top.Entries.Count == 0 ? "" : new string(' ', top.Entries[0].Key.Start.Column - 1);
        var line = $"{YamlText.Scalar(rule)}{source.LineEnd}";
        switch (entry?.Value)
        {
            case null:
                return FenceLine(source) is { } fence
                    ? source.Text.Insert(source.Start(fence), $"{indent}rules:{source.LineEnd}{indent}  - {line}")
                    : null;
            case YamlScalar { Text: "" }:
                return source.Text.Insert(source.Start(entry.Key.End.Line + 1), $"{indent}  - {line}");
            case YamlScalar scalar:
                var (from, to) = (source.Offset(scalar.Start), source.Offset(scalar.End));
                return source.Text.Remove(from, to - from).Insert(from, $"[{YamlText.Scalar(rule, inFlow: true)}]");
            case YamlList { IsFlow: true } list:
                var more = list.Items.Count == 0 ? "" : ", ";
                return source.Text.Insert(source.Offset(list.Start) + 1, YamlText.Scalar(rule, inFlow: true) + more);
            case YamlList list:
                return Dash(source, list.Items[0]) is { } dash
                    ? source.Text.Insert(source.Start(list.Items[0].Start.Line), dash + line)
                    : null;
            default:
                return null;
        }
    }

    public static string? Remove(SourceLines source, YamlList list, int index)
    {
        var item = list.Items[index];
        if (!list.IsFlow)
        {
            var line = item.Start.Line;
            return Dash(source, item) is null
                ? null
                : source.Text.Remove(source.Start(line), source.Start(line + 1) - source.Start(line));
        }

        var (from, to) = (source.Offset(item.Start), source.Offset(item.End));
        if (index + 1 < list.Items.Count)
        {
            to = source.Offset(list.Items[index + 1].Start);
        }
        else if (index > 0)
        {
            from = source.Offset(list.Items[index - 1].End);
        }

        return source.Text.Remove(from, to - from);
    }

    /// <summary>What stands before an item on its line: blanks, a dash, blanks; null where something else does.</summary>
    private static string? Dash(SourceLines source, YamlNode item)
    {
        var before = source.Line(item.Start.Line)[..(item.Start.Column - 1)];
        return before.Trim() == "-" ? before : null;
    }

    /// <summary>The line of the second <c>---</c>.</summary>
    private static int? FenceLine(SourceLines source)
    {
        for (var line = 2; source.Start(line) < source.Text.Length; line++)
        {
            if (source.Line(line).TrimEnd() == "---")
            {
                return line;
            }
        }

        return null;
    }
}
