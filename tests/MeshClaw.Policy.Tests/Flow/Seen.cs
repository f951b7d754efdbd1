using MeshClaw.Policy.Flow;

namespace MeshClaw.Policy.Tests.Flow;

/// <summary>
/// What tools return, labelled as connectors label it: ids, people and dates are the store's word, names and running text of what others
/// wrote are theirs.
/// </summary>
internal static class Seen
{
    private static readonly Label s_system = new(Origin.OwnSystem, Sensitivity.Private);
    private static readonly Label s_foreign = new(Origin.ThirdParty, Sensitivity.Private);
    private static readonly Label s_secret = new(Origin.OwnSystem, Sensitivity.Secret);

    /// <summary>A mail that has nothing to do with anything.</summary>
    public static SeenRecord Stranger { get; } =
        Mail("m0", "noreply@bulk.example", "Weekly offers", "Umbrellas now half off.");

    public static Observation All(string lookedFor, params SeenRecord[] records) =>
        new() { Records = [.. records], LookedFor = lookedFor.Length == 0 ? [] : [lookedFor] };

    public static SeenRecord Mail(string id, string from, string subject, string body, params string[] to) =>
        Record(
            "mail",
            id,
            [
                new("subject", FieldKind.Name, subject, s_foreign),
                new("from", FieldKind.Author, from, s_system),
                .. People("to", to),
                new("body", FieldKind.Prose, body, s_foreign),
            ]
        );

    /// <summary>A mail whose sender goes by a name.</summary>
    public static SeenRecord MailBy(string id, string from, string displayName, string subject, string body)
    {
        var mail = Mail(id, from, subject, body);
        return mail with { Fields = mail.Fields.Add(new("sender", FieldKind.DisplayName, displayName, s_foreign)) };
    }

    public static SeenRecord Message(string id, string author, string text) =>
        Record(
            "message",
            id,
            [new("author", FieldKind.Author, author, s_system), new("text", FieldKind.Prose, text, s_foreign)]
        );

    public static SeenRecord Channel(string name) =>
        Record("channel", name, [new("name", FieldKind.Name, name, s_system)]);

    public static SeenRecord File(
        string id,
        string name,
        string content = "",
        string owner = FlowCase.Emma,
        params string[] sharedWith
    ) =>
        Record(
            "file",
            id,
            [
                new("name", FieldKind.Name, name, s_system),
                new("owner", FieldKind.Author, owner, s_system),
                .. People("shared_with", sharedWith),
                new("content", FieldKind.Prose, content, s_foreign),
            ]
        );

    public static SeenRecord Event(string id, string title, string start, string end, params string[] participants) =>
        Record(
            "event",
            id,
            [
                new("title", FieldKind.Name, title, s_foreign),
                new("start", FieldKind.Value, start, s_system),
                new("end", FieldKind.Value, end, s_system),
                .. People("participants", participants),
            ]
        );

    /// <summary>An entry of the owner's own address book.</summary>
    public static SeenRecord Contact(string name, string address) =>
        Record(
            "contact",
            address,
            [new("name", FieldKind.Name, name, s_system), new("email", FieldKind.Address, address, s_system)]
        );

    /// <summary>A card that somebody else sent or published.</summary>
    public static SeenRecord ForeignCard(string name, string address) =>
        Record(
            "contact",
            address,
            [new("name", FieldKind.Name, name, s_foreign), new("email", FieldKind.Address, address, s_foreign)]
        );

    public static SeenRecord Bill(string id, string payee, string account, string amount) =>
        Record(
            "bill",
            id,
            [
                new("name", FieldKind.Name, payee, s_system),
                new("account", FieldKind.Address, account, s_system),
                new("amount", FieldKind.Value, amount, s_system),
            ]
        );

    public static SeenRecord Secret(string name, string text) =>
        Record(
            "account",
            "a1",
            [new("name", FieldKind.Name, name, s_system), new("password", FieldKind.Value, text, s_secret)]
        );

    public static SeenRecord Hotel(string name, string address) =>
        Record(
            "hotel",
            name,
            [new("name", FieldKind.Name, name, s_system), new("address", FieldKind.Name, address, s_system)]
        );

    public static SeenRecord Prose(string text) =>
        Record("note", null, [new("text", FieldKind.Prose, text, s_foreign)]);

    public static SeenRecord Page(string url, string text) =>
        Record(
            "page",
            url,
            [
                new("url", FieldKind.Name, url, s_foreign),
                new("text", FieldKind.Prose, text, new(Origin.ThirdParty, Sensitivity.Public)),
            ]
        );

    public static SeenRecord Record(string kind, string? id, IEnumerable<SeenField> fields) =>
        new(
            [kind],
            id,
            [
                .. id is null ? [] : new[] { new SeenField("id", FieldKind.Id, id, s_system) },
                .. fields.Where(f => f.Text.Length > 0),
            ]
        );

    private static IEnumerable<SeenField> People(string name, IEnumerable<string> people) =>
        people.Select(p => new SeenField(name, FieldKind.Address, p, s_system));
}
