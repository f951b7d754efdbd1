using System.Collections.Immutable;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Models.Triage.History;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>Whether a message looks like fraud.</summary>
/// <param name="Suspected">Enough speaks for it.</param>
/// <param name="Points">The sum.</param>
/// <param name="Evidence">What speaks for it, strongest first.</param>
public sealed record PhishingFinding(bool Suspected, double Points, ImmutableArray<Evidence> Evidence)
{
    /// <summary>Nothing found.</summary>
    public static PhishingFinding None { get; } = new(false, 0, []);
}

/// <summary>
/// Finds senders that pass themselves off as others. Points: look-alike domain 80; the owner's or a known person's name with an unknown address 50;
/// another address in the display name 60; failed authentication 40; bait (gift cards, new bank details, "verify your account", card numbers) 50; answers that go to
/// another domain 30; urgency 20. What is suspected from 80 on is kept and marked, never filed. No protection against mail from a
/// taken-over account. Thread-safe.
/// </summary>
public static class PhishingDetector
{
    /// <summary>Points from which a message is suspected.</summary>
    public const double Threshold = 80;

    private const double LookAlike = 80;
    private const double NameInAddress = 60;
    private const double KnownName = 50;
    private const double Unauthenticated = 40;
    private const double Bait = 50;
    private const double OtherReply = 30;
    private const double Urgency = 20;

    /// <summary>Judges a message.</summary>
    public static PhishingFinding Examine(MailMessage message, MailboxHistory history, Owner owner)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Examine(
            message,
            history,
            owner,
            new MailReading(FoldedText.Of(message.Subject, TriageClassifier.MaxSubject)),
            new MailReading(FoldedText.Of(message.Text, TriageClassifier.MaxRead))
        );
    }

    /// <summary>As the other; for a caller that has read subject and text already.</summary>
    internal static PhishingFinding Examine(
        MailMessage message,
        MailboxHistory history,
        Owner owner,
        MailReading subject,
        MailReading text
    )
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(owner);
        var sender = message.SenderAddress();
        var evidence = new List<Evidence>();
        var domain = MailFacts.DomainOf(sender);
        Domains(domain, history, owner, evidence);
        DisplayName(message, sender, domain, history, owner, evidence);
        if (message.Authentication == MailAuthentication.Fail)
        {
            evidence.Add(new Evidence("its sender could not be verified", Unauthenticated));
        }

        if (RepliesElsewhere(message, domain))
        {
            evidence.Add(new Evidence("answers would go to another domain", OtherReply));
        }

        if (evidence.Count > 0)
        {
            // What it asks for matters only where something about the sender is odd.
            Wants(subject, text, evidence);
        }

        var points = evidence.Sum(e => e.Points);
        return evidence.Count == 0
            ? PhishingFinding.None
            : new PhishingFinding(points >= Threshold, points, [.. evidence.OrderByDescending(e => e.Points)]);
    }

    private static void Wants(MailReading subject, MailReading text, List<Evidence> evidence)
    {
        if (subject.Has(MailWord.Bait) || text.Has(MailWord.Bait))
        {
            var words = subject.Has(MailWord.Bait) ? subject.First(MailWord.Bait) : text.First(MailWord.Bait);
            evidence.Add(new Evidence($"speaks of “{words}”", Bait));
        }

        if (subject.Has(MailWord.Urgent) || text.Has(MailWord.Urgent))
        {
            evidence.Add(new Evidence("presses for haste", Urgency));
        }
    }

    private static void Domains(string domain, MailboxHistory history, Owner owner, List<Evidence> evidence)
    {
        if (domain.Length == 0 || history.KnownDomains.Contains(domain))
        {
            return;
        }

        var owned = owner.Addresses.Select(MailFacts.DomainOf).ToList();
        if (owned.Exists(d => domain == d || domain.EndsWith("." + d, StringComparison.Ordinal)))
        {
            return;
        }

        var shape = DomainShape.Of(domain);
        var alike = owned
            .Select(DomainShape.Of)
            .Concat(history.FrequentShapes)
            .Select(real => DomainLookAlike.Explain(shape, real))
            .FirstOrDefault(words => words is not null);
        if (alike is not null)
        {
            evidence.Add(new Evidence(CleanText.Line(alike, 120), LookAlike));
        }
    }

    private static void DisplayName(
        MailMessage message,
        string sender,
        string domain,
        MailboxHistory history,
        Owner owner,
        List<Evidence> evidence
    )
    {
        var written = message.SenderName();
        var at = written.IndexOf('@', StringComparison.Ordinal);
        if (at > 0 && at < written.Length - 1)
        {
            var named = FoldedText.Of(written, 256);
            for (var i = 0; i < named.Count; i++)
            {
                var other = named[i].Has(TokenMarks.Address) ? MailFacts.DomainOf(named.Word(i).ToString()) : "";
                if (other.Contains('.', StringComparison.Ordinal) && !SameHouse(other, domain))
                {
                    evidence.Add(
                        new Evidence($"its name shows an address at {CleanText.Line(other, 60)}", NameInAddress)
                    );
                    return;
                }
            }
        }

        if (PersonName.Fold(written) is not { } name || history.Correspondents.ContainsKey(sender))
        {
            return;
        }

        var isOwner = name == PersonName.Fold(owner.Name) && !owner.Addresses.Contains(sender);
        var known = history.Names.TryGetValue(name, out var addresses) && !addresses.Contains(sender);
        if (isOwner || (known && !addresses!.Any(a => SameHouse(MailFacts.DomainOf(a), domain))))
        {
            // Tools write in people's names: an issue tracker shows the colleague, the list shows itself.
            var relayed = message.ListId() is not null || message.Headers.ContainsKey("auto-submitted");
            if (!relayed)
            {
                evidence.Add(
                    new Evidence($"shows the name of {CleanText.Line(written, 40)} with an unknown address", KnownName)
                );
            }
        }
    }

    private static bool RepliesElsewhere(MailMessage message, string domain) =>
        !message.ReplyTo.IsDefaultOrEmpty
        && message.ListId() is null
        && domain.Length > 0
        && message.ReplyTo.Any(p => p.Address is { } a && !SameHouse(MailFacts.DomainOf(a), domain));

    private static bool SameHouse(string a, string b) =>
        a.Length > 0
        && b.Length > 0
        && string.Equals(
            DomainLookAlike.Registrable(a),
            DomainLookAlike.Registrable(b),
            StringComparison.OrdinalIgnoreCase
        );
}
