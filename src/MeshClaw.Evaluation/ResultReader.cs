using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Policy.Flow;

namespace MeshClaw.Evaluation;

/// <summary>Labels what a tool returned, record by record and field by field, as a connector for it would.</summary>
internal static class ResultReader
{
    private const int LongestName = 120;

    /// <summary>Reads a result.</summary>
    /// <param name="tool">The tool that gave it.</param>
    /// <param name="sought">The text arguments of the call.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="tainted">Its arguments may hold third-party text, which a write hands back.</param>
    public static Observation Read(SuiteTool tool, ImmutableArray<string> sought, JsonNode? result, bool tainted)
    {
        var outside = tool.Effect == "egress";
        var foreign = tool.ReturnsThirdPartyText || outside || (tool.Effect == "write" && tainted);
        var reader = new Reading(
            tool,
            Nouns.OfTool(tool),
            sought,
            foreign,
            outside ? Sensitivity.Public : Sensitivity.Private
        );
        return new Observation
        {
            Records = [.. reader.Records(result)],
            LookedFor = tool.Effect == "write" ? [] : sought,
            Outside = outside,
        };
    }

    private sealed record Reading(
        SuiteTool Tool,
        ImmutableArray<string> Kinds,
        ImmutableArray<string> Sought,
        bool Foreign,
        Sensitivity Sensitivity
    )
    {
        public IEnumerable<SeenRecord> Records(JsonNode? node) =>
            node switch
            {
                null => [],
                JsonArray list => list.SelectMany(Item),
                JsonObject map when IsMap(map) => map.Select(m => Entry(m.Key, m.Value)),
                JsonObject one => [Named(OfObject(one))],
                JsonValue value when value.TryGetValue<string>(out var text) => OfText(text),
                _ => [new SeenRecord(Kinds, null, [Field("value", Scalar(node))])],
            };

        // One thing that was asked for by one word goes by that word, where it has no id of its own.
        private SeenRecord Named(SeenRecord record) =>
            record.Id is null && Sought is [var only] ? record with { Id = only } : record;

        private IEnumerable<SeenRecord> Item(JsonNode? item) =>
            item switch
            {
                JsonObject one => [OfObject(one)],
                JsonArray inner => Records(inner),
                null => [],
                _ => [OfName(Scalar(item))],
            };

        // A map from names to things, not an object with fields: keys that were asked for, or that no field would have.
        private bool IsMap(JsonObject map) =>
            map.Count > 0
            && (
                map.All(m => Sought.Contains(m.Key))
                || map.Any(m =>
                    m.Key.Any(c => c is ' ' or '@' or '-' || char.IsUpper(c)) || m.Key.All(char.IsAsciiDigit)
                )
                || (map.Count > 1 && map.All(m => m.Value is JsonObject))
            );

        private SeenRecord Entry(string key, JsonNode? value)
        {
            var fields = new List<SeenField> { Name("name", key) };
            Collect("value", value, fields);
            return value is JsonObject one && IdName(one) is { } id
                ? OfId(id, one, fields)
                : new SeenRecord(Kinds, key, [.. fields, new SeenField("id", FieldKind.Id, key, Label(false, "id"))]);
        }

        private SeenRecord OfName(string text) =>
            new(Kinds, text.Length <= LongestName ? text : null, [Name("name", text)]);

        private SeenRecord OfObject(JsonObject one)
        {
            var fields = new List<SeenField>();
            foreach (var (name, value) in one)
            {
                Collect(name, value, fields);
            }

            return OfId(IdName(one), one, fields);
        }

        private IEnumerable<SeenRecord> OfText(string text)
        {
            if (!Foreign && Sought.Length <= 1 && text.Length < 4000)
            {
                // A list in words: "Teams: A\nB\nC".
                var colon = text.IndexOf(": ", StringComparison.Ordinal);
                var list =
                    colon is > 0 and < 60 && !text[..colon].Contains('\n', StringComparison.Ordinal)
                        ? text[(colon + 2)..]
                        : text;
                return list.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(OfName);
            }

            // One thing, read by name.
            var fields = Sought.Where(s => s.Length <= LongestName).Select(s => Name("name", s)).ToList();
            fields.Add(new SeenField("text", FieldKind.Prose, text, Label(foreign: Foreign, "text")));
            return [new SeenRecord(Kinds, Sought is [var only] ? only : null, [.. fields])];
        }

        private void Collect(string name, JsonNode? value, List<SeenField> fields)
        {
            switch (value)
            {
                case null:
                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        Collect(name, item, fields);
                    }

                    break;
                case JsonObject inner:
                    foreach (var (key, item) in inner)
                    {
                        // A map keyed by people, such as those that a file is shared with.
                        if (key.Contains('@', StringComparison.Ordinal))
                        {
                            fields.Add(new SeenField(name, FieldKind.Address, key, Label(foreign: false, name)));
                        }

                        Collect(key, item, fields);
                    }

                    break;
                default:
                    if (Scalar(value) is { Length: > 0 } text)
                    {
                        fields.Add(Field(name, text));
                    }

                    break;
            }
        }

        private SeenField Field(string name, string text)
        {
            var kind = FieldKinds.Of(name, text);
            return new SeenField(
                name,
                kind,
                text,
                Label(Foreign && (kind is FieldKind.Name or FieldKind.DisplayName or FieldKind.Prose), name)
            );
        }

        private SeenField Name(string name, string text) =>
            text.Length <= LongestName
                ? new SeenField(name, FieldKind.Name, text, Label(Foreign, name))
                : new SeenField(name, FieldKind.Prose, text, Label(Foreign, name));

        private Label Label(bool foreign, string name) =>
            new(
                foreign ? Origin.ThirdParty : Origin.OwnSystem,
                FieldKinds.IsSecret(name) ? Policy.Flow.Sensitivity.Secret : Sensitivity
            );

        // The field's own name tells of what it is the id: doc_id makes the record a "doc" as well.
        private SeenRecord OfId(string? name, JsonObject one, List<SeenField> fields)
        {
            if (name is null || one[name] is not JsonValue value)
            {
                return new SeenRecord(Kinds, null, [.. fields]);
            }

            var id = Scalar(value);
            var named = fields
                .Where(f => f.Name != name)
                .Append(new SeenField(name, FieldKind.Id, id, Label(false, name)));
            return new SeenRecord([.. Kinds.Union(Nouns.OfIdName(name))], id, [.. named]);
        }

        private string? IdName(JsonObject one)
        {
            var names = one.Where(m => m.Value is JsonValue).Select(m => m.Key).ToList();
            return names.Find(n => n is "id" or "id_" or "uuid" or "_id")
                ?? names.Find(n => Kinds.Any(kind => n == kind + "_id"))
                ?? names.Find(Nouns.IsIdName)
                ?? names.Find(n => n is "slug" or "handle" or "sku");
        }

        private static string Scalar(JsonNode node) =>
            node.GetValueKind() switch
            {
                JsonValueKind.String => node.GetValue<string>(),
                JsonValueKind.Number => node.ToJsonString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => node.ToJsonString(),
            };
    }
}
