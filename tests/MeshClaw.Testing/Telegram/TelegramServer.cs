using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Testing.Telegram;

/// <summary>
/// The Bot API as <see href="https://core.telegram.org/bots/api"/> documents it, for one bot, with the state that the real one has: chats, messages, updates
/// that are not confirmed. What it does not know it refuses. Its words for refusals are those of Telegram's published server
/// (<see href="https://github.com/tdlib/telegram-bot-api"/>).
/// </summary>
public sealed partial class TelegramServer : IAsyncDisposable
{
    /// <summary>The bot's number: the first part of its token.</summary>
    public const long BotId = 123456;

    /// <summary>Its username.</summary>
    public const string Username = "mesh_test_bot";

    private readonly Lock _lock = new();
    private readonly TelegramWire _wire;
    private readonly Dictionary<long, TelegramChat> _chats = [];
    private readonly Dictionary<string, (string Path, byte[] Content)> _files = [];
    private readonly ConcurrentQueue<(string Method, TelegramError Error)> _refusals = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private bool _isNonsense;
    private long _clock = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private int _lastMessage = 100;
    private int _lastFile;

    /// <summary>Starts.</summary>
    public TelegramServer() => _wire = new TelegramWire(AnswerAsync);

    /// <summary>Where it listens.</summary>
    public Uri Root => new($"http://127.0.0.1:{_wire.Port}");

    /// <summary>The token that is good now.</summary>
    public string Token { get; private set; } = $"{BotId}:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";

    /// <summary>The methods that were called, in order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>The owner asks BotFather for another token.</summary>
    public void Revoke() => Token = $"{BotId}:DEF-ABC1234ghIkl-zyx57W2v1u123ew22";

    /// <summary>From now on everything is answered <c>200 {}</c>.</summary>
    public void TalkNonsense() => _isNonsense = true;

    /// <summary>The next call of a method is refused.</summary>
    /// <param name="method">Its name; <c>send</c> for whatever sends.</param>
    /// <param name="code">error_code.</param>
    /// <param name="description">description.</param>
    /// <param name="parameters">ResponseParameters.</param>
    public void RefuseNext(string method, int code, string description, JsonObject? parameters = null) =>
        _refusals.Enqueue((method, new TelegramError(code, description, parameters)));

    /// <summary>The next call of a method is refused for the number of calls.</summary>
    public void LimitNext(string method, int seconds) =>
        RefuseNext(
            method,
            429,
            string.Create(CultureInfo.InvariantCulture, $"Too Many Requests: retry after {seconds}"),
            new JsonObject { ["retry_after"] = seconds }
        );

    /// <summary>The network is gone.</summary>
    public async Task BreakAsync()
    {
        IsBroken = true;
        await _wire.BreakAsync();
    }

    /// <summary>The network is back.</summary>
    public void Mend()
    {
        _wire.Mend();
        IsBroken = false;
        Wake();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Wake();
        await _wire.DisposeAsync();
        await _calling;
        _end.Dispose();
    }

    private async Task<TelegramReply> AnswerAsync(TelegramRequest request, CancellationToken gone)
    {
        try
        {
            if (_isNonsense)
            {
                return Json(200, []);
            }

            if (request.Path.StartsWith("/file/bot", StringComparison.Ordinal))
            {
                return Download(request.Path["/file/bot".Length..]);
            }

            var result = await CallAsync(request, gone);
            return Json(200, new JsonObject { ["ok"] = true, ["result"] = result });
        }
        catch (TelegramError e)
        {
            var body = new JsonObject
            {
                ["ok"] = false,
                ["error_code"] = e.Code,
                ["description"] = e.Message,
            };
            if (e.Parameters is { } parameters)
            {
                body["parameters"] = parameters.DeepClone();
            }

            return Json(e.Code, body);
        }
    }

    private async Task<JsonNode?> CallAsync(TelegramRequest request, CancellationToken gone)
    {
        // "https://api.telegram.org/bot<token>/METHOD_NAME"; "We support GET and POST HTTP methods"; names are case-insensitive.
        if (
            request.Path.Split('/') is not ["", var bot, var name]
            || !bot.StartsWith("bot", StringComparison.Ordinal)
            || request.Verb is not ("GET" or "POST")
        )
        {
            throw new TelegramError(404, "Not Found");
        }

        if (bot[3..] != Token)
        {
            throw new TelegramError(401, "Unauthorized");
        }

        _calls.Enqueue(name);
        if (
            _refusals.TryPeek(out var next)
            && (next.Method == name || (next.Method == "send" && name.StartsWith("send", StringComparison.Ordinal)))
            && _refusals.TryDequeue(out next)
        )
        {
            throw next.Error;
        }

        var call = request.Read();
        if (name.Equals("getUpdates", StringComparison.OrdinalIgnoreCase))
        {
            return await GetUpdatesAsync(call, gone);
        }

        lock (_lock)
        {
            return Call(name, call);
        }
    }

    private JsonNode? Call(string name, TelegramRequest call) =>
        name.ToUpperInvariant() switch
        {
            "GETME" => GetMe(call),
            "SETWEBHOOK" => SetWebhook(call),
            "DELETEWEBHOOK" => DeleteWebhook(call),
            "GETWEBHOOKINFO" => GetWebhookInfo(call),
            "SENDMESSAGE" => SendMessage(call),
            "SENDDOCUMENT" => SendFile(call, "document", 50),
            "SENDPHOTO" => SendFile(call, "photo", 10),
            "EDITMESSAGETEXT" => EditMessage(call, "text", "entities", "link_preview_options"),
            "EDITMESSAGECAPTION" => EditMessage(call, "caption", "caption_entities", "show_caption_above_media"),
            "SENDCHATACTION" => SendChatAction(call),
            "ANSWERCALLBACKQUERY" => AnswerCallbackQuery(call),
            "GETFILE" => GetFile(call),
            _ => throw new TelegramError(404, "Not Found"),
        };

    private static JsonObject GetMe(TelegramRequest call)
    {
        _ = new TelegramFields(call);
        var me = Bot();
        me["can_join_groups"] = true;
        me["can_read_all_group_messages"] = true;
        me["supports_inline_queries"] = false;
        return me;
    }

    private static JsonObject Bot() =>
        new()
        {
            ["id"] = BotId,
            ["is_bot"] = true,
            ["first_name"] = "Mesh",
            ["username"] = Username,
        };

    private static TelegramReply Json(int status, JsonObject body) =>
        new(status, "application/json", Encoding.UTF8.GetBytes(body.ToJsonString()));
}
