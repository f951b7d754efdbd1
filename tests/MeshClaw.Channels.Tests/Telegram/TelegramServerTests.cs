using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshClaw.Testing;
using MeshClaw.Testing.Telegram;

namespace MeshClaw.Channels.Tests.Telegram;

/// <summary>
/// The fake itself against what <see href="https://core.telegram.org/bots/api"/> says, without our client. Sentences in quotes are the documentation's.
/// </summary>
public sealed class TelegramServerTests : IAsyncDisposable
{
    private readonly TelegramPlatform _telegram = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TelegramServer Server => _telegram.Server;

    // "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/getMe"
    [Fact]
    public async Task The_documented_address_works_and_another_token_or_method_does_not()
    {
        Assert.Equal("123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", Server.Token);
        var me = (await GetAsync("getMe"))["result"]!;
        Assert.Equal((123456, true), (me["id"]!.GetValue<int>(), me["is_bot"]!.GetValue<bool>()));
        Assert.Equal("mesh_test_bot", me["username"]!.GetValue<string>());

        await RefusedAsync("getNothing", 404, "Not Found");
        Server.Revoke();
        using var revoked = await _http.GetAsync(
            new Uri(Server.Root, "/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/getMe"),
            Token
        );
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);
    }

    // "We support four ways of passing parameters": query, urlencoded, JSON, multipart.
    [Fact]
    public async Task Parameters_are_read_in_all_four_ways()
    {
        await GetAsync("sendMessage?chat_id=1001&text=a%20b");
        using var form = new FormUrlEncodedContent([new("chat_id", "1001"), new("text", "c & d")]);
        await PostAsync("sendMessage", form);
        await PostAsync("sendMessage", Json("""{"chat_id":1001,"text":"e 👋"}"""));
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("1001"), "chat_id" },
            { new StringContent("f"), "text" },
        };
        await PostAsync("sendMessage", parts);

        Assert.Equal(["a b", "c & d", "e 👋", "f"], Server.PostsIn(_telegram.Ana).Select(p => p.Text));
    }

    // "An update is considered confirmed as soon as getUpdates is called with an offset higher than its update_id."
    // "The negative offset can be specified to retrieve updates starting from -offset update from the end … All previous updates will be forgotten."
    [Fact]
    public async Task Updates_stay_until_they_are_confirmed()
    {
        Server.Put(JsonNode.Parse(Updates.Documented)!.AsObject());
        for (var i = 0; i < 3; i++)
        {
            Server.Say(_telegram.Ana, 1001, new TelegramSaying($"{i}"));
        }

        Assert.Equal((long[])[10000, 75641301], await IdsAsync("getUpdates?limit=2"));
        Assert.Equal((long[])[10000], await IdsAsync("getUpdates?limit=1"));
        Assert.Equal((long[])[75641301, 75641302, 75641303], await IdsAsync("getUpdates?offset=10001"));
        Assert.Equal((long[])[75641303], await IdsAsync("getUpdates?offset=-1"));
        Assert.Equal((long[])[75641303], await IdsAsync("getUpdates"));
        Assert.Empty(await IdsAsync("getUpdates?offset=75641304"));
    }

    // Update, Message, User, Chat of "Available types": what is required, and the integers that they are.
    [Fact]
    public async Task An_update_has_what_the_types_require()
    {
        Server.Say(_telegram.Ana, 1001, new TelegramSaying("/start"));

        var update = (await GetAsync("getUpdates"))["result"]![0]!;
        var message = update["message"]!;
        var documented = JsonNode.Parse(Updates.Documented)!;

        Assert.Equal(documented.AsObject().Select(f => f.Key), update.AsObject().Select(f => f.Key));
        Assert.Empty(
            documented["message"]!.AsObject().Select(f => f.Key).Except(message.AsObject().Select(f => f.Key))
        );
        foreach (
            var number in (JsonNode?[])
                [message["message_id"], message["date"], message["chat"]!["id"], message["from"]!["id"]]
        )
        {
            Assert.Equal(JsonValueKind.Number, number!.GetValueKind());
        }

        Assert.Equal("private", message["chat"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_long_poll_waits_until_something_comes_and_a_second_one_ends_it()
    {
        var first = _http.GetAsync(At("getUpdates?timeout=50"), Token);
        await Eventually.HoldsAsync(() => Server.IsPolled);
        var second = IdsAsync("getUpdates?timeout=50");
        using var ended = await first;
        Server.Say(_telegram.Ana, 1001, new TelegramSaying("hello"));

        Assert.Equal(HttpStatusCode.Conflict, ended.StatusCode);
        Assert.Single(await second);
    }

    // "allowed_updates": "For example, specify ["message", "edited_channel_post", "callback_query"] to only receive updates of these types."
    [Fact]
    public async Task Only_what_is_asked_for_comes()
    {
        await GetAsync("""getUpdates?allowed_updates=["edited_channel_post","callback_query"]""");
        Server.Say(_telegram.Ana, 1001, new TelegramSaying("hello"));

        Assert.Empty(await IdsAsync("getUpdates"));
    }

    [Theory]
    [InlineData("sendMessage", """{"text":"a"}""", "chat_id is empty")]
    [InlineData("sendMessage", """{"chat_id":7,"text":"a"}""", "chat not found")]
    [InlineData("sendMessage", """{"chat_id":1001}""", "message text is empty")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":"4097"}""", "message is too long")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":7}""", "must be of type String")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":"a","txet":"b"}""", "unknown parameter")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":"<b>a","parse_mode":"HTML"}""", "can't parse entities")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":"a.b","parse_mode":"MarkdownV2"}""", "can't parse entities")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":"a","parse_mode":"BBCode"}""", "unsupported parse_mode")]
    [InlineData("sendMessage", """{"chat_id":1001,"text":"a","message_thread_id":7}""", "message thread not found")]
    [InlineData(
        "sendMessage",
        """{"chat_id":1001,"text":"a","reply_parameters":{"message_id":7}}""",
        "message to be replied not found"
    )]
    [InlineData(
        "sendMessage",
        """{"chat_id":1001,"text":"a","entities":[{"type":"bold","offset":0,"length":9}]}""",
        "can't parse MessageEntity"
    )]
    [InlineData(
        "sendMessage",
        """{"chat_id":1001,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"b","callback_data":""}]]}}""",
        "BUTTON_DATA_INVALID"
    )]
    [InlineData(
        "sendMessage",
        """{"chat_id":1001,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"b"}]]}}""",
        "text buttons are unallowed"
    )]
    [InlineData("editMessageText", """{"chat_id":1001,"message_id":7,"text":"a"}""", "message to edit not found")]
    [InlineData("sendChatAction", """{"chat_id":1001,"action":"dancing"}""", "wrong parameter action")]
    [InlineData("answerCallbackQuery", """{"callback_query_id":"7"}""", "query is too old")]
    [InlineData("getFile", """{"file_id":"7"}""", "invalid file_id")]
    [InlineData("getUpdates", """{"limit":101}""", "limit")]
    [InlineData("setWebhook", """{"url":"http://example.org"}""", "An HTTPS URL must be provided")]
    [InlineData("setWebhook", """{"url":"https://example.org","secret_token":"a b"}""", "unallowed characters")]
    [InlineData("sendDocument", """{"chat_id":1001}""", "there is no document")]
    public async Task What_the_documentation_forbids_is_refused(string method, string call, string why)
    {
        var body = call.Replace("4097", new string('x', 4097), StringComparison.Ordinal);

        await RefusedAsync(method, 400, $"Bad Request: {why}", body);
    }

    [Fact]
    public async Task Who_blocked_the_bot_and_who_writes_too_much_get_their_own_refusals()
    {
        Server.LimitNext("sendMessage", 7);
        var limited = await RefusedAsync(
            "sendMessage",
            429,
            "Too Many Requests: retry after 7",
            """{"chat_id":1001,"text":"a"}"""
        );
        Assert.Equal(7, limited["parameters"]!["retry_after"]!.GetValue<int>());
        _telegram.Ana.IsBlocked = true;
        await RefusedAsync(
            "sendMessage",
            403,
            "Forbidden: bot was blocked by the user",
            """{"chat_id":1001,"text":"a"}"""
        );
    }

    // "You can use … https://api.telegram.org/file/bot<token>/<file_path>"; "Send photos: … multipart/form-data".
    [Fact]
    public async Task A_photo_is_sent_in_parts_and_is_got_by_its_path()
    {
        byte[] content = [0xff, 0xd8, 13, 10, 13, 10, 45, 45];
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("1001"), "chat_id" },
            { new ByteArrayContent(content), "photo", "a.jpg" },
        };
        var sent = await PostAsync("sendPhoto", parts);
        var id = sent["result"]!["photo"]![0]!["file_id"]!.GetValue<string>();
        var path = (await GetAsync($"getFile?file_id={id}"))["result"]!["file_path"]!.GetValue<string>();

        Assert.Equal(
            content,
            await _http.GetByteArrayAsync(new Uri(Server.Root, $"/file/bot{Server.Token}/{path}"), Token)
        );
    }

    // getUpdates: "This method will not work if an outgoing webhook is set up."
    [Fact]
    public async Task While_a_webhook_is_set_nothing_is_told_otherwise()
    {
        await GetAsync("setWebhook?url=https://example.org/hook");
        await RefusedAsync("getUpdates", 409, "Conflict: can't use getUpdates method while webhook is active");
        Assert.Equal(
            "https://example.org/hook",
            (await GetAsync("getWebhookInfo"))["result"]!["url"]!.GetValue<string>()
        );
        await GetAsync("deleteWebhook");
        Assert.Empty(await IdsAsync("getUpdates"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _telegram.DisposeAsync();
    }

    private Uri At(string call) => new(Server.Root, $"/bot{Server.Token}/{call}");

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task<JsonNode> GetAsync(string call) =>
        (await _http.GetFromJsonAsync<JsonNode>(At(call), Token)) ?? throw new InvalidOperationException("null");

    private async Task<JsonNode> PostAsync(string method, HttpContent content)
    {
        using var answer = await _http.PostAsync(At(method), content, Token);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(Token))!; // It has a body.
    }

    private async Task<long[]> IdsAsync(string call) =>
        [.. (await GetAsync(call))["result"]!.AsArray().Select(u => u!["update_id"]!.GetValue<long>())];

    private async Task<JsonNode> RefusedAsync(string method, int code, string description, string? body = null)
    {
        using var content = Json(body ?? "{}");
        using var answer = await _http.PostAsync(At(method), content, Token);
        var refusal = (await answer.Content.ReadFromJsonAsync<JsonNode>(Token))!; // It has a body.
        Assert.Equal((code, code), ((int)answer.StatusCode, refusal["error_code"]!.GetValue<int>()));
        Assert.False(refusal["ok"]!.GetValue<bool>());
        Assert.StartsWith(
            description[..Math.Min(12, description.Length)],
            refusal["description"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            description.Replace("Bad Request: ", "", StringComparison.Ordinal),
            refusal["description"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        return refusal;
    }
}
