using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <summary>A request as it came, and its parameters in any of the four ways of "Making requests": query, urlencoded, JSON, multipart.</summary>
public sealed record TelegramRequest(
    string Verb,
    string Target,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
)
{
    /// <summary>The path, without the query.</summary>
    public string Path => Uri.UnescapeDataString(Target.Split('?')[0]);

    /// <summary>The parameters by name; those that are JSON are read as it.</summary>
    internal Dictionary<string, JsonNode?> Fields { get; private init; } = [];

    /// <summary>The files of a multipart body, by the name of their part.</summary>
    internal Dictionary<string, (string Name, byte[] Content)> Files { get; private init; } = [];

    /// <summary>With its parameters read.</summary>
    /// <exception cref="TelegramError">The body is none of the four.</exception>
    internal TelegramRequest Read()
    {
        var fields = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        var files = new Dictionary<string, (string, byte[])>(StringComparer.Ordinal);
        if (Target.Split('?', 2) is [_, var query])
        {
            AddForm(query, fields);
        }

        var type = Headers.GetValueOrDefault("Content-Type", "");
        if (type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            AddJson(fields);
        }
        else if (type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            AddForm(Encoding.UTF8.GetString(Body), fields);
        }
        else if (type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            AddParts(type[(type.IndexOf("boundary=", StringComparison.Ordinal) + 9)..].Trim('"'), fields, files);
        }
        else if (Body.Length > 0)
        {
            throw new TelegramError(400, "Bad Request: content type is not supported");
        }

        return this with
        {
            Fields = fields,
            Files = files,
        };
    }

    private void AddJson(Dictionary<string, JsonNode?> fields)
    {
        try
        {
            foreach (var (name, value) in JsonNode.Parse(Body)!.AsObject())
            {
                fields[name] = value?.DeepClone();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new TelegramError(400, "Bad Request: can't parse request JSON object");
        }
    }

    private static void AddForm(string form, Dictionary<string, JsonNode?> fields)
    {
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, v) : (pair, "");
            fields[WebUtility.UrlDecode(name)] = Loose(WebUtility.UrlDecode(value));
        }
    }

    private void AddParts(
        string boundary,
        Dictionary<string, JsonNode?> fields,
        Dictionary<string, (string, byte[])> files
    )
    {
        // Latin-1 keeps every byte, so that text can be searched and cut as if it were bytes.
        var all = Encoding.Latin1.GetString(Body).Split($"--{boundary}");
        foreach (var part in all[1..^1])
        {
            var at = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var head = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(part[..at]));
            var content = Encoding.Latin1.GetBytes(part[(at + 4)..^2]);
            var name = Parameter(head, "name") ?? throw new TelegramError(400, "Bad Request: a part has no name");
            if (Parameter(head, "filename") is { } file)
            {
                files[name] = (file, content);
            }
            else
            {
                fields[name] = Loose(Encoding.UTF8.GetString(content));
            }
        }
    }

    private static string? Parameter(string head, string name)
    {
        var at = head.IndexOf($" {name}=", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = head[(at + name.Length + 2)..];
        return rest[0] == '"' ? rest[1..rest.IndexOf('"', 1)] : rest.Split(';', '\r')[0];
    }

    // Outside JSON all values are text; objects and lists are "JSON-serialized". A text that looks like one is none: TelegramFields decides.
    private static JsonValue Loose(string value) => JsonValue.Create(value);
}

/// <summary>A refusal as "Making requests" has it.</summary>
internal sealed class TelegramError(int code, string description, JsonObject? parameters = null)
    : Exception(description)
{
    public int Code => code;

    public JsonObject? Parameters => parameters;
}
