using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>Reads the features that a message's words show.</summary>
internal static class WordFeatures
{
    public static void Read(MailReading subject, MailReading text, CategoryEvidence evidence)
    {
        FeatureReader.AddIf(evidence, Feature.BuildSubject, subject.Has(MailWord.Build));
        FeatureReader.AddIf(
            evidence,
            Feature.BuildOutcomeSubject,
            subject.Has(MailWord.BuildFailed) || subject.Has(MailWord.BuildPassed)
        );
        Some(evidence, Feature.BuildText, text.Count(MailWord.Build));
        FeatureReader.AddIf(
            evidence,
            Feature.ReceiptSubject,
            subject.Has(MailWord.Receipt) || UnspacedWords.SayPaid(subject.Text.Source)
        );
        Some(evidence, Feature.ReceiptText, text.Count(MailWord.Receipt));
        FeatureReader.AddIf(evidence, Feature.TravelSubject, subject.Has(MailWord.Travel));
        Some(evidence, Feature.TravelText, text.Count(MailWord.Travel));
        FeatureReader.AddIf(evidence, Feature.NewsletterSubject, subject.Has(MailWord.Newsletter));
        Some(evidence, Feature.NewsletterText, text.Count(MailWord.Newsletter));
        FeatureReader.AddIf(evidence, Feature.NotificationSubject, subject.Has(MailWord.Notification));
        Some(evidence, Feature.NotificationText, text.Count(MailWord.Notification));
        FeatureReader.AddIf(evidence, Feature.Unsubscribe, text.Has(MailWord.Unsubscribe) && !IsForwarded(subject));
        FeatureReader.AddIf(
            evidence,
            Feature.DoNotReply,
            text.Has(MailWord.DoNotReply) || UnspacedWords.SayAutomatic(text.Text.Source)
        );
        FeatureReader.AddIf(evidence, Feature.IssueKey, HasIssueKey(subject));
    }

    /// <summary>Somebody passes a mailing on.</summary>
    private static bool IsForwarded(MailReading subject) =>
        subject.Text.Count > 0
        && subject.Text[0].Has(TokenMarks.BeforePause)
        && subject.Text.Word(0) is "fw" or "fwd" or "wg" or "tr" or "rv" or "enc" or "i" or "re" or "aw" or "sv";

    /// <summary><c>LAN-1822</c>: capitals, a hyphen, digits.</summary>
    private static bool HasIssueKey(MailReading subject)
    {
        for (var i = 0; i < subject.Text.Count; i++)
        {
            var word = subject.Text.Source.AsSpan(subject.Text[i].Start, subject.Text[i].End - subject.Text[i].Start);
            var dash = word.IndexOf('-');
            if (
                dash is >= 2 and <= 10
                && dash < word.Length - 1
                && word[..dash].IndexOfAnyExceptInRange('A', 'Z') < 0
                && word[(dash + 1)..].IndexOfAnyExceptInRange('0', '9') < 0
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>One mention counts less than three.</summary>
    private static void Some(CategoryEvidence evidence, Feature feature, int count)
    {
        if (count > 0)
        {
            evidence.Add(feature, Math.Min(1.5, 0.5 + (count * 0.25)));
        }
    }
}
