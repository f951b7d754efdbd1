using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Connectors.Chat.Stores;
using MeshClaw.Core.Mail.Writing;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Chat.Labels;

/// <summary>
/// Says of each field that a read gave who wrote it. Ids, times and counts are the platform's; every text is somebody else's, names of people,
/// channels and emoji too, since anybody may choose them. So are the owner's own messages: an agent may have posted them.
/// </summary>
internal sealed class ChatLabels(ConnectionName connection)
{
    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);

    /// <summary>Labels what a call gave.</summary>
    /// <param name="records">The things.</param>
    /// <param name="next">Where the rest is; null at the end.</param>
    /// <param name="lookedFor">What was looked for; null for nothing by name.</param>
    public static Observation Of(IEnumerable<SeenRecord> records, string? next, string? lookedFor) =>
        new()
        {
            Records =
            [
                .. records,
                .. next is null
                    ? Array.Empty<SeenRecord>()
                    : [new SeenRecord([ToolResult.Rest], null, [.. Own("cursor", next)])],
            ],
            LookedFor = lookedFor is null ? [] : [lookedFor],
        };

    /// <summary>A message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="author">Who wrote it; null where nobody can tell.</param>
    public SeenRecord Of(ChatMessage message, ChatPerson? author)
    {
        ImmutableArray<SeenField> fields =
        [
            new("id", FieldKind.Id, message.Id, s_own),
            new("channel", FieldKind.Address, message.Place, s_own),
            .. Own("at", Time(message.At)),
            .. Own("thread", message.Thread),
            .. Own("replies", message.Replies == 0 ? null : Number(message.Replies)),
            .. message.Author.Length == 0
                ? Array.Empty<SeenField>()
                : [new SeenField("from", FieldKind.Author, message.Author, s_own)],
            .. Foreign("fromName", FieldKind.Prose, author is null ? "" : NameOf(author)),
            .. Foreign("text", FieldKind.Prose, message.Text),
            .. Foreign("hiddenText", FieldKind.Prose, message.Hidden),
            .. Own("cut", message.IsCut ? "the message is longer" : null),
            .. message.Files.SelectMany(f => Foreign("files", FieldKind.Prose, f)),
            .. message.Reactions.SelectMany(r => Foreign("reactions", FieldKind.Prose, $"{r.Emoji} {Number(r.Count)}")),
        ];
        return new SeenRecord([ChatKinds.Message, ChatKinds.MessageIn(connection, message.Place)], message.Id, fields);
    }

    /// <summary>A place with what is new in it.</summary>
    public static SeenRecord Of(ChatPlace place, string unread, int mentions) =>
        new(
            [ChatKinds.Channel],
            place.Id,
            [
                new("id", FieldKind.Id, place.Id, s_own),
                .. Foreign("name", FieldKind.Name, place.Name),
                .. Foreign("topic", FieldKind.Prose, place.Topic),
                .. Own("with", place.With),
                .. Own("unread", unread),
                .. Own("mentions", Number(mentions)),
                .. Own("shared", place.IsShared ? "with another company" : null),
            ]
        );

    /// <summary>Somebody.</summary>
    /// <param name="person">Who.</param>
    /// <param name="team">The owner's workspace.</param>
    public static SeenRecord Of(ChatPerson person, string team) =>
        new(
            [ChatKinds.Person],
            person.Id,
            [
                new("id", FieldKind.Id, person.Id, s_own),
                .. Foreign("name", FieldKind.DisplayName, person.Name),
                .. Foreign("realName", FieldKind.DisplayName, person.RealName),
                .. Foreign("title", FieldKind.Prose, person.Title),
                .. Own("is", StandingOf(person, team)),
            ]
        );

    /// <summary>A draft. Who wrote its words is not known: a model may have taken them from anywhere.</summary>
    public static SeenRecord Of(Draft draft, DraftWords words) =>
        new(
            [ChatKinds.Draft],
            draft.Id.ToString(),
            [
                new("id", FieldKind.Id, draft.Id.ToString(), s_own),
                .. Own("revision", Number(draft.Revision)),
                .. Foreign("channel", FieldKind.Prose, words.Channel),
                .. Foreign("thread", FieldKind.Prose, words.Thread),
                .. Foreign("text", FieldKind.Prose, words.Text),
            ]
        );

    /// <summary>What somebody is called.</summary>
    public static string NameOf(ChatPerson person) => person.Name.Length > 0 ? person.Name : person.RealName;

    private static string? StandingOf(ChatPerson person, string team) =>
        person.IsGone ? "gone"
        : person.IsBot ? "program"
        : person.Team.Length > 0 && person.Team != team ? "of another company"
        : person.IsGuest ? "guest"
        : null;

    private static IEnumerable<SeenField> Own(string name, string? text) =>
        string.IsNullOrEmpty(text) ? [] : [new SeenField(name, FieldKind.Value, text, s_own)];

    private static IEnumerable<SeenField> Foreign(string name, FieldKind kind, string? text) =>
        string.IsNullOrEmpty(text) ? [] : [new SeenField(name, kind, text, s_foreign)];

    private static string Time(DateTimeOffset at) =>
        at.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
