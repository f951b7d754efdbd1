using System.Text.Json;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Flow;
using ModelContextProtocol.Protocol;

namespace MeshClaw.Connectors.Mcp;

/// <summary>
/// What a server answered, as the guard and a model see it: all of it is somebody else's words, from outside the owner's systems. What is no
/// text is said, not shown; what is too long is cut, and said to be.
/// </summary>
internal static class McpResults
{
    /// <summary>One record with everything.</summary>
    public static Observation Of(ConnectionName connection, string tool, CallToolResult result)
    {
        var fields = new List<SeenField>();
        var left = McpLimits.Result;
        if (result.IsError == true)
        {
            fields.Add(Field("state", FieldKind.Value, "The server says that it failed.", Origin.OwnSystem));
        }

        foreach (var block in result.Content ?? [])
        {
            var (name, text) = Text(block);
            if (Take(text, ref left) is { Length: > 0 } kept)
            {
                fields.Add(Field(name, FieldKind.Prose, kept, Origin.ThirdParty));
            }
        }

        if (result.StructuredContent is { } structured && !IsRepeated(structured, result))
        {
            fields.Add(Field("data", FieldKind.Prose, Take(Canonical(structured), ref left), Origin.ThirdParty));
        }

        if (left <= 0)
        {
            fields.Add(
                Field(
                    "cut",
                    FieldKind.Value,
                    $"The rest, after {McpLimits.Result} characters, is left out.",
                    Origin.OwnSystem
                )
            );
        }

        if (fields.Count == 0)
        {
            fields.Add(Field("state", FieldKind.Value, "The server answered with nothing.", Origin.ThirdParty));
        }

        return new Observation
        {
            Records = [new SeenRecord([$"{connection}/{tool}"], null, [.. fields])],
            Outside = true,
        };
    }

    private static SeenField Field(string name, FieldKind kind, string text, Origin origin) =>
        new(name, kind, text, new Label(origin, Sensitivity.Private));

    private static (string Name, string Text) Text(ContentBlock block) =>
        block switch
        {
            TextContentBlock text => ("text", text.Text ?? ""),
            ImageContentBlock image => ("image", Said("an image", image.MimeType, image.Data.Length)),
            AudioContentBlock audio => ("audio", Said("sound", audio.MimeType, audio.Data.Length)),
            ResourceLinkBlock link => ("link", $"{link.Name} {link.Uri} {link.Description}".Trim()),
            EmbeddedResourceBlock { Resource: TextResourceContents text } => ("resource", $"{text.Uri}\n{text.Text}"),
            EmbeddedResourceBlock { Resource: BlobResourceContents blob } => (
                "resource",
                $"{blob.Uri} {Said("bytes", blob.MimeType, blob.Blob.Length)}"
            ),
            _ => ("other", $"[content of the kind {block.Type}]"),
        };

    private static string Said(string what, string? type, int length) => $"[{what}, {type}, {length} bytes in base64]";

    private static string Take(string text, ref int left)
    {
        var kept = text.Length <= left ? text : text[..Math.Max(0, left)];
        left -= text.Length;
        return kept;
    }

    // Servers repeat structured content as text for older clients.
    private static bool IsRepeated(JsonElement structured, CallToolResult result) =>
        result.Content is [TextContentBlock only]
        && TryCanonical(only.Text) is { } same
        && same == Canonical(structured);

    private static string Canonical(JsonElement element)
    {
        try
        {
            return CanonicalJson.Of(element);
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText();
        }
    }

    private static string? TryCanonical(string? text)
    {
        try
        {
            return text is null ? null : CanonicalJson.Of(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
