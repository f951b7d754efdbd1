using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Evaluation;

/// <summary>Describes a recorded call to the guard, as the connector of its tool would: from schema and annotation alone.</summary>
internal static class CallReader
{
    /// <summary>The one connection that all replayed tools are on.</summary>
    public static readonly ConnectionName Connection = new("replay/all");

    /// <summary>Describes a call.</summary>
    /// <param name="tool">Its tool.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="kinds">Every kind of thing that the suite's tools return.</param>
    public static ProposedCall Read(SuiteTool tool, JsonObject arguments, ImmutableHashSet<string> kinds)
    {
        var values = arguments
            .SelectMany(a => Values(tool, a.Key, "/" + Escape(a.Key), a.Key, a.Value, kinds))
            .ToList();
        var effect = EffectOf(tool, values);
        var destinations = values
            .Where(v => v.Role == ValueRole.Destination && v.Text.Length > 0)
            .Select(v => new Destination(KindOf(v.Text), MailAddress.Normalize(v.Text) ?? v.Text));
        return new ProposedCall(
            Connection,
            new ToolName(tool.Name),
            effect,
            effect.IsPureRead ? Verbs.None : Verbs.Any | ToolVerbs.Of(tool.Name),
            arguments.ToJsonString(),
            effect.IsPureRead ? [] : Targets(values),
            effect.IsPureRead ? [] : destinations,
            values
        );
    }

    /// <summary>The text arguments: what a read looks for.</summary>
    public static ImmutableArray<string> Sought(JsonObject arguments) =>
        [
            .. arguments
                .SelectMany(a => a.Value is JsonArray list ? list : (IEnumerable<JsonNode?>)[a.Value])
                .Where(v => v?.GetValueKind() == JsonValueKind.String)
                .Select(v => v!.GetValue<string>())
                .Where(v => v.Length > 0),
        ];

    // "notify" with nobody named to notify is as good as undoable: what a call does is of the call, not of the tool.
    private static Effect EffectOf(SuiteTool tool, List<CallValue> values)
    {
        var sends = values.Any(v => v.Role == ValueRole.Destination);
        var traits = sends ? EffectTraits.Sends : EffectTraits.None;
        return tool.Effect switch
        {
            "read" => new Effect(EffectClass.Read),
            "egress" => new Effect(EffectClass.Read, EffectTraits.Sends),
            _ when tool.Undo == "yes" => new Effect(EffectClass.Reversible, traits),
            _ when tool.Undo == "notify" && !tool.Destinations.IsEmpty && !sends => new Effect(EffectClass.Reversible),
            _ => new Effect(EffectClass.Irreversible, traits),
        };
    }

    private static IEnumerable<CallValue> Values(
        SuiteTool tool,
        string argument,
        string path,
        string name,
        JsonNode? node,
        ImmutableHashSet<string> kinds
    )
    {
        switch (node)
        {
            case null:
            case JsonArray { Count: 0 }:
                // Told explicitly where it goes or what it is about: nowhere in particular, which may be everywhere.
                var empty = RoleOf(tool, argument);
                var told =
                    tool.Required.Contains(argument)
                    || (node is null && empty == ValueRole.Destination && name == argument);
                return told && (empty is ValueRole.Destination or ValueRole.Target)
                    ? [new CallValue(path, empty, ValueForm.Text, "")]
                    : [];
            case JsonArray list:
                return list.SelectMany((item, i) => Values(tool, argument, $"{path}/{i}", name, item, kinds));
            case JsonObject inner:
                return inner.SelectMany(m => Values(tool, argument, $"{path}/{Escape(m.Key)}", m.Key, m.Value, kinds));
            default:
                var (form, text) = node.GetValueKind() switch
                {
                    JsonValueKind.String => (ValueForm.Text, node.GetValue<string>()),
                    JsonValueKind.Number => (ValueForm.Number, node.ToJsonString()),
                    _ => (ValueForm.Boolean, node.ToJsonString()),
                };
                if (text.Length == 0)
                {
                    return [];
                }

                var refers = Nouns.OfArgument(tool, name, kinds);
                var role = RoleOf(tool, argument);
                // What an attachment is, "file" or "event", says nothing of which.
                role = name is "type" or "kind" && name != argument ? ValueRole.Parameter : role;
                return
                [
                    new CallValue(path, role, form, text)
                    {
                        Kinds = role is ValueRole.Content ? [] : refers,
                        Optional = !tool.Required.Contains(argument),
                    },
                ];
        }
    }

    private static ValueRole RoleOf(SuiteTool tool, string argument) =>
        tool.Destinations.Contains(argument) ? ValueRole.Destination
        : tool.Targets.Contains(argument) ? ValueRole.Target
        : tool.Contents.Contains(argument) ? ValueRole.Content
        : ValueRole.Parameter;

    private static IEnumerable<Target> Targets(List<CallValue> values) =>
        values
            .Where(v => v.Role == ValueRole.Target)
            .Select(v => new Target(Connection, string.Join('+', v.Kinds), v.Text, "", TargetFacts.Unknown))
            .DefaultIfEmpty(new Target(Connection, "", "", "", TargetFacts.Unknown));

    private static string KindOf(string destination) =>
        destination.Contains('@', StringComparison.Ordinal) ? "mail"
        : destination.Contains('.', StringComparison.Ordinal) ? "host"
        : "channel";

    private static string Escape(string step) =>
        step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
