using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>A message with what triage found out about it: all that the learner sees. It never sees flags: those are what it learns from.</summary>
internal sealed class MailAspects
{
    public required MailMessage Message { get; init; }

    public required Owner Owner { get; init; }

    public required FoldedText Subject { get; init; }

    public required FoldedText Text { get; init; }

    public required MailCategory Category { get; init; }

    public required double CategoryConfidence { get; init; }

    /// <summary>What a sensitive message is about (<c>money</c>, …), or another reason for which it is kept unless the owner showed it; null for none.</summary>
    public string? Guarded { get; init; }

    /// <summary>The owner has written to the sender before.</summary>
    public bool Known { get; init; }

    /// <summary>It answers something that the owner wrote.</summary>
    public bool AnswersOwner { get; init; }

    public required string Address { get; init; }

    public required string? List { get; init; }

    /// <summary>The registered part of the sender's domain; empty where there is none.</summary>
    public required string Organisation { get; init; }

    /// <summary>How it reaches the owner: <c>alone</c>, <c>to</c>, <c>cc</c> or <c>other</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The first message of its conversation, itself where it begins one; null where it has no id.</summary>
    public string? Thread => Message.References.IsDefaultOrEmpty ? Message.MessageId : Message.References[0];

    /// <summary>Reads a message that the owner dealt with, as triage would read it when it came.</summary>
    public static MailAspects Of(MailMessage message, MailboxHistory history, Owner owner)
    {
        var subject = new MailReading(FoldedText.Of(message.Subject, TriageClassifier.MaxSubject));
        var text = new MailReading(FoldedText.Of(message.Text, TriageClassifier.MaxRead));
        var evidence = FeatureReader.Read(message, subject, text, history, owner);
        var (category, confidence, _) = evidence.Decide();
        return Of(message, history, owner, subject, text, category, confidence);
    }

    /// <summary>The same for a caller that has read it already.</summary>
    public static MailAspects Of(
        MailMessage message,
        MailboxHistory history,
        Owner owner,
        MailReading subject,
        MailReading text,
        MailCategory category,
        double confidence
    ) =>
        new()
        {
            Message = message,
            Owner = owner,
            Address = message.SenderAddress(),
            List = message.ListId(),
            Organisation = OrganisationOf(message.SenderAddress()),
            Role = RoleOf(message, owner),
            Subject = subject.Text,
            Text = text.Text,
            Category = category,
            CategoryConfidence = confidence,
            Guarded = GuardedBy(message, history, subject, text, category, confidence),
            Known = history.Correspondents.ContainsKey(message.SenderAddress()),
            AnswersOwner = history.AnswersOwner(message),
        };

    private static string OrganisationOf(string address) =>
        address.Length == 0 ? "" : DomainLookAlike.Registrable(MailFacts.DomainOf(address));

    private static string RoleOf(MailMessage message, Owner owner) =>
        message.IsTo(owner)
            ? message.To.Length + (message.Cc.IsDefault ? 0 : message.Cc.Length) == 1
                ? "alone"
                : "to"
            : !message.Cc.IsDefaultOrEmpty && message.Cc.Any(p => p.Address is { } a && owner.Addresses.Contains(a))
                ? "cc"
                : "other";

    private static string? GuardedBy(
        MailMessage message,
        MailboxHistory history,
        MailReading subject,
        MailReading text,
        MailCategory category,
        double confidence
    ) =>
        Sensitivity.TopicOf(message, subject, text, category, confidence)
        ?? (TriageClassifier.AsksToAct(subject, category) is not null ? "asks" : null)
        ?? (history.AnswersOwner(message) ? "conversation" : null);
}
