using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Safety;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>
/// What stays in the inbox although its conversation is muted: what is dangerous, what the owner's rules keep, and what is about money,
/// security, law or health. Thread-safe.
/// </summary>
public static class MuteExceptions
{
    /// <summary>Why a message stays, for people; null where nothing speaks against putting it away.</summary>
    public static string? Find(MailMessage message, ImmutableArray<AgentRule> rules, Owner owner)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(owner);
        if (InjectionDetector.Examine(message, owner).Held)
        {
            return "it gives orders to an agent";
        }

        if (PhishingDetector.Examine(message, MailboxHistory.Empty, owner).Suspected)
        {
            return "it looks like fraud";
        }

        var subjectWords = FoldedText.Of(message.Subject, TriageClassifier.MaxSubject);
        var subject = new MailReading(subjectWords);
        var text = new MailReading(FoldedText.Of(message.Text, TriageClassifier.MaxRead));
        var (category, confidence, _) = FeatureReader
            .Read(message, subject, text, MailboxHistory.Empty, owner)
            .Decide();
        foreach (var rule in rules.IsDefault ? [] : rules)
        {
            if (rule.Disposition is RuleDisposition.Keep && Meets(rule.Condition))
            {
                return $"your rule \u201c{CleanText.Line(rule.Text, 60)}\u201d";
            }
        }

        return Sensitivity.TopicOf(message, subject, text, category, confidence) is { } topic
            ? $"it is about {topic}"
            : null;

        // A category that is not sure keeps too: keeping costs a look, putting away may cost more.
        bool Meets(RuleCondition condition) =>
            RuleMatching.IsExplicit(condition)
                ? RuleMatching.Meets(condition, message, subjectWords)
                : condition is RuleCondition.Category wanted && wanted.Value == category;
    }
}
