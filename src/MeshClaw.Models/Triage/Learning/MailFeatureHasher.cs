using System.Globalization;
using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>
/// Turns a message into features: who sent it, over which list, what subject and text say, headers of programs, who else got it, attachments, time,
/// conversation, and pairs of these, since owners file by combinations. Work is bounded by the bounds of <see cref="MailMessage"/>.
/// </summary>
internal static class MailFeatureHasher
{
    private const int SubjectWords = 16;
    private const int TextWords = 60;
    private const int Recipients = 6;

    private static readonly string[] s_reasons =
    [
        "x-github-reason",
        "x-gitlab-notificationreason",
        "x-gitea-reason",
        "x-jira-fingerprint",
        "x-linkedin-class",
        "x-campaign",
        "x-mailgun-tag",
        "x-jenkins-result",
    ];

    private static readonly string[] s_hours = ["night", "morning", "afternoon", "evening"];

    /// <summary>Adds the features of a message; the vector is not sealed yet.</summary>
    public static void Read(MailAspects view, FeatureVector into)
    {
        into.Add(FeatureKind.Always, "");
        var sender = view.List ?? view.Address;
        Sender(view, into);
        Subject(view, sender, into);
        Recipient(view, sender, into);
        Headers(view.Message, into);
        Kind(view, into);
        Times(view.Message, into);
        Text(view.Text, into);
    }

    private static void Sender(MailAspects view, FeatureVector into)
    {
        var address = view.Address;
        if (address.Length > 0)
        {
            var domain = MailFacts.DomainOf(address);
            into.Add(FeatureKind.Address, address);
            into.Add(FeatureKind.Domain, domain, 0.5f);
            into.Add(FeatureKind.Organisation, view.Organisation, 0.7f);
            foreach (
                var part in address[..^Math.Min(address.Length, domain.Length + 1)].Split('-', '.', '_', '+').Take(4)
            )
            {
                into.Add(FeatureKind.LocalPart, part, 0.4f);
            }
        }

        var name = FoldedText.Of(view.Message.SenderName(), 120);
        for (var i = 0; i < Math.Min(name.Count, 5); i++)
        {
            into.Add(FeatureKind.SenderName, name.Word(i), 0.3f);
        }

        if (view.List is { } list)
        {
            into.Add(FeatureKind.List, list);
            into.Add(FeatureKind.ListSender, list, address, 0.5f);
        }

        if (view.Thread is { } thread)
        {
            into.Add(FeatureKind.Thread, thread);
        }
    }

    private static void Subject(MailAspects view, string sender, FeatureVector into)
    {
        var words = view.Subject;
        var count = Math.Min(words.Count, SubjectWords);
        if (count == 0)
        {
            into.Add(FeatureKind.Shape, "no subject");
            return;
        }

        var value = 1.5f / MathF.Sqrt(count + 1);
        var role = view.Role;
        for (var i = 0; i < count; i++)
        {
            var word = Word(words, i);
            into.Add(FeatureKind.SubjectWord, word, value);
            into.Add(FeatureKind.SenderSubject, sender, word, value);
            into.Add(FeatureKind.DomainSubject, view.Organisation, word, value * 0.7f);
            into.Add(FeatureKind.RoleSubject, role, word, value * 0.5f);
            if (i + 1 < count)
            {
                into.Add(FeatureKind.SubjectPair, word, Word(words, i + 1), value);
            }
        }

        into.Add(FeatureKind.SubjectStart, Word(words, 0), count > 1 ? Word(words, 1) : "", 0.5f);
        if (TagOf(view.Message.Subject) is { Length: > 0 } tag)
        {
            into.Add(FeatureKind.Tag, tag);
        }
    }

    private static void Recipient(MailAspects view, string sender, FeatureVector into)
    {
        var role = view.Role;
        into.Add(FeatureKind.Role, role, 0.7f);
        into.Add(FeatureKind.SenderRole, sender, role);
        var mine = OwnAddress(view);
        if (mine is not null)
        {
            into.Add(FeatureKind.Recipient, mine, 0.4f);
        }

        var others = view.Message.To.Concat(view.Message.Cc.IsDefault ? [] : view.Message.Cc);
        var told = 0;
        foreach (var party in others)
        {
            if (party.Address is not { } address || view.Owner.Addresses.Contains(address))
            {
                continue;
            }

            if (++told > Recipients)
            {
                break;
            }

            into.Add(FeatureKind.Recipient, address, 0.6f);
            into.Add(FeatureKind.SenderRecipient, sender, address, 0.6f);
            into.Add(FeatureKind.RecipientDomain, DomainLookAlike.Registrable(MailFacts.DomainOf(address)), 0.3f);
        }

        into.Add(
            FeatureKind.Shape,
            told switch
            {
                0 => "r0",
                1 => "r1",
                <= 3 => "r3",
                <= 6 => "r6",
                _ => "r7",
            },
            0.4f
        );
    }

