using System.Text.Json;
using MeshClaw.Connectors.Mail.Labels;
using MeshClaw.Core.Mail;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Lists;

/// <summary>Every scalar of a call about lists with its role. Where it goes stands in a mail: the guard sees it as the destination that it is.</summary>
internal static class ListValues
{
    /// <summary>The kind of record that a list is.</summary>
    public const string ListKind = "list";

    /// <summary>The values, in the order of the arguments.</summary>
    public static IEnumerable<CallValue> Of(ConnectionName connection, string arguments, MailLocation? at)
    {
        using var document = JsonDocument.Parse(arguments);
        var values = new List<CallValue>();
        foreach (var argument in document.RootElement.EnumerateObject())
        {
            if (FormOf(argument.Value) is { } form)
            {
                var text = form == ValueForm.Text ? argument.Value.GetString()! : argument.Value.GetRawText(); // A string has one.
                values.Add(
                    new CallValue($"/{argument.Name}", RoleOf(argument.Name), form, text)
                    {
                        IsFound = argument.Name is "address" or "subject" or "body",
                        Kinds = argument.Name switch
                        {
                            "id" when at is not null => [MailKinds.MessageIn(connection, at)],
                            "folder" => [MailKinds.Folder],
                            "list" => [ListKind],
                            _ => [],
                        },
                    }
                );
            }
        }

        return values;
    }

    private static ValueRole RoleOf(string name) =>
        name switch
        {
            "address" => ValueRole.Destination,
            "id" or "list" => ValueRole.Target,
            "subject" or "body" => ValueRole.Content,
            _ => ValueRole.Parameter,
        };

    private static ValueForm? FormOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } => ValueForm.Text,
            JsonValueKind.Number => ValueForm.Number,
            JsonValueKind.True or JsonValueKind.False => ValueForm.Boolean,
            _ => null,
        };
}
