using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>The mail connector's tools: one table that makes their schemas and that their arguments are checked against.</summary>
public static class MailTools
{
    /// <summary><c>mail.list</c>: <c>{folder?, cursor?, limit?, headersOnly?}</c> → <see cref="Core.Mail.MailPage"/>, newest first.</summary>
    public static readonly ToolName List = new("mail.list");

    /// <summary><c>mail.folders</c>: <c>{}</c> → <see cref="Core.Mail.MailFolderList"/>.</summary>
    public static readonly ToolName Folders = new("mail.folders");

    /// <summary><c>mail.read</c>: <c>{folder, id, version}</c> → <see cref="Core.Mail.MailMessage"/>.</summary>
    public static readonly ToolName Read = new("mail.read");

    /// <summary><c>mail.search</c>: <c>{folder?, text, cursor?, limit?}</c> → <see cref="Core.Mail.MailPage"/>, newest first.</summary>
    public static readonly ToolName Search = new("mail.search");

    /// <summary><c>mail.move</c>: <c>{folder, id, version, to}</c>.</summary>
    public static readonly ToolName Move = new("mail.move");

    /// <summary><c>mail.archive</c>: <c>{folder, id, version}</c>.</summary>
    public static readonly ToolName Archive = new("mail.archive");

    /// <summary><c>mail.flag</c>: <c>{folder, id, version, add?, remove?}</c> of seen, flagged, answered.</summary>
    public static readonly ToolName Flag = new("mail.flag");

    /// <summary><c>mail.delete</c>: <c>{folder, id, version}</c>: into the holding folder.</summary>
    public static readonly ToolName Delete = new("mail.delete");

    /// <summary>The most that <c>mail.list</c> and <c>mail.search</c> give at once.</summary>
    public const int MaxLimit = 500;

    /// <summary>What they give where no limit is asked for.</summary>
    public const int DefaultLimit = 100;

    private static readonly Effect s_read = new(EffectClass.Read);
    private static readonly Effect s_reversible = new(EffectClass.Reversible);
    private static readonly Effect s_delete = new(EffectClass.Reversible, EffectTraits.Destroys);

    private static readonly MailParameter s_folder = new(
        "folder",
        MailParameterKind.Text,
        true,
        "The folder's full name; INBOX for the inbox; levels parted by /."
    );

    private static readonly MailParameter s_id = new(
        "id",
        MailParameterKind.Text,
        true,
        "The message's id, as listed."
    );

    private static readonly MailParameter s_version = new(
        "version",
        MailParameterKind.Text,
        true,
        "The folder's version, as listed with the message; empty where it has none."
    );

    private static readonly MailParameter s_limit = new(
        "limit",
        MailParameterKind.Number,
        false,
        "How many messages at the most, 1 to 500; 100 where left out."
    );

    private static readonly MailParameter s_cursor = new(
        "cursor",
        MailParameterKind.Text,
        false,
        "Where the last page ended (its next)."
    );

    internal static ImmutableArray<MailTool> All { get; } =
    [
        new(
            List,
            "Lists a folder's messages, newest first, without marking them read.",
            s_read,
            [
                s_folder with
                {
                    Required = false,
                },
                s_cursor,
                s_limit,
                new("headersOnly", MailParameterKind.Switch, false, "Leave texts and attachments out; much faster."),
            ]
        ),
        new(Folders, "Lists the folders with their counts.", s_read, []),
        new(Read, "Gives one message, without marking it read.", s_read, [s_folder, s_id, s_version]),
        new(
            Search,
            "Finds messages of a folder that contain a text, newest first.",
            s_read,
            [
                s_folder with
                {
                    Required = false,
                },
                new("text", MailParameterKind.Text, true, "What headers or text must contain."),
                s_cursor,
                s_limit,
            ]
        ),
        new(
            Move,
            "Moves a message into another folder, which is made where it is missing.",
            s_reversible,
            [
                s_folder,
                s_id,
                s_version,
                new("to", MailParameterKind.Text, true, "The folder that it goes to, by its full name."),
            ]
        ),
        new(Archive, "Moves a message into the archive.", s_reversible, [s_folder, s_id, s_version]),
        new(
            Flag,
            "Sets or takes away a message's marks: seen, flagged, answered.",
            s_reversible,
            [
                s_folder,
                s_id,
                s_version,
                new("add", MailParameterKind.Flags, false, "Marks to set."),
                new("remove", MailParameterKind.Flags, false, "Marks to take away."),
            ]
        ),
        new(
            Delete,
            "Moves a message into the holding folder, from where it can be taken back.",
            s_delete,
            [s_folder, s_id, s_version]
        ),
    ];

    /// <summary>What the connector offers.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions { get; } =
    [.. All.Select(t => new ToolDefinition(t.Name, t.Description, Schema(t), t.Effect))];

    internal static MailTool? Find(ToolName name) => All.FirstOrDefault(t => t.Name == name);

    private static string Schema(MailTool tool)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (var parameter in tool.Parameters)
            {
                json.WriteStartObject(parameter.Name);
                WriteType(json, parameter.Kind);
                json.WriteString("description", parameter.Description);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("required");
            foreach (var parameter in tool.Parameters.Where(p => p.Required))
            {
                json.WriteStringValue(parameter.Name);
            }

            json.WriteEndArray();
            json.WriteBoolean("additionalProperties", false);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteType(Utf8JsonWriter json, MailParameterKind kind)
    {
        switch (kind)
        {
            case MailParameterKind.Text:
                json.WriteString("type", "string");
                break;
            case MailParameterKind.Number:
                json.WriteString("type", "integer");
                json.WriteNumber("minimum", 1);
                json.WriteNumber("maximum", MaxLimit);
                break;
            case MailParameterKind.Switch:
                json.WriteString("type", "boolean");
                break;
            case MailParameterKind.Flags:
                json.WriteString("type", "array");
                json.WriteStartObject("items");
                json.WriteStartArray("enum");
                foreach (var name in MailFlagNames.All)
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteBoolean("uniqueItems", true);
                break;
        }
    }
}

/// <summary>One tool.</summary>
internal sealed record MailTool(
    ToolName Name,
    string Description,
    Effect Effect,
    ImmutableArray<MailParameter> Parameters
);

/// <summary>One parameter.</summary>
internal sealed record MailParameter(string Name, MailParameterKind Kind, bool Required, string Description);

/// <summary>What a parameter takes.</summary>
internal enum MailParameterKind
{
    Text,
    Number,
    Switch,
    Flags,
}