    private static string? OwnAddress(MailAspects view) =>
        view.Message.To.Select(p => p.Address).FirstOrDefault(a => a is not null && view.Owner.Addresses.Contains(a));

    private static void Headers(MailMessage message, FeatureVector into)
    {
        Flag(
            message.Header("auto-submitted") is { } auto && !auto.StartsWith("no", StringComparison.OrdinalIgnoreCase),
            "auto"
        );
        Flag(message.Headers.ContainsKey("list-unsubscribe"), "unsubscribe");
        if (message.Header("precedence") is { } precedence)
        {
            into.Add(FeatureKind.Header, "precedence", precedence.Trim().ToLowerInvariant(), 0.5f);
        }

        // RFC-less, but everywhere: "campaign:customer:type:sender"; the type stays while campaigns change.
        if (message.Header("feedback-id") is { } feedback)
        {
            foreach (var part in feedback.Split(':').Take(4))
            {
                into.Add(FeatureKind.Header, "feedback", part.Trim(), 0.3f);
            }
        }

        foreach (var name in s_reasons)
        {
            if (message.Header(name) is { } value)
            {
                into.Add(FeatureKind.Header, name, value.Trim().ToLowerInvariant());
            }
        }

        if (!message.Attachments.IsDefaultOrEmpty)
        {
            foreach (var file in message.Attachments.Take(4))
            {
                into.Add(FeatureKind.Attachment, Path.GetExtension(file.FileName).ToLowerInvariant(), 0.5f);
            }
        }

        Flag(message.CalendarMethod is not null, "calendar");

        void Flag(bool present, string name)
        {
            if (present)
            {
                into.Add(FeatureKind.Header, name, 0.5f);
            }
        }
    }

    private static void Kind(MailAspects view, FeatureVector into)
    {
        into.Add(FeatureKind.Category, view.Category.ToString(), (float)view.CategoryConfidence);
        if (view.Guarded is { } guarded)
        {
            into.Add(FeatureKind.Sensitive, guarded, 0.7f);
        }

        if (view.Known)
        {
            into.Add(FeatureKind.Contact, "", 0.5f);
        }

        if (!view.Message.References.IsDefaultOrEmpty)
        {
            into.Add(FeatureKind.Shape, view.AnswersOwner ? "answers you" : "reply", 0.5f);
        }
    }

    private static void Times(MailMessage message, FeatureVector into)
    {
        var at = message.Received;
        into.Add(FeatureKind.Hour, s_hours[at.Hour / 6], 0.2f);
        into.Add(
            FeatureKind.Weekday,
            at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? "weekend" : "week",
            0.2f
        );
    }

    private static void Text(FoldedText text, FeatureVector into)
    {
        var count = Math.Min(text.Count, TextWords);
        var value = 1.2f / MathF.Sqrt(count + 4);
        for (var i = 0; i < count; i++)
        {
            if (!text[i].Has(TokenMarks.Quoted | TokenMarks.Link))
            {
                into.Add(FeatureKind.TextWord, Word(text, i), value);
            }
        }
    }

    /// <summary>What stands in square brackets at the beginning of a subject.</summary>
    internal static string TagOf(string subject)
    {
        var open = subject.IndexOf('[', StringComparison.Ordinal);
        var close = open < 0 ? -1 : subject.IndexOf(']', open);
        return open is >= 0 and < 8 && close - open is > 1 and < 60
            ? subject[(open + 1)..close].ToLower(CultureInfo.InvariantCulture)
            : "";
    }

    /// <summary>A word without what changes from message to message: all numbers are one.</summary>
    private static ReadOnlySpan<char> Word(FoldedText text, int index) =>
        text[index].Has(TokenMarks.Number) ? "0" : text.Word(index);
}
