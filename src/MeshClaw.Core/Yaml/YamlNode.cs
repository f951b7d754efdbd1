namespace MeshClaw.Core.Yaml;

/// <summary>A piece of a YAML file with its place in it. Lines and columns count from 1; an end is the place after the last character.</summary>
internal abstract class YamlNode(YamlPlace start)
{
    public YamlPlace Start { get; } = start;

    /// <summary>Set once, when the parser has met it.</summary>
    public YamlPlace End { get; set; } = start;

    /// <summary>Says the same, wherever it stands and however it is written.</summary>
    public static bool Same(YamlNode? a, YamlNode? b) =>
        (a, b) switch
        {
            (YamlScalar x, YamlScalar y) => x.Text == y.Text && x.IsNull == y.IsNull,
            (YamlList x, YamlList y) => x.Items.Count == y.Items.Count
                && x.Items.Zip(y.Items).All(p => Same(p.First, p.Second)),
            (YamlMap x, YamlMap y) => x.Entries.Count == y.Entries.Count
                && x.Entries.All(e => y.Find(e.Key.Text) is { } other && Same(e.Value, other)),
            _ => a is null && b is null,
        };
}

/// <summary>A line and a column, both from 1.</summary>
internal readonly record struct YamlPlace(int Line, int Column);

/// <summary>A word, number or text; no type is guessed from its look.</summary>
internal sealed class YamlScalar(YamlPlace start, string text, bool plain) : YamlNode(start)
{
    public string Text { get; } = text;

    /// <summary>Nothing, or what YAML 1.2 takes for null.</summary>
    public bool IsNull => plain && Text is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A sequence.</summary>
internal sealed class YamlList(YamlPlace start, bool flow) : YamlNode(start)
{
    public List<YamlNode> Items { get; } = [];

    /// <summary>Written in brackets.</summary>
    public bool IsFlow => flow;
}

/// <summary>A mapping, its keys in the file's order and each there once.</summary>
internal sealed class YamlMap(YamlPlace start, bool flow) : YamlNode(start)
{
    public List<YamlEntry> Entries { get; } = [];

    /// <summary>Written in braces.</summary>
    public bool IsFlow => flow;

    public YamlNode? Find(string key) => Entries.Find(e => e.Key.Text == key)?.Value;
}

/// <summary>One key of a mapping with its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
