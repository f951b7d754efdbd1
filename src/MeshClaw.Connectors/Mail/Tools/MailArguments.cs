using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Tools;

namespace MeshClaw.Connectors.Mail.Tools;

/// <summary>A call's arguments, checked against its tool's parameters: an unknown, missing or ill-typed one is refused.</summary>
internal sealed class MailArguments
{
    private readonly Dictionary<string, object> _values;

    private MailArguments(MailTool tool, Dictionary<string, object> values) => (Tool, _values) = (tool, values);

    /// <summary>The tool that they are for.</summary>
    public MailTool Tool { get; }

    /// <summary>The message that <c>folder</c>, <c>id</c> and <c>version</c> name.</summary>
    public MailLocation Location => new(Text("folder", MailFolderName.Inbox), Text("id"), Text("version"));

    /// <exception cref="ToolException">They are no strict JSON object, or not what the tool takes.</exception>
    public static MailArguments Parse(MailTool tool, string arguments)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(arguments, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException failure)
        {
            throw new ToolException($"The arguments of {tool.Name} are not valid JSON.", failure);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new ToolException($"{tool.Name} takes a JSON object. {Takes(tool)}");
            }

            var values = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                var parameter =
                    tool.Parameters.FirstOrDefault(p => p.Name == member.Name)
                    ?? throw new ToolException($"{tool.Name} has no argument '{member.Name}'. {Takes(tool)}");
                if (parameter.Required || member.Value.ValueKind != JsonValueKind.Null)
                {
                    values.Add(member.Name, new Reader(tool, parameter).Read(member.Value));
                }
            }

            var missing = tool.Parameters.FirstOrDefault(p => p.Required && !values.ContainsKey(p.Name));
            return missing is null
                ? new MailArguments(tool, values)
                : throw new ToolException($"{tool.Name} needs the argument '{missing.Name}'. {Takes(tool)}");
        }
    }

    /// <summary>Whether it was given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A text, several lines or a folder's name; what stands for it where it was left out.</summary>
    public string Text(string name, string otherwise = "") => Value(name, otherwise);

    /// <summary>A moment; null where it was left out.</summary>
    public DateTimeOffset? Time(string name) => _values.TryGetValue(name, out var value) ? (DateTimeOffset)value : null;

    /// <summary>A number.</summary>
    public int Number(string name, int otherwise) => Value(name, otherwise);

    /// <summary>True where it was given as true.</summary>
    public bool Switch(string name) => Value(name, false);

    /// <summary>A list of texts; empty where it was left out.</summary>
    public ImmutableArray<string> Texts(string name) => Value(name, ImmutableArray<string>.Empty);

    /// <summary>Files; none where they were left out.</summary>
    public ImmutableArray<AttachedFile> Files(string name) => Value(name, ImmutableArray<AttachedFile>.Empty);

    /// <summary>Marks; none where they were left out.</summary>
    public MailFlags Flags(string name) => Value(name, MailFlags.None);

    private T Value<T>(string name, T otherwise) => _values.TryGetValue(name, out var value) ? (T)value : otherwise;

    private static string Takes(MailTool tool) =>
        tool.Parameters.IsEmpty
            ? $"{tool.Name} takes no arguments."
            : $"{tool.Name} takes: {string.Join(", ", tool.Parameters.Select(p => p.Required ? p.Name : p.Name + "?"))}.";

    /// <summary>Reads one argument.</summary>
    private readonly struct Reader(MailTool tool, MailParameter parameter)
    {
        public object Read(JsonElement value) =>
            parameter.Kind switch
            {
                MailParameterKind.Text => Line(value),
                MailParameterKind.Lines => Lines(value),
                MailParameterKind.Folder => MailFolderName.Parse(Line(value), parameter.Name),
                MailParameterKind.Time => Time(value),
                MailParameterKind.Number => Number(value),
                MailParameterKind.Switch => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? value.GetBoolean()
                    : throw Wrong(value, "true or false"),
                MailParameterKind.Texts => List(value, $"a list of at most {parameter.Max} texts", Line),
                MailParameterKind.Flags => Flags(value),
                MailParameterKind.Files => List(value, $"a list of at most {parameter.Max} files", File),
            };

        private string Line(JsonElement value)
        {
            var max = parameter.Kind == MailParameterKind.Texts ? 500 : parameter.Max;
            return Text(value) is { } text && text.Length <= max && !text.Any(char.IsControl)
                ? text
                : throw Wrong(value, $"a string of at most {max} characters without control characters");
        }

        private string Lines(JsonElement value) =>
            Text(value) is { } text
            && text.Length <= parameter.Max
            && !text.Any(static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                ? text
                : throw Wrong(
                    value,
                    $"a text of at most {parameter.Max} characters without control characters but line ends and tabs"
                );

        private DateTimeOffset Time(JsonElement value) =>
            Text(value) is { } text
            && text.Contains('T', StringComparison.Ordinal)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time)
                ? time
                : throw Wrong(value, "a time with its offset, such as 2026-11-27T17:00:00+01:00");

        private int Number(JsonElement value) =>
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number)
            && number >= 1
            && number <= parameter.Max
                ? number
                : throw Wrong(value, $"a whole number from 1 to {parameter.Max}");

        private MailFlags Flags(JsonElement value)
        {
            var self = this;
            var allowed = "a list of marks (" + string.Join(", ", MailFlagNames.All) + ")";
            return List(value, allowed, item => MailFlagNames.Parse(self.Text(item)) ?? throw self.Wrong(item, allowed))
                .Aggregate(MailFlags.None, (all, one) => all | one);
        }

        private AttachedFile File(JsonElement value)
        {
            const string Wanted = "files, each {\"path\": NAME, \"sha256\": 64 hexadecimal digits or left out}";
            if (
                value.ValueKind != JsonValueKind.Object
                || value.EnumerateObject().Any(m => !AttachedFile.Members.Contains(m.Name))
                || !value.TryGetProperty("path", out var path)
                || Text(path) is not { Length: > 0 and <= 255 } name
                || name.Any(char.IsControl)
            )
            {
                throw Wrong(value, Wanted);
            }

            var hash = value.TryGetProperty("sha256", out var given) ? Text(given)?.ToLowerInvariant() : "";
            return hash is "" || (hash is { Length: 64 } && hash.All(char.IsAsciiHexDigitLower))
                ? new AttachedFile(name, hash)
                : throw Wrong(value, Wanted);
        }

        private ImmutableArray<T> List<T>(JsonElement value, string wanted, Func<JsonElement, T> read) =>
            value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= parameter.Max
                ? [.. value.EnumerateArray().Select(read)]
                : throw Wrong(value, wanted);

        /// <summary>Null where it is no string.</summary>
        private string? Text(JsonElement value)
        {
            try
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            }
            catch (InvalidOperationException failure)
            {
                throw new ToolException($"The argument '{parameter.Name}' of {tool.Name} is not valid text.", failure);
            }
        }

        private ToolException Wrong(JsonElement value, string wanted)
        {
            var got = value.GetRawText();
            got = got.Length > 60 ? string.Concat(got.AsSpan(0, 60), "…") : got;
            return new ToolException($"The argument '{parameter.Name}' of {tool.Name} must be {wanted}, not {got}.");
        }
    }
}
