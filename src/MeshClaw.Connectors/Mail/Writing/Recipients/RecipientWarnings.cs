using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Connectors.Mail.Writing.Composing;
using MeshClaw.Core.LookAlikes;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Writing.Recipients;

/// <summary>What the warnings go by beside the message.</summary>
/// <param name="Own">The owner's addresses.</param>
/// <param name="Identity">The address that it is sent from.</param>
/// <param name="Contacts">Addresses of the address book.</param>
/// <param name="WrittenTo">Addresses that the owner wrote to, the most written to first.</param>
/// <param name="Strangers">Those of the recipients to whom nothing was ever sent and who are not in the address book.</param>
/// <param name="HasFiles">Whether anything is attached.</param>
internal sealed record WarningContext(
    OwnAddresses Own,
    string Identity,
    IReadOnlyCollection<string> Contacts,
    IReadOnlyCollection<string> WrittenTo,
    IReadOnlySet<string> Strangers,
    bool HasFiles
);

/// <summary>
/// What the owner may have overlooked: a recipient who is new or looks like another, a file that is missing, an answer to more people than
/// meant. Pure. Each warning only makes the guard ask; none takes anything away.
/// </summary>
internal static partial class RecipientWarnings
{
    /// <summary>The most recipients of an answer to all that are not worth a word.</summary>
    public const int ManyRecipients = 10;

