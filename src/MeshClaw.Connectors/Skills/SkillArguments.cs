using System.Text.Json;
using MeshClaw.Connectors.Local;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Skills;

/// <summary>The arguments of <c>skill.run</c>: those of one value by the tool's own list, and <c>args</c>, which is a list of texts.</summary>
internal sealed class SkillArguments
{
    private const string ListName = "args";
    private const int MaxArguments = 64;
    private const int MaxLength = 32_000; // A single argument of a program ends at 128 KiB.

    private readonly LocalArguments _single;

    private SkillArguments(LocalArguments single, IReadOnlyList<string> args) => (_single, Args) = (single, args);

    public string Skill => _single.Text("skill");

    public string File => _single.Text("file");

    public string Hash => _single.Text("hash");

    public int Seconds => _single.Number("timeoutSeconds", SkillTools.DefaultSeconds);

    /// <summary>Handed over one by one; no shell reads them.</summary>
    public IReadOnlyList<string> Args { get; }

    /// <exception cref="ToolException">They are not what the tool takes.</exception>
    public static SkillArguments Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(
                json,
                new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 }
            );
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"The arguments of {SkillTools.Run.Name} must be a JSON object.");
            }

            var args = document.RootElement.TryGetProperty(ListName, out var list) ? Texts(list) : [];
            var single = document
                .RootElement.EnumerateObject()
                .Where(p => p.Name != ListName)
                .ToDictionary(p => p.Name, p => p.Value);
            return new SkillArguments(LocalArguments.Parse(SkillTools.Run, Json(single)), args);
        }
        catch (JsonException malformed)
        {
            throw new ToolException($"The arguments of {SkillTools.Run.Name} are no valid JSON.", malformed);
        }
    }

    /// <summary>Every scalar with its role.</summary>
    public IEnumerable<CallValue> Values() =>
        _single
            .Values()
            .Concat(
                Args.Select((text, i) => (text, i))
                    .Where(a => a.text.Length > 0)
                    .Select(a => new CallValue($"/{ListName}/{a.i}", ValueRole.Content, ValueForm.Text, a.text)
                    {
                        Optional = true,
                    })
            );

    private static List<string> Texts(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MaxArguments)
        {
            throw new ToolException($"'{ListName}' must be a list of at most {MaxArguments} texts.");
        }

        return list.EnumerateArray().Select(Text).ToList();
    }

    private static string Text(JsonElement item)
    {
        try
        {
            return
                item.ValueKind == JsonValueKind.String
                && item.GetString() is { Length: <= MaxLength } text
                && !text.Contains('\0', StringComparison.Ordinal)
                ? text
                : throw new ToolException($"Each of '{ListName}' must be a text of at most {MaxLength} characters.");
        }
        catch (InvalidOperationException half)
        {
            throw new ToolException($"One of '{ListName}' is no text.", half);
        }
    }

    private static string Json(Dictionary<string, JsonElement> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
