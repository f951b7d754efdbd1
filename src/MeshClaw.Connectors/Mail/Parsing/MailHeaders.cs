using System.Collections.Immutable;
using System.Text;
using MeshClaw.Connectors.Text;
using MeshClaw.Core.Mail;
using MimeKit;
using MimeKit.Utils;
using MailAddress = MeshClaw.Policy.Calls.MailAddress;

namespace MeshClaw.Connectors.Mail.Parsing;

/// <summary>
/// A message's header, read without ever throwing. A header that may stand once and stands several times counts with all of its values,
/// so that a second From cannot hide the first.
/// </summary>
internal sealed record MailHeaders
{
    private const int MaxParties = 200;
    private const int MaxValue = 4096;
    private const int MaxSame = 100; // Headers of one name.
    private const int MaxAddresses = 64 * 1024; // Of one header, in bytes.
    private const int MaxAll = 64 * 1024;
    private const int PerHeader = 16; // Thousands of empty ones cost time too.
    private const int MaxSubject = 1000;
    private const int MaxReferences = 100;

    // Read into properties of their own, or long and of no use to reflexes.
    private static readonly HashSet<string> s_left = new(StringComparer.OrdinalIgnoreCase)
    {
        "From",
        "Sender",
        "Reply-To",
        "To",
        "Cc",
        "Bcc",
        "Subject",
        "Message-ID",
        "References",
        "In-Reply-To",
        "DKIM-Signature",
        "X-Google-DKIM-Signature",
        "DomainKey-Signature",
        "ARC-Seal",
        "ARC-Message-Signature",
        "X-MS-Exchange-AntiSpam-MessageData-0",
        "X-Microsoft-Antispam-Message-Info",
        "Autocrypt",
        "X-Face",
        "Face",
    };

    public ImmutableArray<MailParty> From { get; init; } = [];
    public MailParty? Sender { get; init; }
    public ImmutableArray<MailParty> ReplyTo { get; init; } = [];
    public ImmutableArray<MailParty> To { get; init; } = [];
    public ImmutableArray<MailParty> Cc { get; init; } = [];
    public string Subject { get; init; } = "";

