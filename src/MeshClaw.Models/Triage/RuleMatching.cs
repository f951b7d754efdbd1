using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Models.Triage.Text;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Models.Triage;

/// <summary>Whether a rule of the owner is about a message.</summary>
internal static class RuleMatching
{
    /// <summary>Whether the condition names the message itself: its sender, recipient, subject or list. A category's never does.</summary>
    public static bool IsExplicit(RuleCondition condition) => condition is not RuleCondition.Category;

    /// <summary>Whether a condition other than a category is met; addresses are compared whole, words folded.</summary>
    public static bool Meets(RuleCondition condition, MailMessage message, FoldedText subject) =>
        condition switch
        {
            RuleCondition.From from => AnyMatches(message.From, from.Pattern),
            RuleCondition.To to => AnyMatches(message.To, to.Pattern) || AnyMatches(message.Cc, to.Pattern),
            RuleCondition.Subject words => HasWords(subject, words.Words),
            RuleCondition.List list => message.ListId() is { } id
                && string.Equals(id, list.Id.Trim().Trim('<', '>'), StringComparison.OrdinalIgnoreCase),
            _ => false,
        };

    private static bool AnyMatches(ImmutableArray<MailParty> parties, string pattern)
    {
        if (parties.IsDefaultOrEmpty)
        {
            return false;
        }

        foreach (var party in parties)
        {
            if (party.Address is { } address && Matches(address, pattern))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>*@customer.example</c> is that domain alone, not its subdomains.</summary>
    private static bool Matches(string address, string pattern)
    {
        if (!pattern.StartsWith("*@", StringComparison.Ordinal))
        {
            return string.Equals(address, MailAddress.Normalize(pattern), StringComparison.Ordinal);
        }

        var domain = MailAddress.NormalizeDomain(pattern[2..]);
        return domain is not null && MailFacts.DomainOf(address) == domain;
    }

    /// <summary>Whether the words stand together in the subject.</summary>
    private static bool HasWords(FoldedText subject, string words)
    {
        var wanted = FoldedText.Of(words, TriageClassifier.MaxSubject);
        for (var i = 0; wanted.Count > 0 && i + wanted.Count <= subject.Count; i++)
        {
            var same = 0;
            while (same < wanted.Count && subject.Word(i + same).SequenceEqual(wanted.Word(same)))
            {
                same++;
            }

            if (same == wanted.Count)
            {
                return true;
            }
        }

        return false;
    }
}
