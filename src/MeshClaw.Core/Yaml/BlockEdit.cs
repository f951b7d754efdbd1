namespace MeshClaw.Core.Yaml;

/// <summary>
/// Sets and removes entries of block mappings in a text, line by line. Null where the text is written in a way (in braces) that lines
/// cannot be put into. Callers read the result again: this is about where lines go, not about what they mean.
/// </summary>
internal static class BlockEdit
{
    /// <summary>Puts an entry into a mapping at the top of the file, or in place of the entry of that name.</summary>
    /// <param name="source">The text.</param>
    /// <param name="top">Its tree.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="lines">The entry, its key too, indented as if at the top.</param>
    public static string? Set(SourceLines source, YamlMap top, string key, IReadOnlyList<string> lines)
    {
        if (top.IsFlow)
        {
            return null;
        }

        var indent = top.Entries.Count == 0 ? 0 : top.Entries[0].Key.Start.Column - 1;
        return top.Entries.Find(e => e.Key.Text == key) is { } entry
            ? Replace(source, entry, Indented(lines, indent))
            : InsertAt(source, source.Text.Length, Indented(lines, indent));
    }

    /// <summary>Puts an entry into a mapping one level down, making that mapping where there is none.</summary>
    public static string? Set(SourceLines source, YamlMap top, string section, string key, IReadOnlyList<string> lines)
    {
        var entry = top.Entries.Find(e => e.Key.Text == section);
        switch (entry?.Value)
        {
            case null:
                return Set(source, top, section, [YamlText.Key(section) + ":", .. Indented(lines, 2)]);
            case YamlScalar or YamlMap { Entries.Count: 0 } when !top.IsFlow:
                return Fill(source, entry, Indented(lines, entry.Key.Start.Column - 1 + 2));
            case YamlMap { IsFlow: false } map when !top.IsFlow:
                var indented = Indented(lines, map.Entries[0].Key.Start.Column - 1);
                return map.Entries.Find(e => e.Key.Text == key) is { } old
                    ? Replace(source, old, indented)
                    : InsertAt(source, source.Start(LastLine(map.Entries[^1]) + 1), indented);
            default:
                return null;
        }
    }

    /// <summary>Takes away the lines of an entry one level down; without a key those of the whole section.</summary>
    public static string? Remove(SourceLines source, YamlMap top, string section, string? key)
    {
        var map = key is null ? top : top.Find(section) as YamlMap;
        var wanted = key ?? section;
        return
            top.IsFlow
            || map is null or { IsFlow: true }
            || map.Entries.Find(e => e.Key.Text == wanted) is not { } entry
            ? null
            : Replace(source, entry, []);
    }

    private static string Replace(SourceLines source, YamlEntry entry, IEnumerable<string> lines)
    {
        var (from, to) = (source.Start(entry.Key.Start.Line), source.Start(LastLine(entry) + 1));
        return InsertAt(new SourceLines(source.Text.Remove(from, to - from)), from, lines, source.LineEnd);
    }

    /// <summary>Puts lines below a key that has nothing, <c>~</c> or <c>{}</c> for a value.</summary>
    private static string Fill(SourceLines source, YamlEntry entry, IEnumerable<string> lines)
    {
        var below = source.Start(LastLine(entry) + 1);
        var text = InsertAt(source, below, lines);
        var (from, to) = (source.Offset(entry.Value.Start), source.Offset(entry.Value.End));
        if (from >= to || from >= below)
        {
            return text;
        }

        while (text[from - 1] == ' ')
        {
            from--;
        }

        return text.Remove(from, to - from);
    }

    private static string InsertAt(SourceLines source, int offset, IEnumerable<string> lines, string? lineEnd = null)
    {
        lineEnd ??= source.LineEnd;
        var text = string.Concat(lines.Select(l => l + lineEnd));
        var needsEnd = text.Length > 0 && offset > 0 && source.Text[offset - 1] != '\n';
        return source.Text.Insert(offset, (needsEnd ? lineEnd : "") + text);
    }

    private static IEnumerable<string> Indented(IEnumerable<string> lines, int by) =>
        lines.Select(l => new string(' ', by) + l);

    /// <summary>A block scalar ends where the next line starts.</summary>
    private static int LastLine(YamlEntry entry)
    {
        var end = entry.Value is YamlScalar { IsNull: true, Text: "" } ? entry.Key.End : entry.Value.End;
        return end.Column == 1 && end.Line > entry.Key.Start.Line ? end.Line - 1 : end.Line;
    }
}
