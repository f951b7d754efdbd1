using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshClaw.Core.Tests.Configuration;

/// <summary>As much of JSON Schema (draft 2020-12) as the policy's schema uses. A keyword that it does not know is a failure.</summary>
internal sealed class SchemaCheck(JsonObject schema)
{
    public bool Accepts(JsonNode? value) => Accepts(schema, value);

    /// <summary>A YAML text as JSON, plain scalars typed as YAML 1.2 does; null for what is no YAML.</summary>
    public static JsonNode? FromYaml(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents is [var only] ? Of(only.RootNode) : null;
    }

    private bool Accepts(JsonObject rule, JsonNode? value) => rule.All(k => Holds(rule, k.Key, k.Value!, value));

    private bool Holds(JsonObject rule, string keyword, JsonNode says, JsonNode? value) =>
        keyword switch
        {
            "$schema" or "title" or "description" or "$defs" => true,
            "$ref" => Accepts((JsonObject)schema["$defs"]![says.GetValue<string>()["#/$defs/".Length..]]!, value),
            "type" => IsOf(says.GetValue<string>(), value),
            "enum" => says.AsArray().Any(e => JsonNode.DeepEquals(e, value)),
            "pattern" => value is not JsonValue v
                || !v.TryGetValue<string>(out var text)
                || Regex.IsMatch(text, says.GetValue<string>().Replace("$", "\\z", StringComparison.Ordinal)),
            "minLength" => value is not JsonValue s || s.ToString().Length >= says.GetValue<int>(),
            "minimum" => value is not JsonValue low || !IsOf("number", low) || Number(low) >= Number(says),
            "maximum" => value is not JsonValue high || !IsOf("number", high) || Number(high) <= Number(says),
            "minItems" => value is not JsonArray a || a.Count >= says.GetValue<int>(),
            "minProperties" => value is not JsonObject o || o.Count >= says.GetValue<int>(),
            "items" => value is not JsonArray items || items.All(i => Accepts((JsonObject)says, i)),
            "required" => value is not JsonObject r || says.AsArray().All(n => r.ContainsKey(n!.GetValue<string>())),
            "properties" => value is not JsonObject p
                || p.All(e => says[e.Key] is not JsonObject sub || Accepts(sub, e.Value)),
            "additionalProperties" => says.GetValue<bool>()
                || value is not JsonObject known
                || known.All(e => rule["properties"]![e.Key] is not null),
            "anyOf" => says.AsArray().Any(s => Accepts((JsonObject)s!, value)),
            "oneOf" => says.AsArray().Count(s => Accepts((JsonObject)s!, value)) == 1,
            _ => throw new NotSupportedException($"The keyword {keyword} is not known here."),
        };

    private static bool IsOf(string type, JsonNode? value) =>
        (type, value) switch
        {
            ("object", JsonObject) or ("array", JsonArray) => true,
            ("string", JsonValue v) => v.TryGetValue<string>(out _),
            ("boolean", JsonValue v) => v.TryGetValue<bool>(out _),
            ("number", JsonValue v) => v.TryGetValue<decimal>(out _),
            ("integer", JsonValue v) => v.TryGetValue<decimal>(out var number) && number == Math.Truncate(number),
            _ => false,
        };

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static JsonNode? Of(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Of(c.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Of)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => null,
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } truth => truth.Value == "true",
            YamlScalarNode { Style: ScalarStyle.Plain } plain
                when decimal.TryParse(plain.Value, CultureInfo.InvariantCulture, out var number) => number,
            YamlScalarNode scalar => scalar.Value,
            _ => throw new NotSupportedException(node.GetType().Name),
        };
}
