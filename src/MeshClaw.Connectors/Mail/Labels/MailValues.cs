using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Labels;

/// <summary>Every scalar in a call's arguments with its role. No mail tool sends anything: none is a destination.</summary>
internal static class MailValues
{
    /// <summary>The values, in the order of the arguments.</summary>
    public static IEnumerable<CallValue> Of(ConnectionName connection, MailRequest request, string arguments) =>
        Of(connection, request.Location, arguments);

    /// <summary>The same, of a call about the message at a place.</summary>
    public static IEnumerable<CallValue> Of(ConnectionName connection, MailLocation location, string arguments)
    {
        using var document = JsonDocument.Parse(arguments);
        var values = new List<CallValue>();
        foreach (var argument in document.RootElement.EnumerateObject())
        {
            if (argument.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var (index, item) in argument.Value.EnumerateArray().Index())
                {
                    Add($"/{argument.Name}/{index}", argument.Name, item);
                }
            }
            else
            {
                Add($"/{argument.Name}", argument.Name, argument.Value);
            }
        }

        return values;

        void Add(string path, string name, JsonElement value)
        {
            if (FormOf(value) is { } form)
            {
                var text = form == ValueForm.Text ? value.GetString()! : value.GetRawText(); // A string element has a string.
                values.Add(new CallValue(path, RoleOf(name), form, text) { Kinds = KindsOf(name) });
            }
        }

        ImmutableArray<string> KindsOf(string name) =>
            name switch
            {
                "id" => [MailKinds.MessageIn(connection, location)],
                "folder" or "to" => [MailKinds.Folder],
                _ => [],
            };
    }

    // The source folder and its version are part of what the id means (its kind holds both), and are not chosen by themselves.
    private static ValueRole RoleOf(string name) => name is "id" or "to" ? ValueRole.Target : ValueRole.Parameter;

    /// <summary>Null for what says nothing: a null, an empty text.</summary>
    private static ValueForm? FormOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String when value.GetString() is { Length: > 0 } => ValueForm.Text,
            JsonValueKind.Number => ValueForm.Number,
            JsonValueKind.True or JsonValueKind.False => ValueForm.Boolean,
            _ => null,
        };
}
