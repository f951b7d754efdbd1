using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;

namespace MeshClaw.Models.Triage;

/// <summary>Keeps what people write to the owner, and conversations that the owner takes part in.</summary>
internal static class Protection
{
    /// <summary>How much automation a message must show to be no person's: one clear header, or two weak ones.</summary>
    private const double Automated = 1.5;

    private static readonly TimeSpan s_waiting = TimeSpan.FromDays(30);

    /// <summary>A decision to keep it; null where it is nobody's.</summary>
    public static TriageDecision? Find(
        MailMessage message,
        MailboxHistory history,
        Owner owner,
        MailCategory category,
        double automation
    )
    {
        var found = Unflagged(message, history, owner, category, automation);
        return found is null && message.Flagged
            ? TriageClassifier.Keep(MailCategory.Person, "you flagged it", 1)
            : found;
    }

    private static TriageDecision? Unflagged(
        MailMessage message,
        MailboxHistory history,
        Owner owner,
        MailCategory category,
        double automation
    )
    {
        if (message.IsFrom(owner))
        {
            return TriageClassifier.Keep(MailCategory.Person, "from yourself", 0.9);
        }

        // Who forges a sender must not inherit what the owner does with that sender's mail. Lists break signatures, so they may fail.
        if (message.Authentication == MailAuthentication.Fail && message.ListId() is null)
        {
            return TriageClassifier.Keep(MailCategory.Person, "its sender could not be verified", 0.9);
        }

        if (category == MailCategory.Invitation)
        {
            return null;
        }

        var person = category == MailCategory.Person || automation < Automated;
        if (history.AnswersOwner(message))
        {
            return Person(message, history, "answers what you wrote", 0.95, person);
        }

        if (
            history.Correspondents.TryGetValue(message.SenderAddress(), out var contact)
            && (automation < Automated || DirectFromPerson(message, owner))
        )
        {
            var often = contact.Written == 1 ? "you wrote to them" : $"you wrote to them {contact.Written} times";
            return Person(message, history, often, 0.95, waits: true);
        }

        if (history.WasAnswered(message))
        {
            return Person(message, history, "you answered it", 0.9, waits: false);
        }

        return person ? Person(message, history, "looks like a person wrote it", 0.7, waits: false) : null;
    }

    /// <summary>Somebody known writes to the owner over a list: To or Cc names the owner, and the list did not hide the author.</summary>
    private static bool DirectFromPerson(MailMessage message, Owner owner) =>
        message.IsTo(owner)
        && !message.Headers.ContainsKey("auto-submitted")
        && !message.Headers.ContainsKey("feedback-id");

    private static TriageDecision Person(
        MailMessage message,
        MailboxHistory history,
        string reason,
        double confidence,
        bool waits
    ) =>
        TriageClassifier.Keep(MailCategory.Person, reason, confidence) with
        {
            Waits =
                waits
                && !IsAutomaticReply(message)
                && !history.WasAnswered(message)
                && !AnsweredSince(message, history),
        };

    private static bool IsAutomaticReply(MailMessage message) =>
        message.Header("auto-submitted") is { } value && !value.Trim().Equals("no", StringComparison.OrdinalIgnoreCase);

    private static bool AnsweredSince(MailMessage message, MailboxHistory history) =>
        history.Correspondents.TryGetValue(message.SenderAddress(), out var contact)
        && contact.LastWritten > message.Received;

    /// <summary>Whether somebody has waited short enough to be told of.</summary>
    public static bool StillWaits(DateTimeOffset received, DateTimeOffset now) => now - received < s_waiting;
}
