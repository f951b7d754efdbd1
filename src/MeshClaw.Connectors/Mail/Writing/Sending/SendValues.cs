using System.Globalization;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Labels;
using MeshClaw.Core.Mail;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Mail.Writing.Sending;

/// <summary>Every scalar of a writing call with its role.</summary>
internal static class SendValues
{
    /// <summary>The kind of record that an attached file is.</summary>
    public const string FileKind = "file";

    /// <summary>The kind of record that a draft is.</summary>
    public const string DraftKind = "draft";

    /// <summary>The values, in the order of the arguments.</summary>
    /// <param name="connection">The account.</param>
    /// <param name="arguments">The arguments, JSON.</param>
    /// <param name="original">The message that is answered or passed on.</param>
    /// <param name="leaves">Whether the call sends: else its recipients are text like any other.</param>
    public static IEnumerable<CallValue> Of(
        ConnectionName connection,
        string arguments,
        MailLocation? original,
        bool leaves
    )
    {
        var values = new List<CallValue>();
        using var document = JsonDocument.Parse(arguments);
        Add("", "", document.RootElement);
        return values;

        void Add(string path, string name, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        Add($"{path}/{member.Name}", member.Name, member.Value);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var (index, item) in value.EnumerateArray().Index())
                    {
                        Add($"{path}/{index.ToString(CultureInfo.InvariantCulture)}", name, item);
                    }

                    break;
                case JsonValueKind.String when value.GetString() is { Length: > 0 } text:
                    values.Add(
                        new CallValue(path, RoleOf(name, leaves), ValueForm.Text, text)
                        {
                            Kinds = name switch
                            {
                                "id" when original is not null => [MailKinds.MessageIn(connection, original)],
                                "path" => [FileKind],
                                "draft" => [DraftKind],
                                "folder" => [MailKinds.Folder],
                                _ => [],
                            },
                        }
                    );
                    break;
                default:
                    break; // No writing tool takes numbers or switches; nothing and empty text say nothing.
            }
        }
    }

    private static ValueRole RoleOf(string name, bool leaves) =>
        name switch
        {
            "to" or "cc" or "bcc" => leaves ? ValueRole.Destination : ValueRole.Parameter,
            "id" or "path" or "draft" => ValueRole.Target,
            "subject" or "body" or "note" => ValueRole.Content,
            _ => ValueRole.Parameter,
        };
}
