using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshClaw.Testing.WhatsApp;

/// <summary>A message of the business as its person has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="To">Whose chat.</param>
/// <param name="Text">What it says, as shown.</param>
/// <param name="Buttons">Ids and titles, in order.</param>
/// <param name="ReplyTo">What it quotes.</param>
/// <param name="File">Its file's content.</param>
/// <param name="Data">Its <c>biz_opaque_callback_data</c>.</param>
/// <param name="Json">As it was sent.</param>
public sealed record WhatsAppMessage(
    string Id,
    string To,
    string Text,
    IReadOnlyList<(string Id, string Title)> Buttons,
    string? ReplyTo,
    byte[]? File,
    string? Data,
    JsonObject Json
);

/// <content>Messages: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages</content>
public sealed partial class WhatsAppServer
{
    private readonly List<WhatsAppMessage> _sent = [];
    private readonly Dictionary<string, DateTimeOffset> _lastFrom = new(StringComparer.Ordinal);
    private readonly HashSet<string> _blocked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inbound = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Approved templates, <c>name:language</c>, with their bodies: <c>Your agent says: {{1}}</c>.</summary>
    public Dictionary<string, string> Templates { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a message outside the window is accepted, and fails afterwards by a webhook, as the documentation allows too.</summary>
    public bool FailsLater { get; set; }

    /// <summary>How often it was shown that an answer is being written.</summary>
    public int Typing { get; private set; }

    /// <summary>What people have of the business, oldest first.</summary>
    public IReadOnlyList<WhatsAppMessage> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>That person wrote just now: the window is open.</summary>
    public void OpenWindow(string person)
    {
        lock (_gate)
        {
            _lastFrom[person] = Time.GetUtcNow();
        }
    }

    /// <summary>The person blocks the business.</summary>
    public void Block(string person)
    {
        lock (_gate)
        {
            _blocked.Add(person);
        }
    }

    private WireAnswer Messages(WireRequest request)
    {
        var json = WhatsAppRules.Parse(request);
        if (json["status"] is not null)
        {
            return MarkRead(json);
        }

        CheckLimit();
        var to = WhatsAppRules.CheckEnvelope(json);
        var type = (string?)json["type"] ?? "text";
        WhatsAppRules.CheckContent(json, type);
        var media = json[type]?["id"]?.GetValue<string>();
        if (media is not null && !_media.ContainsKey(media))
        {
            throw new WhatsAppRefusal(WhatsAppError.Invalid($"Media ID {media} does not exist."));
        }

        if (_blocked.Contains(to))
        {
            throw new WhatsAppRefusal(WhatsAppError.Undeliverable);
        }

        var id = NewId(to);
        var text = type == "template" ? Filled(json["template"]!.AsObject()) : WhatsAppRules.Words(json, type);
        var message = new WhatsAppMessage(
            id,
            to,
            WhatsAppScreen.Show(text),
            WhatsAppRules.Buttons(json),
            json["context"]?["message_id"]?.GetValue<string>(),
            media is null ? null : _media[media].Content,
            json["biz_opaque_callback_data"]?.GetValue<string>(),
            json
        );
        if (type != "template" && !IsOpen(to))
        {
            return FailsLater ? AcceptAndFail(message) : throw new WhatsAppRefusal(WhatsAppError.ReEngagement);
        }

        if (type != "reaction")
        {
            _sent.Add(message);
        }

        return Accepted(message);
    }

    private bool IsOpen(string person) =>
        _lastFrom.TryGetValue(person, out var last) && Time.GetUtcNow() - last <= TimeSpan.FromHours(24);

    private WireAnswer AcceptAndFail(WhatsAppMessage message)
    {
        _failed.Enqueue(message);
        return Accepted(message);
    }

    private static WireAnswer Accepted(WhatsAppMessage message) =>
        WireAnswer.Json(
            200,
            new JsonObject
            {
                ["messaging_product"] = "whatsapp",
                ["contacts"] = new JsonArray(
                    new JsonObject
                    {
                        ["input"] = message.To,
                        [message.Json["to"] is null ? "user_id" : "wa_id"] = message.To,
                    }
                ),
                ["messages"] = new JsonArray(new JsonObject { ["id"] = message.Id }),
            }
        );

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators
    private WireAnswer MarkRead(JsonObject json)
    {
        WhatsAppRules.Keys(json, "messaging_product", "status", "message_id", "typing_indicator");
        var isTyping = json["typing_indicator"] is { } typing && (string?)typing["type"] == "text";
        if ((string?)json["status"] != "read" || json["typing_indicator"] is not null && !isTyping)
        {
            throw new WhatsAppRefusal(WhatsAppError.Invalid("status must be read, typing_indicator.type text."));
        }

        if (!_inbound.Contains((string?)json["message_id"] ?? ""))
        {
            throw new WhatsAppRefusal(new(131009, "Parameter value is not valid", "message_id is not valid."));
        }

        Typing += isTyping ? 1 : 0;
        return WireAnswer.Json(200, new JsonObject { ["success"] = true });
    }

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/templates
    private string Filled(JsonObject template)
    {
        var name = (string?)template["name"];
        var language = (string?)template["language"]?["code"];
        if (!Templates.TryGetValue($"{name}:{language}", out var body))
        {
            throw new WhatsAppRefusal(
                WhatsAppError.Template(
                    132001,
                    "Template name does not exist in the translation",
                    $"template name ({name}) does not exist in {language}"
                )
            );
        }

        var parameters = template["components"]
            ?.AsArray()
            .Where(c => (string?)c!["type"] == "body")
            .SelectMany(c => c!["parameters"]!.AsArray())
            .Select(p => (string?)p!["text"] ?? "")
            .ToArray();
        if (parameters is not [{ Length: > 0 } only])
        {
            throw new WhatsAppRefusal(
                WhatsAppError.Template(
                    132000,
                    "Number of parameters does not match the expected number of params",
                    $"body: number of localizable_params ({parameters?.Length ?? 0}) does not match the expected number of params (1)"
                )
            );
        }

        if (Forbidden().IsMatch(only))
        {
            throw new WhatsAppRefusal(
                WhatsAppError.Invalid(
                    "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
                )
            );
        }

        var filled = body.Replace("{{1}}", only, StringComparison.Ordinal);
        return filled.Length > 1024
            ? throw new WhatsAppRefusal(
                WhatsAppError.Template(132005, "Template Hydrated Text Too Long", "Translated text too long")
            )
            : filled;
    }

    private string NewId(string person)
    {
        var raw = string.Create(CultureInfo.InvariantCulture, $"\u001d\u0018\u000b{person}\u0015\u0002\0{++_count:D8}");
        return "wamid." + Convert.ToBase64String(Encoding.Latin1.GetBytes(raw));
    }

    [GeneratedRegex(@"[\n\r\t]| {5}")]
    private static partial Regex Forbidden();
}
