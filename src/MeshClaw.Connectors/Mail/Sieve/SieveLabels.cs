using System.Collections.Immutable;
using System.Text.Json;
using MeshClaw.Connectors.Mail.Tools;
using MeshClaw.Core.Mail;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Connectors.Mail.Sieve;

/// <summary>Who wrote what in filter scripts: they are the owner's own, kept by the owner's server.</summary>
internal static class SieveLabels
{
    /// <summary>The kind of record that a script is.</summary>
    public const string Script = "filter-script";

    private static readonly Label s_own = new(Origin.OwnSystem, Sensitivity.Private);

    /// <summary>Labels scripts.</summary>
    public static Observation Of(MailFilterScripts scripts) =>
        new()
        {
            Records =
            [
                .. scripts.Scripts.Select(s => new SeenRecord(
                    [Script],
                    s.Name,
                    [
                        new SeenField("name", FieldKind.Name, s.Name, s_own),
                        new SeenField("active", FieldKind.Value, s.Active ? "true" : "false", s_own),
                        .. s.Text.Length > 0
                            ? [new SeenField("text", FieldKind.Prose, s.Text, s_own)]
                            : ImmutableArray<SeenField>.Empty,
                    ]
                )),
            ],
        };

    /// <summary>Every scalar of a call's arguments with its role.</summary>
    public static IEnumerable<CallValue> Values(MailTool tool, string arguments)
    {
        using var document = JsonDocument.Parse(arguments);
        var values = new List<CallValue>();
        foreach (var argument in document.RootElement.EnumerateObject())
        {
            var parameter = tool.Parameters.Single(p => p.Name == argument.Name); // The arguments were checked against them.
            var (form, text) = argument.Value.ValueKind switch
            {
                JsonValueKind.String => (ValueForm.Text, argument.Value.GetString()!), // A string element has a string.
                JsonValueKind.Number => (ValueForm.Number, argument.Value.GetRawText()),
                _ => (ValueForm.Boolean, argument.Value.GetRawText()),
            };
            if (text.Length == 0 || argument.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            values.Add(
                new CallValue($"/{argument.Name}", RoleOf(argument.Name), form, text)
                {
                    Kinds = argument.Name == "script" ? [Script] : [],
                    Optional = !parameter.Required,
                }
            );
        }

        return values;
    }

    private static ValueRole RoleOf(string name) =>
        name switch
        {
            "script" => ValueRole.Target,
            "text" or "subject" => ValueRole.Content,
            _ => ValueRole.Parameter,
        };
}
