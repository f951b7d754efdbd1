using System.Globalization;
using System.Text.Json;
using MeshClaw.Connectors.Chat.Labels;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Chat.Tools;

/// <summary>The arguments of a call, checked against what its tool takes.</summary>
internal sealed class ChatArguments
{
    private readonly Dictionary<string, JsonElement> _given = new(StringComparer.Ordinal);
    private readonly ChatTool _tool;

    private ChatArguments(ChatTool tool) => _tool = tool;

    /// <exception cref="ToolException">They are no strict JSON object, miss something, or have what the tool does not know.</exception>
    public static ChatArguments Parse(ChatTool tool, string arguments)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(
                arguments,
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            root = document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new ToolException($"The arguments of {tool.Name} are not valid JSON.", failure);
        }

        var takes = tool.Parameters.IsEmpty ? "nothing" : string.Join(", ", tool.Parameters.Select(p => p.Name));
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ToolException($"{tool.Name} takes a JSON object with {takes}.");
        }

        var parsed = new ChatArguments(tool);
        foreach (var member in root.EnumerateObject().Where(m => m.Value.ValueKind != JsonValueKind.Null))
        {
            var parameter =
                tool.Parameters.FirstOrDefault(p => p.Name == member.Name)
                ?? throw new ToolException($"{tool.Name} takes {takes}, and no '{Cut(member.Name)}'.");
            Check(tool, parameter, member.Value);
            parsed._given.Add(member.Name, member.Value);
        }

        return tool.Parameters.FirstOrDefault(p => p.Required && !parsed._given.ContainsKey(p.Name)) is { } missing
            ? throw new ToolException($"{tool.Name} needs '{missing.Name}': {missing.Description}")
            : parsed;
    }

    /// <summary>A text; null where it was left out.</summary>
    public string? Text(string name) => _given.TryGetValue(name, out var value) ? value.GetString() : null;

    /// <summary>A text that the tool requires.</summary>
    public string Need(string name) =>
        Text(name) ?? throw new InvalidOperationException($"{_tool.Name} does not require '{name}'.");

    /// <summary>A number.</summary>
    public int Number(string name, int otherwise) =>
        _given.TryGetValue(name, out var value) ? value.GetInt32() : otherwise;

    /// <summary>True where it was given as true.</summary>
    public bool Switch(string name) => _given.TryGetValue(name, out var value) && value.GetBoolean();

    /// <summary>A moment that the tool requires.</summary>
    public DateTimeOffset Time(string name) => ReadTime(Need(name)) ?? throw new InvalidOperationException("Checked.");

    /// <summary>Every scalar with its role.</summary>
    /// <param name="messages">The kind of record that the message is; null where the call is about none.</param>
    public IEnumerable<CallValue> Values(string? messages) =>
        _given
            .Where(m => m.Value.ValueKind != JsonValueKind.String || m.Value.GetString() is { Length: > 0 })
            .Select(m => new CallValue($"/{m.Key}", RoleOf(m.Key), FormOf(m.Value), TextOf(m.Value))
            {
                Optional = !_tool.Parameters.First(p => p.Name == m.Key).Required,
                Kinds = m.Key switch
                {
                    "message" or "thread" when messages is not null => [messages],
                    "channel" => [ChatKinds.Channel],
                    _ => [],
                },
            });

    // In what is about one message, the channel is part of what its id means, and the message's kind holds it.
    private ValueRole RoleOf(string name) =>
        name switch
        {
            "message" or "id" or "thread" or "draft" when _tool.Effect.Class != EffectClass.Read => ValueRole.Target,
            "channel" when _tool.Effect.Traits.HasFlag(EffectTraits.Sends) => ValueRole.Destination,
            "text" => ValueRole.Content,
            _ => ValueRole.Parameter,
        };

    private static ValueForm FormOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => ValueForm.Text,
            JsonValueKind.Number => ValueForm.Number,
            _ => ValueForm.Boolean,
        };

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(); // It is a string.

    private static void Check(ChatTool tool, ChatParameter parameter, JsonElement value)
    {
        var wanted = parameter.Kind switch
        {
            ChatParameterKind.Line when !parameter.Allowed.IsEmpty => Says(value) is { } word
            && parameter.Allowed.Contains(word)
                ? null
                : $"one of {string.Join(", ", parameter.Allowed)}",
            ChatParameterKind.Line => Says(value) is { } line
            && line.Length <= parameter.Max
            && !line.Any(char.IsControl)
                ? null
                : $"a text of one line and at most {parameter.Max} characters",
            ChatParameterKind.Lines => Says(value) is { } text
            && text.Length <= parameter.Max
            && !text.Any(static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                ? null
                : $"a text of at most {parameter.Max} characters",
            ChatParameterKind.Time => Says(value) is { } time && ReadTime(time) is not null
                ? null
                : "a time with its offset, such as 2026-11-27T17:00:00+01:00",
            ChatParameterKind.Number => value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number)
            && number >= 1
            && number <= parameter.Max
                ? null
                : $"a whole number from 1 to {parameter.Max}",
            ChatParameterKind.Switch => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? null
                : "true or false",
        };
        if (wanted is not null)
        {
            throw new ToolException($"The argument '{parameter.Name}' of {tool.Name} must be {wanted}.");
        }
    }

    /// <summary>Null where it is no text, or an empty one.</summary>
    private static string? Says(JsonElement value)
    {
        try
        {
            return
                value.ValueKind == JsonValueKind.String
                && value.GetString() is { } text
                && !string.IsNullOrWhiteSpace(text)
                ? text
                : null;
        }
        catch (InvalidOperationException) // Half a surrogate pair.
        {
            return null;
        }
    }

    private static DateTimeOffset? ReadTime(string text) =>
        text.IndexOf('T', StringComparison.Ordinal) is > 0 and var t
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > t)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
            ? time
            : null;

    private static string Cut(string name) => name.Length <= 40 ? name : $"{name.AsSpan(0, 40)}…";
}