    /// <summary>What invisible characters of the subject spell.</summary>
    public string Hidden { get; init; } = "";
    public string? MessageId { get; init; }
    public ImmutableArray<string> References { get; init; } = [];
    public DateTimeOffset? Date { get; init; }
    public ImmutableDictionary<string, ImmutableArray<string>> Others { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;
    public ImmutableArray<string> Defects { get; init; } = [];

    public static MailHeaders Read(HeaderList headers)
    {
        var defects = new List<string>();
        var from = Parties(headers, HeaderId.From);
        if (from.IsEmpty)
        {
            defects.Add("It has no From.");
        }
        else if (from.Any(p => p.Address is null))
        {
            defects.Add("Its From is not a plain address.");
        }

        var date = DateOf(headers);
        if (date is null)
        {
            defects.Add("It has no readable Date.");
        }

        var hidden = new StringBuilder();
        var subject = Value(headers.FirstOrDefault(h => h.Id == HeaderId.Subject));
        TextCleaner.Lines(subject, MaxSubject, hidden);
        var senders = Parties(headers, HeaderId.Sender);
        return new MailHeaders
        {
            From = from,
            // Mail has one at the most; a second one is not part of any standard.
            Sender = senders.FirstOrDefault(s => !from.Any(f => f.Address == s.Address)),
            ReplyTo = Parties(headers, HeaderId.ReplyTo),
            To = Parties(headers, HeaderId.To),
            Cc = Parties(headers, HeaderId.Cc),
            Subject = TextCleaner.Line(subject, MaxSubject),
            Hidden = hidden.ToString(),
            MessageId = Ids(headers, HeaderId.MessageId).FirstOrDefault(),
            References =
            [
                .. Ids(headers, HeaderId.References)
                    .Concat(Ids(headers, HeaderId.InReplyTo))
                    .Distinct(StringComparer.Ordinal)
                    .TakeLast(MaxReferences),
            ],
            Date = date,
            Others = OthersOf(headers),
            Defects = [.. defects],
        };
    }

    /// <summary>Who an attached message says that it is from, and its subject.</summary>
    public static (MailParty? From, string Subject) Summary(HeaderList headers) =>
        (
            Parties(headers, HeaderId.From).FirstOrDefault(),
            TextCleaner.Line(Value(headers.FirstOrDefault(h => h.Id == HeaderId.Subject)), MaxSubject)
        );

    private static ImmutableArray<MailParty> Parties(HeaderList headers, HeaderId id)
    {
        var parties = ImmutableArray.CreateBuilder<MailParty>();
        foreach (var header in headers.Where(h => h.Id == id).Take(MaxSame))
        {
            if (InternetAddressList.TryParse(ParserOptions.Default, Start(header.RawValue), out var list))
            {
                parties.AddRange(Mailboxes(list, 0).Take(MaxParties));
            }
            else if (TextCleaner.Line(Value(header), 300) is { Length: > 0 } text)
            {
                parties.Add(new MailParty(text, null));
            }
        }

        return parties.Count > MaxParties ? [.. parties.Take(MaxParties)] : parties.ToImmutable();
    }

    // Cut behind an address.
    private static byte[] Start(byte[] value)
    {
        if (value.Length <= MaxAddresses)
        {
            return value;
        }

        var comma = value.AsSpan(0, MaxAddresses).LastIndexOf((byte)',');
        return value[..(comma > 0 ? comma : MaxAddresses)];
    }

    private static IEnumerable<MailParty> Mailboxes(InternetAddressList list, int depth)
    {
        foreach (var address in list)
        {
            if (address is MailboxAddress mailbox)
            {
                yield return new MailParty(
                    TextCleaner.Line(mailbox.Name ?? "", 300),
                    MailAddress.Normalize(mailbox.Address)
                );
            }
            else if (address is GroupAddress group && depth < 4)
            {
                foreach (var member in Mailboxes(group.Members, depth + 1))
                {
                    yield return member;
                }
            }
        }
    }

    private static IEnumerable<string> Ids(HeaderList headers, HeaderId id) =>
        headers
            .Where(h => h.Id == id)
            .Take(MaxSame)
            .SelectMany(h => MimeUtils.EnumerateReferences(h.RawValue, 0, Math.Min(MaxAddresses, h.RawValue.Length)))
            .Select(i => TextCleaner.Line(i, 500))
            .Where(i => i.Length > 0);

    private static DateTimeOffset? DateOf(HeaderList headers) =>
        headers.FirstOrDefault(h => h.Id == HeaderId.Date) is { } header
        && DateUtils.TryParse(header.RawValue, out var date)
            ? date
            : null;

    private static ImmutableDictionary<string, ImmutableArray<string>> OthersOf(HeaderList headers)
    {
        var others = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var left = MaxAll;
        foreach (var header in headers)
        {
            if (s_left.Contains(header.Field) || header.Field.Length > 100)
            {
                continue;
            }

            var value = TextCleaner.Line(Value(header), MaxValue);
            left -= value.Length + header.Field.Length + PerHeader;
            if (left < 0)
            {
                break;
            }

            var name = header.Field.ToLowerInvariant();
            (others.TryGetValue(name, out var values) ? values : others[name] = []).Add(value);
        }

        return others.ToImmutableDictionary(o => o.Key, o => o.Value.ToImmutableArray(), StringComparer.Ordinal);
    }

    private static string Value(Header? header)
    {
        if (header is null)
        {
            return "";
        }

        try
        {
            return header.Value ?? "";
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException or NotSupportedException)
        {
            return Encoding.Latin1.GetString(header.RawValue);
        }
    }
}
