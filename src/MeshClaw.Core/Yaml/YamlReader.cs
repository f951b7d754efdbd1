using System.Globalization;
using MeshClaw.Core.Files;

namespace MeshClaw.Core.Yaml;

/// <summary>
/// Takes values out of YAML, each of one kind; what is not of that kind becomes a problem that says what would be. Null where there is
/// no value, or none that can be used.
/// </summary>
internal sealed class YamlReader(FileProblems problems)
{
    public void Error(YamlNode at, string message) => problems.Error(at.Start.Line, at.Start.Column, message);

    public void Warn(YamlNode at, string message) => problems.Warn(at.Start.Line, at.Start.Column, message);

    /// <summary>A mapping whose keys are all known; every key must be taken before <see cref="YamlFields.Finish"/>.</summary>
    public YamlFields? Fields(YamlNode? node, string name) => Map(node, name) is { } map ? new(map, this) : null;

    /// <summary>A mapping's entries, its keys the owner's own; none for a key without a value, as when the last was removed.</summary>
    public IReadOnlyList<YamlEntry> Entries(YamlNode? node, string name) =>
        node is YamlScalar { IsNull: true } ? [] : Map(node, name)?.Entries ?? [];

    private YamlMap? Map(YamlNode? node, string name)
    {
        if (node is not (null or YamlMap))
        {
            Error(node, $"\"{name}\" takes keys with values.");
        }

        return node as YamlMap;
    }

    /// <summary>One line of text that is not blank.</summary>
    public YamlScalar? Text(YamlNode? node, string name)
    {
        switch (node)
        {
            case null:
                return null;
            case YamlScalar { IsNull: false } scalar when !string.IsNullOrWhiteSpace(scalar.Text):
                if (scalar.Text.AsSpan().TrimEnd('\n').ContainsAny('\n', '\r'))
                {
                    Error(node, $"\"{name}\" takes one line.");
                    return null;
                }

                return scalar;
            case YamlScalar:
                Error(node, $"\"{name}\" is empty. Write a value, or leave the key out.");
                return null;
            default:
                Error(node, $"\"{name}\" takes one text, not a list or keys.");
                return null;
        }
    }

    /// <summary>A list of texts. Null for a key without a value, and for what is no list.</summary>
    public IEnumerable<YamlScalar>? Texts(YamlNode? node, string name, string example)
    {
        if (node is null or YamlScalar { IsNull: true })
        {
            return null;
        }

        if (node is not YamlList list)
        {
            Error(node, $"\"{name}\" takes a list. Write {name}: [{example}]");
            return null;
        }

        return list.Items.Select(i => Text(i, name)).OfType<YamlScalar>().ToList();
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Whole(YamlNode? node, string name, int min, int max)
    {
        if (node is null)
        {
            return null;
        }

        if (node is YamlScalar { IsNull: false } scalar)
        {
            var style = NumberStyles.AllowLeadingSign;
            if (
                int.TryParse(scalar.Text, style, CultureInfo.InvariantCulture, out var value)
                && value >= min
                && value <= max
            )
            {
                return value;
            }
        }

        Error(node, $"\"{name}\" takes a whole number from {Number(min)} to {Number(max)}.");
        return null;
    }

    /// <summary>An amount of US dollars within bounds.</summary>
    public decimal? Money(YamlNode? node, string name, decimal max)
    {
        if (node is null)
        {
            return null;
        }

        if (node is YamlScalar { IsNull: false } scalar)
        {
            var style = NumberStyles.AllowDecimalPoint;
            if (decimal.TryParse(scalar.Text, style, CultureInfo.InvariantCulture, out var value) && value <= max)
            {
                return value;
            }
        }

        Error(node, $"\"{name}\" takes an amount from 0 to {Number(max)}, such as 0.50.");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Choice<T>(YamlNode? node, string name, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (node is null)
        {
            return null;
        }

        if (node is YamlScalar { IsNull: false } scalar && words.TryGetValue(scalar.Text, out var value))
        {
            return value;
        }

        var hint = node is YamlScalar wrong ? Spelling.DidYouMean(wrong.Text, words.Keys) : "";
        Error(node, $"\"{name}\" takes one of: {string.Join(", ", words.Keys)}.{hint}");
        return null;
    }

    private static string Number(decimal value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}

/// <summary>A mapping whose keys are all known.</summary>
internal sealed class YamlFields(YamlMap map, YamlReader reader)
{
    private readonly List<string> _known = [];
    private readonly List<string> _refused = [];

    public YamlMap Map => map;

    /// <summary>The value of a key; null where the key is not there. Makes the key known.</summary>
    public YamlNode? Take(string key)
    {
        _known.Add(key);
        return map.Find(key);
    }

    /// <summary>The value of a key that must be there.</summary>
    public YamlNode? Need(string key, string example)
    {
        var value = Take(key);
        if (value is null)
        {
            reader.Error(map, $"The key \"{key}\" is missing. Write {key}: {example}");
        }

        return value;
    }

    /// <summary>Reports a key that has no place here, for a reason of its own.</summary>
    public void Refuse(YamlScalar key, string why)
    {
        _refused.Add(key.Text);
        reader.Error(key, why);
    }

    /// <summary>Reports every key that nobody took.</summary>
    public void Finish()
    {
        foreach (var (key, _) in map.Entries)
        {
            if (!_known.Contains(key.Text) && !_refused.Contains(key.Text))
            {
                var shown = key.Text.Length > 60 ? key.Text[..60] + "…" : key.Text;
                var allowed = string.Join(", ", _known);
                var hint = Spelling.DidYouMean(key.Text, _known);
                reader.Error(key, $"Unknown key \"{shown}\".{hint} Allowed: {allowed}.");
            }
        }
    }
}
