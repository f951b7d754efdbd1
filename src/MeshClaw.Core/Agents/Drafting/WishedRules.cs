using System.Text.RegularExpressions;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>Finds what a sentence says as plainly as a rule: "archive newsletters", "move receipts to Receipts". Rules need no model.</summary>
internal static partial class WishedRules
{
    /// <summary>Lines that <see cref="AgentRuleParser"/> reads.</summary>
    /// <param name="sentence">The owner's words.</param>
    /// <param name="tools">What its verbs ask for: a verb that it denies makes no rule.</param>
    public static IEnumerable<string> Read(string sentence, IReadOnlyCollection<string> tools)
    {
        foreach (Match match in Rule().Matches(sentence))
        {
            var (verb, what, folder) = (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value);
            var isMove = verb is "move" or "file" or "put" or "sort";
            if (isMove != folder.Length > 0 || !tools.Contains(isMove ? "mail.move" : $"mail.{verb}"))
            {
                continue;
            }

            var line = $"{what} -> {(isMove ? folder : verb)}";
            if (AgentRuleParser.Parse(line).Rule is { } rule)
            {
                yield return AgentRuleParser.ToText(rule);
            }
        }
    }

    [GeneratedRegex(
        @"\b(archive|delete|move|file|put|sort)\s+(?:all\s+|my\s+|the\s+)?(newsletters?|receipts?|build mail|builds|notifications?|invitations?)\b(?:\s+(?:in)?to\s+(?:the folder\s+|my\s+|the\s+)?([\p{L}\p{N}][\p{L}\p{N}_-]*))?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        200
    )]
    private static partial Regex Rule();
}
