using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Mail.Labels;

/// <summary>
/// Says of each field that a read gave who wrote it. What the store counts and keeps is the owner's own system; every header and text is
/// somebody else's, and all of it is private.
/// <para>
/// It promises nothing about people: From is what the message claims. Where the owner's server found the claim to hold (RFC 8601), From
/// counts as that server's word; where it found it false, From is mere text and nobody's author; in between it is an author whom nobody
/// vouches for. A display name is text always, since anybody may call himself anything.
/// </para>
/// </summary>
internal sealed class MailLabels(ConnectionName connection)
{
    /// <summary>What a model is given of a message: what a reader would look at, and what later calls need.</summary>
    public static readonly ImmutableArray<string> Shown =
    [
        "id",
        "folder",
        "version",
        "received",
        "seen",
        "flagged",
        "subject",
        "from",
        "replyTo",
        "to",
        "cc",
        "text",
        "hiddenText",
        "attachedText",
        "attachments",
        "cursor",
    ];

    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);

    /// <summary>Labels folders. Their names are the owner's: nobody else can make one.</summary>
    public static Observation Of(MailFolderList list) =>
        new()
        {
            Records =
            [
                .. list.Folders.Select(f => new SeenRecord(
                    [MailKinds.Folder],
                    f.Name,
                    [
                        new SeenField("name", FieldKind.Name, f.Name, s_own),
                        .. Own("specialUse", f.SpecialUse),
                        .. Own("messages", f.Messages),
                        .. Own("unread", f.Unread),
                    ]
                )),
            ],
        };

    /// <summary>Labels one message.</summary>
    public Observation Of(MailMessage message) => new() { Records = [Record(message)] };

    /// <summary>Labels a page; <paramref name="text"/> is what was searched for.</summary>
    public Observation Of(MailPage page, string? text) =>
        new()
        {
            Records = [.. page.Messages.Select(Record), .. Rest(page.Next)],
            // The folder is not among it: that a mail lies in the inbox does not mean that the owner asked for that mail.
            LookedFor = text is null ? [] : [text],
        };

    // Where the rest of a page is.
    private static IEnumerable<SeenRecord> Rest(string? cursor) =>
        cursor is null ? [] : [new SeenRecord([ToolResult.Rest], null, [.. Own("cursor", cursor)])];

    private SeenRecord Record(MailMessage message)
    {
        var fields = ImmutableArray.CreateBuilder<SeenField>(24);
        var at = message.Location;
        fields.Add(new SeenField("id", FieldKind.Id, at.Id, s_own));
        fields.AddRange(Own("folder", at.Folder));
        fields.AddRange(Own("version", at.Version));
        fields.AddRange(
            Own("received", message.Received.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture))
        );
        fields.AddRange(Own("size", message.Size));
        fields.AddRange(Own("seen", message.Seen));
        fields.AddRange(Own("answered", message.Answered));
        fields.AddRange(Own("flagged", message.Flagged));
        fields.AddRange(Own("authentication", message.Authentication));
        fields.AddRange(Foreign("subject", FieldKind.Name, message.Subject));
        AddPeople(fields, message);
        AddText(fields, message);
        return new SeenRecord([MailKinds.Message, MailKinds.MessageIn(connection, at)], at.Id, fields.ToImmutable())
        {
            IsOwnCopy = true,
        };
    }

    private static void AddPeople(ImmutableArray<SeenField>.Builder fields, MailMessage message)
    {
        var (kind, label) = message.Authentication switch
        {
            MailAuthentication.Pass => (FieldKind.Author, s_own),
            MailAuthentication.None => (FieldKind.Author, s_foreign),
            MailAuthentication.Fail => (FieldKind.Prose, s_foreign),
        };
        foreach (var party in message.From)
        {
            if (party.Address is { Length: > 0 } address)
            {
                fields.Add(new SeenField("from", kind, address, label));
            }

            fields.AddRange(Foreign("from", FieldKind.Prose, party.Name));
        }

        // Where answers should go is the sender's wish, and the sender of a forwarded mail is nobody that the server looked at.
        AddParties("sender", FieldKind.Prose, message.Sender is { } sender ? [sender] : []);
        AddParties("replyTo", FieldKind.Prose, message.ReplyTo);
        AddParties("to", FieldKind.Address, message.To);
        AddParties("cc", FieldKind.Address, message.Cc);

        void AddParties(string name, FieldKind of, ImmutableArray<MailParty> parties)
        {
            foreach (var party in parties)
            {
                fields.AddRange(Foreign(name, of, party.Address));
                fields.AddRange(Foreign(name, FieldKind.Prose, party.Name));
            }
        }
    }

    private static void AddText(ImmutableArray<SeenField>.Builder fields, MailMessage message)
    {
        fields.AddRange(Foreign("text", FieldKind.Prose, message.Text));
        fields.AddRange(Foreign("hiddenText", FieldKind.Prose, message.HiddenText));
        fields.AddRange(Foreign("attachedText", FieldKind.Prose, message.AttachedText));
        fields.AddRange(Foreign("messageId", FieldKind.Prose, message.MessageId));
        fields.AddRange(message.References.SelectMany(r => Foreign("references", FieldKind.Prose, r)));
        fields.AddRange(Foreign("calendarMethod", FieldKind.Prose, message.CalendarMethod));
        fields.AddRange(message.SchemaTypes.SelectMany(t => Foreign("schemaTypes", FieldKind.Prose, t)));
        foreach (var attachment in message.Attachments)
        {
            fields.AddRange(Foreign("attachments", FieldKind.Prose, attachment.FileName));
            fields.AddRange(Foreign("attachments", FieldKind.Prose, attachment.ContentType));
            fields.AddRange(Own("attachments", attachment.Size));
        }

        foreach (var (name, values) in message.Headers)
        {
            fields.AddRange(values.SelectMany(v => Foreign(name, FieldKind.Prose, v)));
        }

        // What is wrong with a message may quote it.
        fields.AddRange(message.Defects.SelectMany(d => Foreign("defects", FieldKind.Prose, d)));
    }

    private static IEnumerable<SeenField> Own(string name, object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text
            ? [new SeenField(name, FieldKind.Value, text, s_own)]
            : [];

    private static IEnumerable<SeenField> Foreign(string name, FieldKind kind, string? text) =>
        string.IsNullOrEmpty(text) ? [] : [new SeenField(name, kind, text, s_foreign)];
}
