using System.Collections.Frozen;

namespace MeshClaw.Core.Agents;

/// <summary>
/// What stands behind a rule's arrow: <c>keep</c>, <c>archive</c>, <c>delete</c>, or a folder, in quotation marks where it looks like a
/// word of command.
/// </summary>
internal static class FolderText
{
    private const string Allowed = "It can keep, archive, delete, or name a folder";

    private static readonly FrozenSet<string> s_verbs = FrozenSet.ToFrozenSet(
        [
            "hold",
            "move",
            "forward",
            "reply",
            "send",
            "unsubscribe",
            "flag",
            "star",
            "label",
            "mark",
            "read",
            "ignore",
            "skip",
            "stay",
            "leave",
            "nothing",
            "none",
            "null",
            "remove",
            "purge",
            "expunge",
            "ask",
            "file",
            "folder",
        ],
        StringComparer.Ordinal
    );

    public static (RuleDisposition? Disposition, string? Error) Parse(string text)
    {
        var quoted = text.Length >= 2 && text[0] == '"' && text[^1] == '"';
        var name = quoted ? text[1..^1] : text;
        if (!quoted)
        {
            switch (text.ToLowerInvariant())
            {
                case "keep":
                    return (new RuleDisposition.Keep(), null);
                case "archive":
                    return (new RuleDisposition.Archive(), null);
                case "delete":
                    return (new RuleDisposition.Delete(), null);
                case "inbox":
                    return (null, "To leave mail in the inbox, write: keep");
            }

            if (LooksLikeACommand(text))
            {
                var shown = AgentRuleParser.Quote(text);
                return (
                    null,
                    $"{shown} is nothing that a rule does. {Allowed}; a folder of that name is written in quotation marks."
                );
            }
        }

        return RefuseName(name) is { } error ? (null, error) : (new RuleDisposition.File(name), null);
    }

    public static string Of(RuleDisposition disposition) =>
        disposition switch
        {
            RuleDisposition.Keep => "keep",
            RuleDisposition.Archive => "archive",
            RuleDisposition.Delete => "delete",
            RuleDisposition.File file => Parse(file.Folder).Disposition == file ? file.Folder : $"\"{file.Folder}\"",
            _ => throw new InvalidOperationException(
                $"A disposition without a spelling: {disposition.GetType().Name}."
            ),
        };

    /// <summary>Small words that people may take for commands, addresses, and further arrows.</summary>
    private static bool LooksLikeACommand(string text) =>
        s_verbs.Contains(text.Split(' ')[0])
        || text.Contains('@')
        || text.Contains("->", StringComparison.Ordinal)
        || text.Contains('→')
        || text.Contains('#');

    private static string? RefuseName(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return $"The rule does not say what to do. {Allowed}.";
        }

        if (name.Equals("inbox", StringComparison.OrdinalIgnoreCase))
        {
            return "To leave mail in the inbox, write: keep";
        }

        var levels = name.Split('/');
        var bad =
            name.Length > 200
            || name.Any(c => c is '"' or '*' or '%' or '\\')
            || levels.Any(l => l.Trim().Length != l.Length || l is "" or "." or "..");
        return bad
            ? $"{AgentRuleParser.Quote(name)} is no folder. Levels are parted by /, such as Projects/Alpha."
            : null;
    }
}