    private static readonly HashSet<string> s_freeMail = new(StringComparer.Ordinal)
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "proton.me",
        "protonmail.com",
        "fastmail.com",
        "aol.com",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "orange.fr",
        "free.fr",
        "libero.it",
        "posteo.de",
    };

    // Many people have these: alike at two domains says nothing.
    private static readonly HashSet<string> s_roles = new(StringComparer.Ordinal)
    {
        "info",
        "office",
        "mail",
        "contact",
        "kontakt",
        "support",
        "sales",
        "hello",
        "admin",
        "service",
        "billing",
        "accounts",
        "team",
        "noreply",
        "no-reply",
        "postmaster",
    };

    /// <summary>All warnings of a message, the gravest first.</summary>
    public static ImmutableArray<CallWarning> Of(OutgoingMail mail, WarningContext context)
    {
        var others = mail.Recipients.Where(r => !context.Own.Contains(r)).ToList();
        var warnings = ImmutableArray.CreateBuilder<CallWarning>();
        warnings.AddRange(others.Select(r => LookAlike(r, context)).OfType<CallWarning>());
        warnings.AddRange(OfConfidence(mail, others, context));
        warnings.AddRange(OfThread(mail, others, context));
        warnings.AddRange(
            others
                .Where(context.Strangers.Contains)
                .Select(r => new CallWarning("first-contact", $"You have never written to {r}."))
        );
        warnings.AddRange(OfFiles(mail, context));
        return warnings.ToImmutable();
    }

    private static CallWarning? LookAlike(string recipient, WarningContext context)
    {
        var known = context
            .Contacts.Concat(context.WrittenTo)
            .Append(context.Identity)
            .ToHashSet(StringComparer.Ordinal);
        if (known.Contains(recipient))
        {
            return null;
        }

        var (local, domain) = Split(recipient);
        var domains = known.Select(k => Split(k).Domain).Distinct(StringComparer.Ordinal).ToList();
        if (!domains.Contains(domain))
        {
            var shape = DomainShape.Of(domain);
            var how = domains
                .Select(d => DomainLookAlike.Explain(shape, DomainShape.Of(d)))
                .FirstOrDefault(e => e is not null);
            if (how is not null)
            {
                return new CallWarning("look-alike", $"{recipient}: {how}.");
            }
        }

        foreach (var other in known.Where(k => k != context.Identity))
        {
            var (otherLocal, otherDomain) = Split(other);
            var sameName =
                local == otherLocal && local.Length >= 4 && !s_roles.Contains(local) && domain != otherDomain;
            var sameDomain = domain == otherDomain && DomainLookAlike.OneEdit(local, otherLocal);
            if ((sameName || sameDomain) && context.Strangers.Contains(recipient))
            {
                return new CallWarning("look-alike", $"{recipient} looks like {other}, to whom you have written.");
            }
        }

        return null;
    }

    private static IEnumerable<CallWarning> OfConfidence(OutgoingMail mail, List<string> others, WarningContext context)
    {
        var organisation = OrganisationOf(context.Identity);
        var thread = mail.Original is { } original ? Participants(original) : [];
        var outside = others.Where(r => OrganisationOf(r) != organisation && !thread.Contains(r)).ToList();
        var quoted = mail.Original is { } before ? $"{before.Subject}\n{before.Text}" : "";
        var match = Internal().Match($"{mail.Subject}\n{mail.Body}\n{quoted}");
        if (outside.Count > 0 && match.Success)
        {
            yield return new CallWarning(
                "internal-outside",
                $"It says “{match.Value.ToLowerInvariant()}” and goes outside: {Listed(outside)}."
            );
        }
    }

    private static IEnumerable<CallWarning> OfThread(OutgoingMail mail, List<string> others, WarningContext context)
    {
        if (mail.Mode == MailMode.ReplyAll && others.Count > ManyRecipients)
        {
            yield return new CallWarning("many-recipients", $"The answer goes to {others.Count} people.");
        }

        if (mail.Original is not { } original || mail.Mode is MailMode.New or MailMode.Forward)
        {
            yield break;
        }

        var people = Participants(original);
        var named = original.To.Concat(original.Cc).Select(p => p.Address).OfType<string>();
        var list = ReplyRecipients.ListPost(original) is not null || original.Headers.ContainsKey("list-id");
        var mine = original.From.Any(p => p.Address is { } from && context.Own.Contains(from));
        if (mail.Mode == MailMode.ReplyAll && !list && !mine && !named.Any(context.Own.Contains))
        {
            yield return new CallWarning(
                "was-bcc",
                "You got this message as a hidden copy (Bcc): answering all shows the others that you have it."
            );
        }

        var organisations = others.Select(OrganisationOf).Distinct(StringComparer.Ordinal).ToList();
        if (
            mail.Mode == MailMode.ReplyAll
            && organisations.Contains(OrganisationOf(context.Identity))
            && organisations.Count > 1
        )
        {
            yield return new CallWarning(
                "mixed-organisations",
                $"It goes to people inside and outside your organisation: {Listed(organisations)}."
            );
        }

        var added = others.Where(r => !people.Contains(r)).ToList();
        if (added.Count > 0)
        {
            yield return new CallWarning("outside-thread", $"Not part of this conversation so far: {Listed(added)}.");
        }
    }

    private static IEnumerable<CallWarning> OfFiles(OutgoingMail mail, WarningContext context)
    {
        var attached =
            context.HasFiles || (mail.Mode == MailMode.Forward && mail.Original is { Attachments.IsEmpty: false });
        if (!attached && Attached().Match(mail.Body) is { Success: true } match)
        {
            yield return new CallWarning(
                "missing-attachment",
                $"It speaks of an attachment (“{match.Value.Trim()}”), and nothing is attached."
            );
        }

        if (mail is { Mode: MailMode.Forward, Original.Attachments: { IsEmpty: false } left })
        {
            yield return new CallWarning(
                "attachments-left",
                $"Files of the message are not passed on: {Listed([.. left.Select(a => a.FileName)])}."
            );
        }
    }

    private static HashSet<string> Participants(MailMessage original) =>
        original
            .From.Concat(original.ReplyTo)
            .Concat(original.To)
            .Concat(original.Cc)
            .Select(p => p.Address)
            .Append(ReplyRecipients.ListPost(original))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The registered domain; for a provider where anybody has a mailbox, the mailbox by itself.</summary>
    private static string OrganisationOf(string address)
    {
        var domain = DomainLookAlike.Registrable(Split(address).Domain);
        return s_freeMail.Contains(domain) ? address : domain;
    }

    private static (string Local, string Domain) Split(string address)
    {
        var at = address.LastIndexOf('@');
        return (address[..at], address[(at + 1)..]);
    }

    private static string Listed(List<string> items) =>
        string.Join(", ", items.Take(5)) + (items.Count > 5 ? $" and {items.Count - 5} more" : "");

    // English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Polish.
    [GeneratedRegex(
        @"\b(?:attached|attachment|enclosed|see\s+attach\w*|anbei|im\s+anhang|angehängt|beigefügt|beiliegend|ci-joints?|ci-jointe?s?|en\s+pi[eè]ce\s+jointe|pi[eè]ces?\s+jointes?|adjunt[oa]s?|en\s+anexo|em\s+anexo|anex[oa]s?|in\s+allegato|allegat[oaie]|bijgevoegd|bijlage|bifogad\w*|bifogar|w\s+załączniku|w\s+załączeniu|załączam)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Attached();

    [GeneratedRegex(
        @"\b(?:strictly\s+confidential|confidential|internal\s+(?:use\s+)?only|for\s+internal\s+use|do\s+not\s+(?:forward|distribute|share)|not\s+for\s+distribution|streng\s+vertraulich|vertraulich|nur\s+(?:intern|für\s+den\s+internen\s+gebrauch)|nicht\s+weiterleiten|confidentiel(?:le)?|usage\s+interne|ne\s+pas\s+(?:transférer|diffuser)|confidencial|uso\s+interno|no\s+reenviar|riservato|ad\s+uso\s+interno|vertrouwelijk|alleen\s+voor\s+intern\s+gebruik|poufne|konfidentiell)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Internal();
}
