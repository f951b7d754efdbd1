using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshClaw.Testing.WhatsApp;

/// <content>Files: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media</content>
public sealed partial class WhatsAppServer
{
    private static readonly Dictionary<string, int> s_limits = new(StringComparer.Ordinal)
    {
        ["image/jpeg"] = 5 << 20,
        ["image/png"] = 5 << 20,
        ["text/plain"] = 100 << 20,
        ["application/pdf"] = 100 << 20,
        ["application/msword"] = 100 << 20,
        ["application/vnd.ms-excel"] = 100 << 20,
        ["application/vnd.ms-powerpoint"] = 100 << 20,
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = 100 << 20,
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = 100 << 20,
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = 100 << 20,
        ["audio/ogg"] = 16 << 20,
        ["audio/mpeg"] = 16 << 20,
        ["video/mp4"] = 16 << 20,
    };

    private readonly Dictionary<string, (string Type, byte[] Content)> _media = new(StringComparer.Ordinal);
    private long _lastMedia = 1013859600285441;

    /// <summary>Another hash than that of the file is announced: it was changed on its way.</summary>
    public bool AnnouncesOtherHash { get; set; }

    /// <summary>Where a file is said to be; null for here.</summary>
    public string? FileUrl { get; set; }

    private string Keep(string type, byte[] content)
    {
        var id = (++_lastMedia).ToString(CultureInfo.InvariantCulture);
        _media[id] = (type, content);
        return id;
    }

    private WireAnswer Upload(WireRequest request)
    {
        var parts = Multipart(request);
        if (parts.GetValueOrDefault("messaging_product") is not { } product || Text(product) != "whatsapp")
        {
            throw new WhatsAppRefusal(WhatsAppError.Invalid("(#100) The parameter messaging_product is required."));
        }

        if (parts.GetValueOrDefault("file") is not { } file || parts.GetValueOrDefault("type") is not { } type)
        {
            throw new WhatsAppRefusal(WhatsAppError.Invalid("(#100) The parameters file and type are required."));
        }

        // "Param file must be a file with one of the following types".
        if (!s_limits.TryGetValue(Text(type), out var limit) || file.Type != Text(type) || file.Name is null)
        {
            throw new WhatsAppRefusal(
                WhatsAppError.Invalid($"Param file must be a file with one of the supported types, not {file.Type}.")
            );
        }

        return file.Content.Length > limit
            ? throw new WhatsAppRefusal(new(131053, "Media upload error", "File size is too large."))
            : WireAnswer.Json(200, new JsonObject { ["id"] = Keep(Text(type), file.Content) });

        static string Text(Part part) => Encoding.UTF8.GetString(part.Content);
    }

    private WireAnswer Media(string id, string query)
    {
        // phone_number_id: "this operation will only be processed if the ID matches".
        if (!_media.TryGetValue(id, out var media) || query is not ("" or $"phone_number_id={NumberId}"))
        {
            throw new WhatsAppRefusal(
                WhatsAppError.Invalid($"Unsupported get request. Object with ID '{id}' does not exist.")
            );
        }

        var hashed = AnnouncesOtherHash ? [0] : media.Content;
        return WireAnswer.Json(
            200,
            new JsonObject
            {
                ["messaging_product"] = "whatsapp",
                ["url"] = FileUrl ?? $"{Root}files/{id}",
                ["mime_type"] = media.Type,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(hashed)),
                ["file_size"] = media.Content.Length,
                ["id"] = id,
            }
        );
    }

    private WireAnswer Download(string id) =>
        _media.TryGetValue(id, out var media)
            ? new WireAnswer(200, media.Type, media.Content)
            : new WireAnswer(404, "text/plain", []);

    private static Dictionary<string, Part> Multipart(WireRequest request)
    {
        var boundary = Boundary().Match(request.Headers.GetValueOrDefault("Content-Type", ""));
        if (!boundary.Success)
        {
            throw new WhatsAppRefusal(WhatsAppError.Invalid("The request is no multipart/form-data."));
        }

        var parts = new Dictionary<string, Part>(StringComparer.Ordinal);
        var body = Encoding.Latin1.GetString(request.Body);
        foreach (var raw in body.Split($"--{boundary.Groups[1].Value}").Skip(1).SkipLast(1))
        {
            var end = raw.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            var head = raw[..end];
            var content = Encoding.Latin1.GetBytes(raw[(end + 4)..^2]);
            parts[FieldName().Match(head).Groups[1].Value] = new Part(
                FileName().Match(head) is { Success: true } name ? name.Groups[1].Value : null,
                ContentType().Match(head).Groups[1].Value.Trim(),
                content
            );
        }

        return parts;
    }

    private sealed record Part(string? Name, string Type, byte[] Content);

    [GeneratedRegex("^multipart/form-data; ?boundary=\"?([^\"]+)\"?$")]
    private static partial Regex Boundary();

    [GeneratedRegex("(?<!file)name=\"?([a-z_]+)\"?")]
    private static partial Regex FieldName();

    [GeneratedRegex("filename=\"?([^\";\r\n]+)\"?")]
    private static partial Regex FileName();

    [GeneratedRegex("Content-Type: ([^\r\n]+)")]
    private static partial Regex ContentType();
}
