using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>
/// Finds mail about money owed, security, law and health. Wide on purpose. Newsletters speak of such things all the time, so that of a mailing only
/// the subject counts, and only where it speaks of the reader's own affairs.
/// </summary>
internal static class Sensitivity
{
    /// <summary>A decision to keep it; null where it is not sensitive.</summary>
    public static TriageDecision? Find(
        MailMessage message,
        MailReading subject,
        MailReading text,
        MailCategory category,
        double confidence
    ) =>
        Look(message, subject, text, category, confidence) is { } found
            ? TriageClassifier.Keep(MailCategory.Sensitive, $"about {found.About}: “{found.Words}”", 0.9)
            : null;

    /// <summary>What it is about (<c>money</c>, <c>security</c>, <c>law</c>, <c>health</c>); null where it is not sensitive.</summary>
    public static string? TopicOf(
        MailMessage message,
        MailReading subject,
        MailReading text,
        MailCategory category,
        double confidence
    ) => Look(message, subject, text, category, confidence)?.About;

    private static (string About, string Words)? Look(
        MailMessage message,
        MailReading subject,
        MailReading text,
        MailCategory category,
        double confidence
    )
    {
        var mailing = category == MailCategory.Newsletter && confidence >= TriageClassifier.Threshold;
        var tool =
            category is MailCategory.Build or MailCategory.Notification && confidence >= TriageClassifier.Threshold;
        var money = Owed(subject, text, mailing, tool, category == MailCategory.Receipt);
        if (money is not null)
        {
            return ("money", money);
        }

        // A tracker's issue "Fix the password reset" is work, a mail about the owner's password is not; both stay when the subject says so.
        if (subject.Has(MailWord.Security) && !(mailing && message.ListId() is not null && !Own(subject)))
        {
            return ("security", subject.First(MailWord.Security));
        }

        if (
            !mailing
            && !tool
            && text.Has(MailWord.Security)
            && category is MailCategory.Person or MailCategory.Notification
        )
        {
            return ("security", text.First(MailWord.Security));
        }

        if (!mailing && subject.Has(MailWord.SecurityTopic))
        {
            return ("security", subject.First(MailWord.SecurityTopic));
        }

        if (mailing || category == MailCategory.Build)
        {
            return null;
        }

        if (subject.Has(MailWord.Law))
        {
            return ("law", subject.First(MailWord.Law));
        }

        return subject.Has(MailWord.Health) ? ("health", subject.First(MailWord.Health)) : null;
    }

    private static string? Owed(MailReading subject, MailReading text, bool mailing, bool tool, bool receipt)
    {
        if (First(subject) is { } inSubject && !(mailing && !Own(subject)))
        {
            return inSubject;
        }

        if (mailing || tool)
        {
            return null;
        }

        // "Paid" in the subject of a receipt settles what its text calls due.
        var settled = subject.Has(MailWord.Paid) || (receipt && text.Has(MailWord.Paid));
        if (settled)
        {
            return null;
        }

        return First(text)
            ?? (
                subject.Has(MailWord.Receipt) && Invoice(subject.Text) && !text.Has(MailWord.Paid) ? "an invoice" : null
            );
    }

    /// <summary>The first phrase about debts; an amount of zero that is due is none.</summary>
    private static string? First(MailReading reading)
    {
        foreach (var hit in reading.Hits)
        {
            if (hit.Mark == (int)MailWord.MoneyOwed && !NothingBehind(reading.Text, hit.Token + hit.Length))
            {
                var start = reading.Text[hit.Token].Start;
                return CleanText.Line(
                    reading.Text.Source.AsSpan(start, reading.Text[hit.Token + hit.Length - 1].End - start),
                    40
                );
            }
        }

        return null;
    }

    private static bool NothingBehind(FoldedText text, int token)
    {
        for (var i = token; i < Math.Min(token + 3, text.Count); i++)
        {
            if (text[i].Has(TokenMarks.Number))
            {
                var number = text.Source.AsSpan(text[i].Start, text[i].End - text[i].Start);
                return number.ContainsAny("0") && !number.ContainsAnyInRange('1', '9');
            }
        }

        return false;
    }

    private static bool Invoice(FoldedText subject)
    {
        for (var i = 0; i < subject.Count; i++)
        {
            if (
                subject.Word(i)
                is "invoice"
                    or "rechnung"
                    or "facture"
                    or "factura"
                    or "fatura"
                    or "fattura"
                    or "factuur"
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Speaks of the reader's own: your, ihr, votre, tu, seu.</summary>
    private static bool Own(MailReading subject)
    {
        for (var i = 0; i < subject.Text.Count; i++)
        {
            if (
                subject.Text.Word(i)
                is "your"
                    or "ihr"
                    or "ihre"
                    or "ihrem"
                    or "dein"
                    or "deine"
                    or "votre"
                    or "vos"
                    or "tu"
                    or "su"
                    or "tus"
                    or "sus"
                    or "seu"
                    or "sua"
                    or "tuo"
                    or "tua"
                    or "uw"
                    or "je"
            )
            {
                return true;
            }
        }

        return false;
    }
}
