using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Agents;

/// <summary>What became of reading a rule: the rule, or one or two sentences that say what would be understood.</summary>
public sealed record AgentRuleParse(AgentRule? Rule, string? Error);

/// <summary>
/// The grammar of reflex rules: <c>CONDITION -> DISPOSITION</c>. Every character of a line must be understood; there is no guess.
/// </summary>
public static class AgentRuleParser
{
    private const int MaxLength = 500;

    private static readonly (string Words, MailCategory Category)[] s_categories =
    [
        ("newsletters", MailCategory.Newsletter),
        ("build mail", MailCategory.Build),
        ("receipts", MailCategory.Receipt),
        ("travel", MailCategory.Travel),
        ("notifications", MailCategory.Notification),
        ("invitations", MailCategory.Invitation),
        ("phishing", MailCategory.Phishing),
    ];

    private static readonly ImmutableDictionary<string, MailCategory> s_spellings = s_categories
        .Select(c => KeyValuePair.Create(c.Words, c.Category))
        .Append(KeyValuePair.Create("newsletter", MailCategory.Newsletter))
        .Append(KeyValuePair.Create("builds", MailCategory.Build))
        .Append(KeyValuePair.Create("receipt", MailCategory.Receipt))
        .Append(KeyValuePair.Create("notification", MailCategory.Notification))
        .Append(KeyValuePair.Create("invitation", MailCategory.Invitation))
        .ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);

    private static string Conditions =>
        string.Join(", ", s_categories.Select(c => c.Words))
        + ", from ana@corp.example, from *@corp.example, to ana+lists@corp.example, subject \"weekly report\", list dev.lists.example";

    /// <summary>Reads one line.</summary>
    /// <param name="line">Such as <c>newsletters -> Reading</c>; the arrow may be <c>→</c>.</param>
    /// <param name="number">Its line in AGENT.md; 0 where it stands in none.</param>
    public static AgentRuleParse Parse(string line, int number = 0)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Length > MaxLength || line.EnumerateRunes().Any(IsUnseen))
        {
            return new AgentRuleParse(
                null,
                $"A rule is one line of at most {MaxLength} characters, all of which can be seen."
            );
        }

        var text = line.Trim();
        if (SplitAtArrow(text) is not var (left, right))
        {
            return new AgentRuleParse(
                null,
                $"{Quote(text)} is no rule: write CONDITION -> DISPOSITION, such as \"newsletters -> Reading\"."
            );
        }

        var (condition, error) = ParseCondition(left);
        if (condition is null)
        {
            return new AgentRuleParse(null, error);
        }

        (var disposition, error) = FolderText.Parse(right);
        return disposition is null
            ? new AgentRuleParse(null, error)
            : new AgentRuleParse(new AgentRule(text, number, condition, disposition), null);
    }

    /// <summary>The rule in its usual spelling. <see cref="Parse"/> reads it back to the same condition and disposition.</summary>
    public static string ToText(AgentRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var condition = rule.Condition switch
        {
            RuleCondition.Category category => s_categories.First(c => c.Category == category.Value).Words,
            RuleCondition.From from => $"from {from.Pattern}",
            RuleCondition.To to => $"to {to.Pattern}",
            RuleCondition.Subject subject => $"subject \"{subject.Words}\"",
            RuleCondition.List list => $"list {list.Id}",
            _ => throw new InvalidOperationException(
                $"A condition without a spelling: {rule.Condition.GetType().Name}."
            ),
        };
        return $"{condition} -> {FolderText.Of(rule.Disposition)}";
    }

    /// <summary>Parts a line at its first arrow outside quotation marks.</summary>
    private static (string Left, string Right)? SplitAtArrow(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            quoted ^= text[i] == '"';
            var length =
                text[i] == '→' ? 1
                : text.AsSpan(i).StartsWith("->") ? 2
                : 0;
            if (!quoted && length > 0)
            {
                return (text[..i].Trim(), text[(i + length)..].Trim());
            }
        }

        return null;
    }

    private static (RuleCondition? Condition, string? Error) ParseCondition(string text)
    {
        if (s_spellings.TryGetValue(text, out var category))
        {
            return (new RuleCondition.Category(category), null);
        }

        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries);
        var rest = parts.Length == 2 ? parts[1] : "";
        switch (parts[0].ToLowerInvariant())
        {
            case "from":
                return Pattern(rest) is { } from
                    ? (new RuleCondition.From(from), null)
                    : (null, AddressError("from", rest));
            case "to":
                return Pattern(rest) is { } to ? (new RuleCondition.To(to), null) : (null, AddressError("to", rest));
            case "subject":
                return ParseSubject(rest);
            case "list":
                return ListId(rest) is { } id
                    ? (new RuleCondition.List(id), null)
                    : (null, $"{Quote(rest)} is no List-Id. Write: list dev.lists.example");
            case "people" or "person" or "sensitive" or "injection" or "injections":
                return (
                    null,
                    $"Mail of the kind {Quote(text)} stays in the inbox. Name a sender instead: from ana@corp.example."
                );
            default:
                return (null, $"{Quote(text)} is no condition. Conditions are: {Conditions}.");
        }
    }

    /// <summary>An address, or <c>*@domain</c>, normalised.</summary>
    private static string? Pattern(string text)
    {
        if (!text.StartsWith("*@", StringComparison.Ordinal))
        {
            return text.StartsWith('*') ? null : MailAddress.Normalize(text);
        }

        // A top-level domain alone would be half the world.
        return MailAddress.NormalizeDomain(text[2..]) is { } domain && domain.Contains('.') ? $"*@{domain}" : null;
    }

    private static string AddressError(string word, string text)
    {
        var domain = text.TrimStart('*', '@', '.');
        var example =
            MailAddress.NormalizeDomain(domain) is { } good && good.Contains('.') ? $"*@{good}" : "*@corp.example";
        return $"{Quote(text)} is no address. Write: {word} ana@corp.example, or {word} {example} for everybody at that domain.";
    }

    private static (RuleCondition? Condition, string? Error) ParseSubject(string text)
    {
        if (text.Length >= 2 && text[0] == '"' && text[^1] == '"')
        {
            var words = text[1..^1].Trim();
            if (words.Length > 0 && !words.Contains('"'))
            {
                return (new RuleCondition.Subject(words), null);
            }
        }

        var plain = text.Replace("\"", "", StringComparison.Ordinal).Trim();
        return (
            null,
            $"Words of a subject stand in quotation marks. Write: subject \"{(plain.Length == 0 ? "weekly report" : plain)}\""
        );
    }

    private static string? ListId(string text)
    {
        var id = text.StartsWith('<') && text.EndsWith('>') ? text[1..^1] : text;
        return
            id.Length is > 0 and <= 255
            && id.All(c => c is > ' ' and < (char)127 and not ('<' or '>' or '"' or ',' or ';'))
            ? id.ToLowerInvariant()
            : null;
    }

    private static bool IsUnseen(Rune rune) =>
        rune == Rune.ReplacementChar
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    internal static string Quote(string text) => $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\"";
}
