using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.WhatsApp;

/// <summary>A call that the platform makes.</summary>
public sealed record WhatsAppCall(
    string Method,
    IReadOnlyDictionary<string, string> Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body
);

/// <content>Webhooks: https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint</content>
public sealed partial class WhatsAppServer
{
    public const string AppSecret = "0123456789abcdef0123456789abcdef";
    public const string VerifyToken = "meatyhamhock";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<WhatsAppMessage> _failed = new();
    private TaskCompletionSource _mended = Done();
    private WhatsAppCall? _last;
    private int _acknowledged;

    /// <summary>Where webhooks go; gives the status and the body of the answer.</summary>
    public Func<WhatsAppCall, CancellationToken, Task<(int Status, string Body)>>? Callback { get; set; }

    /// <summary>How many webhooks were answered 200.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Messages that were accepted and failed afterwards; see <see cref="FailsLater"/>.</summary>
    public IReadOnlyList<WhatsAppMessage> Failed => [.. _failed];

    /// <summary>The verification of the callback's URL; returns the answer.</summary>
    public Task<(int Status, string Body)> VerifyAsync(string token, string challenge, string mode = "subscribe") =>
        Callback!(
            new WhatsAppCall(
                "GET",
                new Dictionary<string, string>
                {
                    ["hub.mode"] = mode,
                    ["hub.verify_token"] = token,
                    ["hub.challenge"] = challenge,
                },
                new Dictionary<string, string>(),
                []
            ),
            _end.Token
        );

    /// <summary>What a person sends: the message's own members, such as <c>type</c> and <c>text</c>. Opens the window.</summary>
    public JsonObject Inbound(string person, JsonObject content, DateTimeOffset? at = null)
    {
        lock (_gate)
        {
            var id = NewId(person);
            _inbound.Add(id);
            var sent = at ?? Time.GetUtcNow();
            _lastFrom[person] = sent;
            content["from"] = person;
            content["id"] = id;
            content["timestamp"] = sent.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            return content;
        }
    }

    /// <summary>A file of a person, as a message holds it.</summary>
    public JsonObject InboundFile(string mediaType, byte[] content)
    {
        lock (_gate)
        {
            return new JsonObject
            {
                ["mime_type"] = mediaType,
                ["sha256"] = Convert.ToBase64String(SHA256.HashData(content)),
                ["id"] = Keep(mediaType, content),
            };
        }
    }

    /// <summary>A press of a button, as a message holds it.</summary>
    public JsonObject InboundPress(string message, string title)
    {
        var sent = Sent.Single(m => m.Id == message);
        var (id, _) = sent.Buttons.Single(b => b.Title == title);
        return new JsonObject
        {
            ["type"] = "interactive",
            ["context"] = new JsonObject { ["from"] = Digits(), ["id"] = message },
            ["interactive"] = new JsonObject
            {
                ["type"] = "button_reply",
                ["button_reply"] = new JsonObject { ["id"] = id, ["title"] = title },
            },
        };
    }

    /// <summary>Pushes messages of people in one webhook, until it is answered 200.</summary>
    public Task PushAsync(params JsonObject[] messages) => PushAsync(Body(Messages(messages)));

    /// <summary>Pushes what became of a message.</summary>
    public Task PushStatusAsync(WhatsAppMessage message, string status, WhatsAppError? error = null) =>
        PushAsync(Body(new JsonObject { ["statuses"] = new JsonArray(Status(message, status, error)) }));

    /// <summary>Pushes a body, until it is answered 200: "we will retry with decreasing frequency until the request succeeds".</summary>
    public async Task PushAsync(byte[] body)
    {
        _last = WithSignature(body);
        await RetryAsync(_last);
    }

    /// <summary>Pushes the last once more.</summary>
    public Task AgainAsync() => RetryAsync(_last!);

    /// <summary>The body of a webhook with that value.</summary>
    public static byte[] Body(JsonObject value, string number = NumberId)
    {
        value["messaging_product"] = "whatsapp";
        value["metadata"] = new JsonObject { ["display_phone_number"] = Digits(), ["phone_number_id"] = number };
        var change = new JsonObject { ["value"] = value, ["field"] = "messages" };
        var entry = new JsonObject { ["id"] = AccountId, ["changes"] = new JsonArray(change) };
        var root = new JsonObject { ["object"] = "whatsapp_business_account", ["entry"] = new JsonArray(entry) };
        // Characters beyond ASCII are escaped, as Meta does: the signature is over these bytes.
        return JsonSerializer.SerializeToUtf8Bytes<JsonNode>(root);
    }

    /// <summary>The value with messages and who sent them.</summary>
    public static JsonObject Messages(params JsonObject[] messages) =>
        new()
        {
            ["contacts"] = new JsonArray([
                .. messages
                    .Select(m => (string?)m["from"])
                    .Distinct()
                    .Select(from => new JsonObject
                    {
                        ["profile"] = new JsonObject { ["name"] = "Sheena Nelson" },
                        ["wa_id"] = from,
                    }),
            ]),
            ["messages"] = new JsonArray([.. messages]),
        };

    /// <summary>A body with its right signature.</summary>
    public static WhatsAppCall WithSignature(byte[] body, string secret = AppSecret) =>
        new(
            "POST",
            new Dictionary<string, string>(),
            new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json",
                ["X-Hub-Signature-256"] =
                    "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)),
            },
            body
        );

    // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
    private JsonObject Status(WhatsAppMessage message, string status, WhatsAppError? error)
    {
        var json = new JsonObject
        {
            ["id"] = message.Id,
            ["status"] = status,
            ["timestamp"] = Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["recipient_id"] = message.To,
        };
        if (message.Data is { } data)
        {
            json["biz_opaque_callback_data"] = data;
        }

        if (error is not null)
        {
            json["errors"] = new JsonArray(error.HookJson());
        }

        return json;
    }

    // For seven days, says the documentation; a test that is refused for so long has failed.
    private async Task RetryAsync(WhatsAppCall call)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await _mended.Task;
            _end.Token.ThrowIfCancellationRequested();
            if ((await Callback!(call, _end.Token)).Status == 200)
            {
                Interlocked.Increment(ref _acknowledged);
                return;
            }

            if (TimeProvider.System.GetElapsedTime(began) > s_patience)
            {
                throw new TimeoutException("The webhook was not answered 200.");
            }

            await Task.Yield();
        }
    }

    private static string Digits() => string.Concat(DisplayNumber.Where(char.IsAsciiDigit));

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
