using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;
using MimeKit;

namespace MeshClaw.Connectors.Mail.Stores;

/// <summary>What a message's facts are but for its flags, which change; kept so that describing what was just listed costs nothing.</summary>
internal sealed record MailFacts(
    IReadOnlyList<string>? From,
    string Subject,
    TargetKinds Kinds,
    DateTimeOffset Received,
    string Title
)
{
    private const int MaxTitle = 200;

    /// <summary>The facts of a parsed message that was parsed with its parts.</summary>
    public static MailFacts Of(MailMessage message)
    {
        var list = message.Headers.ContainsKey("list-id") || message.Headers.ContainsKey("list-unsubscribe");
        return Of(message.From, message.Sender, message.Subject, list, !message.Attachments.IsEmpty, message.Received);
    }

    /// <summary>The facts of a message's header.</summary>
    public static MailFacts Of(HeaderList headers, bool attachment, DateTimeOffset received)
    {
        var header = Parsing.MailHeaders.Read(headers);
        return Of(
            header.From,
            header.Sender,
            header.Subject,
            headers.Contains(HeaderId.ListId) || headers.Contains(HeaderId.ListUnsubscribe),
            attachment,
            received
        );
    }

    /// <summary>As a target's facts, with the flags as they are now.</summary>
    public TargetFacts With(string folder, MailFlags flags) =>
        new()
        {
            From = From,
            Folder = folder,
            Subject = Subject,
            Kinds =
                Kinds
                | (flags.HasFlag(MailFlags.Seen) ? 0 : TargetKinds.Unread)
                | (flags.HasFlag(MailFlags.Flagged) ? TargetKinds.Flagged : 0),
            Received = Received,
            Title = Title,
        };

    /// <summary>The facts of a message that is gone: nothing is known, so every order counts as met.</summary>
    public static TargetFacts Gone(MailLocation location) =>
        TargetFacts.Unknown with
        {
            Title = Clean($"message {location.Id} in {location.Folder} (gone)"),
        };

    private static MailFacts Of(
        ImmutableArray<MailParty> from,
        MailParty? sender,
        string subject,
        bool list,
        bool attachment,
        DateTimeOffset received
    )
    {
        var parties = sender is null ? from : from.Add(sender);
        var kinds =
            (list ? TargetKinds.Newsletter : TargetKinds.None)
            | (attachment ? TargetKinds.Attachment : TargetKinds.None);
        var first = from.FirstOrDefault() ?? sender;
        var who =
            first is null ? "(no sender)"
            : first.Name.Length == 0 ? first.Address ?? "(no address)"
            : $"{first.Name} <{first.Address ?? "no address"}>";
        return new MailFacts(
            // A sender that could not be read is not "no sender": null lets every order about senders count as met.
            parties.Any(p => p.Address is null)
                ? null
                : [.. parties.Select(p => p.Address!).Distinct()], // None is null here.
            subject,
            kinds,
            received,
            Clean($"{who}: {(subject.Length == 0 ? "(no subject)" : subject)}")
        );
    }

    // One line of plain characters: a sender cannot turn, break or stretch the card that it is shown on.
    private static string Clean(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxTitle + 1));
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (
                category
                is UnicodeCategory.Format
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
            )
            {
                continue;
            }

            var blank = category is UnicodeCategory.Control || Rune.IsWhiteSpace(rune);
            if (blank && (line.Length == 0 || line[^1] == ' '))
            {
                continue;
            }

            var piece = blank ? " " : rune.ToString();
            if (line.Length + piece.Length > MaxTitle - 1)
            {
                return line.Append('…').ToString();
            }

            line.Append(piece);
        }

        return line.ToString().TrimEnd();
    }
}
