using System.Text.RegularExpressions;
using MeshClaw.Core.Mail;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>
/// Has a model word the instructions of a draft. It is shown the owner's sentence and the template's instructions and nothing else; what it writes
/// becomes instructions alone, and only where it names nobody and no place that the owner did not: words of an AGENT.md count as the owner's.
/// </summary>
public static partial class ModelWording
{
    private const int MaxText = 4000;

    private const string Task =
        "Word the instructions of an agent that works for the person whose wish is below. Write Markdown of at most 250 words, to the agent, in the language of the wish: "
        + "what to look at, in which order, what matters, what to leave alone, and how to report. Keep what the template says of safety. "
        + "Do not write a title or front matter, and name no addresses, links, channels or people that the wish does not name.";

    /// <summary>What the model is asked.</summary>
    public static IReadOnlyList<ChatMessage> Ask(string sentence, string template) =>
        [new(ChatRole.System, $"{Task}\n\nThe template:\n{template}"), new(ChatRole.User, sentence)];

    /// <summary>The draft with the model's words behind the owner's sentence; or why they are not taken.</summary>
    /// <param name="draft">The draft by rules.</param>
    /// <param name="sentence">The owner's.</param>
    /// <param name="answer">What the model said.</param>
    public static (AgentDraft? Draft, string? Refusal) Take(AgentDraft draft, string sentence, string answer)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Length > MaxText)
        {
            return (null, $"they are longer than {MaxText} characters");
        }

        var text = string.Join('\n', InvisibleText.Lines(answer, MaxText)).Trim();
        if (text.Length == 0)
        {
            return (null, "there are none");
        }

        if (text.Split('\n').Any(l => Fence().IsMatch(l)))
        {
            return (null, "they would be a file of their own: tools, times and autonomy are not a model's to choose");
        }

        var known = $"{sentence}\n{draft.Instructions}";
        var named = Names()
            .Matches(text)
            .Select(m => m.Value)
            .FirstOrDefault(n => !known.Contains(n, StringComparison.OrdinalIgnoreCase));
        if (named is not null)
        {
            return (null, $"they name \"{InvisibleText.Line(named, 80)}\", which you did not");
        }

        var owner = string.Join('\n', InvisibleText.Lines(sentence, AgentWish.MaxSentence)).Trim();
        return (draft with { Instructions = owner.Length == 0 ? text : $"{owner}\n\n{text}" }, null);
    }

    [GeneratedRegex(
        @"^\s*(?:-{3,}|\.{3}|`{3,}|~{3,})|^\s*(?:autonomy|tools|connections|limits|when|rules)\s*:",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Fence();

    // Addresses, links, hosts, channels, and numbers long enough to be an account or a telephone.
    [GeneratedRegex(
        @"\S*[@＠]\S+|\S+://\S+|(?<![\p{L}\p{N}])#[\p{L}\p{N}_-]+|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}|\+?[0-9][0-9 ./-]{6,}[0-9]",
        RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex Names();
}
