using System.Text.Json;

namespace MeshClaw.Connectors.Html;

/// <summary>The schema.org types that senders mark their mail up with.</summary>
internal static class SchemaOrg
{
    private const int MaxTypes = 20;
    private static readonly JsonDocumentOptions s_loose = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 32,
    };

    /// <summary>Adds the types of a JSON-LD script, at any depth; nothing where it is no JSON.</summary>
    public static void Read(string json, SortedSet<string> types)
    {
        try
        {
            using var document = JsonDocument.Parse(json, s_loose);
            Read(document.RootElement, types);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // A sender's broken markup says nothing.
        }
    }

    /// <summary>Adds the types of a microdata itemtype.</summary>
    public static void AddType(string itemtype, SortedSet<string> types)
    {
        foreach (var word in itemtype.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var name = word[(word.LastIndexOfAny(['/', '#', ':']) + 1)..];
            if (types.Count < MaxTypes && name.Length is > 0 and <= 60 && name.All(char.IsAsciiLetterOrDigit))
            {
                types.Add(name);
            }
        }
    }

    private static void Read(JsonElement element, SortedSet<string> types)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Read(item, types);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (member.Name == "@type")
                    {
                        ReadType(member.Value, types);
                    }
                    else
                    {
                        Read(member.Value, types);
                    }
                }

                break;
        }
    }

    private static void ReadType(JsonElement value, SortedSet<string> types)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                ReadType(item, types);
            }
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            AddType(value.GetString() ?? "", types);
        }
    }
}
