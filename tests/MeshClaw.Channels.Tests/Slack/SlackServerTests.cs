using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Channels.Tests.Slack;

/// <summary>The Slack of the tests is checked against what the documentation cites, so that the channel's tests mean something.</summary>
public sealed class SlackServerTests : IAsyncLifetime
{
    private readonly SlackPlatform _platform = new();
    private readonly HttpClient _http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _platform.DisposeAsync();
    }

    // docs.slack.dev/reference/methods/auth.test
    [Fact]
    public async Task Auth_test_answers_as_documented() =>
        HasShapeOf(
            """
            {"ok":true,"url":"https://subarachnoid.slack.com/","team":"Subarachnoid Workspace","user":"bot","team_id":"T0G9PQBBK","user_id":"W23456789",
            "bot_id":"BZYBOTHED","is_enterprise_install":false}
            """,
            await FormAsync("auth.test")
        );

    // docs.slack.dev/reference/methods/chat.postMessage
    [Fact]
    public async Task Posting_answers_as_documented_to_forms_and_to_JSON()
    {
        const string Documented = """
            {"ok":true,"channel":"C123ABC456","ts":"1503435956.000247","message":{"text":"Here's a message for you","bot_id":"B123ABC456","type":"message",
            "ts":"1503435956.000247"}}
            """;
        var byForm = await FormAsync("chat.postMessage", ("channel", SlackPlatform.GroupChat), ("text", "Hello world"));
        HasShapeOf(Documented, byForm);
        HasShapeOf(
            Documented,
            await FormAsync(
                "chat.postMessage",
                ("channel", SlackPlatform.GroupChat),
                ("blocks", """[{"type": "section", "text": {"type": "plain_text", "text": "Hello world"}}]""")
            )
        );
        HasShapeOf(
            Documented,
            await JsonAsync(
                "chat.postMessage",
                new JsonObject { ["channel"] = SlackPlatform.GroupChat, ["text"] = "Hello" }
            )
        );
    }

    // docs.slack.dev/reference/methods/conversations.history and docs.slack.dev/messaging/message-metadata
    [Fact]
    public async Task History_answers_as_documented_with_metadata_only_where_it_is_asked_for()
    {
        await JsonAsync(
            "chat.postMessage",
            new JsonObject
            {
                ["channel"] = SlackPlatform.GroupChat,
                ["text"] = "A new customer record has been created.",
                ["metadata"] = new JsonObject
                {
                    ["event_type"] = "customer_created",
                    ["event_payload"] = new JsonObject { ["crm_id"] = "123456ABCD" },
                },
            }
        );
        _platform.Workspace.Type(SlackPlatform.GroupChat, SlackPlatform.Owner, "hi");
        (string, string) where = ("channel", SlackPlatform.GroupChat);
        var page = await FormAsync("conversations.history", where, ("limit", "1"), ("include_all_metadata", "true"));
        HasShapeOf(
            """
            {"ok":true,"messages":[{"type":"message","user":"U123ABC456","text":"I find you punny","ts":"1512085950.000216"}],"has_more":true,"pin_count":0,
            "response_metadata":{"next_cursor":"bmV4dF90czoxNTEyMDg1ODYxMDAwNTQz"}}
            """,
            page
        );
        (string, string) cursor = ("cursor", (string)page["response_metadata"]!["next_cursor"]!);
        var next = await FormAsync("conversations.history", where, cursor, ("include_all_metadata", "true"));
        Assert.Equal("customer_created", (string?)next["messages"]![0]!["metadata"]!["event_type"]);
        Assert.Null((await FormAsync("conversations.history", where, cursor))["messages"]![0]!["metadata"]);
    }

    [Fact]
    public async Task Refusals_are_answered_with_200_and_a_code()
    {
        (string, string) channel = ("channel", SlackPlatform.GroupChat);
        Assert.Equal("channel_not_found", Code(await FormAsync("chat.postMessage", ("channel", "C0"), ("text", "a"))));
        Assert.Equal("no_text", Code(await FormAsync("chat.postMessage", channel)));
        Assert.Equal("invalid_blocks_format", Code(await FormAsync("chat.postMessage", channel, ("blocks", "{"))));
        Assert.Equal(
            "invalid_blocks",
            Code(await FormAsync("chat.postMessage", channel, ("blocks", """[{"type":"no_such_block"}]""")))
        );
        Assert.Equal(
            "invalid_blocks",
            Code(await FormAsync("chat.postMessage", channel, ("blocks", Section(new string('x', 3001)))))
        );
        Assert.Equal(
            "invalid_metadata_format",
            Code(await FormAsync("chat.postMessage", channel, ("text", "a"), ("metadata", """{"event_type":"a"}""")))
        );
        Assert.Equal("message_not_found", Code(await FormAsync("chat.update", channel, ("ts", "1.2"), ("text", "a"))));
        var post = _platform.Workspace.Type(SlackPlatform.GroupChat, SlackPlatform.Owner, "hers");
        Assert.Equal(
            "cant_update_message",
            Code(await FormAsync("chat.update", channel, ("ts", post.Ts), ("text", "a")))
        );
        Assert.Equal("cant_delete_message", Code(await FormAsync("chat.delete", channel, ("ts", post.Ts))));
        Assert.Equal("thread_not_found", Code(await FormAsync("conversations.replies", channel, ("ts", "1.2"))));
        Assert.Equal("missing_scope", Code(await FormAsync("users.info", ("user", SlackPlatform.Owner))));
        Assert.Equal("not_allowed_token_type", Code(await FormAsync("apps.connections.open")));
        Assert.Equal("unknown_method", Code(await FormAsync("chat.shout")));
        // A method that reads does not see arguments in JSON.
        Assert.Equal(
            "channel_not_found",
            Code(await JsonAsync("conversations.history", new JsonObject { ["channel"] = SlackPlatform.GroupChat }))
        );
        var own = (string)(await FormAsync("chat.postMessage", channel, ("text", "mine")))["ts"]!;
        Assert.Equal(
            "msg_too_long",
            Code(await FormAsync("chat.update", channel, ("ts", own), ("text", new string('x', 4001))))
        );
        _platform.Workspace.Conversations[SlackPlatform.GroupChat].IsArchived = true;
        Assert.Equal("is_archived", Code(await FormAsync("chat.postMessage", channel, ("text", "a"))));
        _platform.Workspace.Conversations[SlackPlatform.GroupChat].Members.Remove(SlackPlatform.Bot);
        Assert.Equal("not_in_channel", Code(await FormAsync("chat.postMessage", channel, ("text", "a"))));
        _platform.Workspace.Tokens[SlackPlatform.BotToken].Refusal = "account_inactive";
        Assert.Equal("account_inactive", Code(await FormAsync("auth.test")));
        _http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal("not_authed", Code(await FormAsAsync("auth.test", null)));
        Assert.Equal("invalid_auth", Code(await FormAsAsync("auth.test", "xoxb-no")));
    }

    [Fact]
    public async Task Too_many_calls_are_429_with_how_long_to_wait()
    {
        _platform.Server.Limit("auth.test", 1, TimeSpan.FromSeconds(30));
        using var answer = await SendAsync("auth.test", SlackPlatform.BotToken, new FormUrlEncodedContent([]));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter?.Delta);
    }

    // docs.slack.dev/reference/methods/conversations.open, conversations.info, users.info, reactions.add
    [Fact]
    public async Task Other_methods_answer_as_documented()
    {
        _platform.Workspace.AddToken(
            SlackPlatform.BotToken,
            SlackPlatform.Bot,
            "im:write",
            "channels:read",
            "users:read",
            "reactions:write",
            "chat:write"
        );
        HasShapeOf(
            """{"ok":true,"no_op":true,"already_open":true,"channel":{"id":"D069C7QFK"}}""",
            await FormAsync("conversations.open", ("users", SlackPlatform.Owner))
        );
        HasShapeOf(
            """{"ok":true,"channel":{"id":"C012AB3CD","name":"general","is_channel":true,"is_group":false,"is_im":false,"is_archived":false,"is_member":true}}""",
            await FormAsync("conversations.info", ("channel", SlackPlatform.GroupChat))
        );
        HasShapeOf(
            """{"ok":true,"user":{"id":"W012A3CDE","team_id":"T012AB3C4","name":"spengler","deleted":false,"real_name":"Egon Spengler","is_bot":false}}""",
            await FormAsync("users.info", ("user", SlackPlatform.Owner))
        );
        var post = _platform.Workspace.Type(SlackPlatform.GroupChat, SlackPlatform.Owner, "well done");
        (string, string)[] reaction =
        [
            ("channel", SlackPlatform.GroupChat),
            ("timestamp", post.Ts),
            ("name", "thumbsup"),
        ];
        HasShapeOf("""{"ok":true}""", await FormAsync("reactions.add", reaction));
        Assert.Equal("already_reacted", Code(await FormAsync("reactions.add", reaction)));
    }

    // docs.slack.dev/apis/events-api/using-socket-mode
    [Fact]
    public async Task Socket_Mode_speaks_as_documented_and_delivers_again_what_is_not_acknowledged()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var platform = new SlackPlatform(time);
        using var first = await ConnectAsync(platform);
        HasShapeOf(
            """
            {"type":"hello","connection_info":{"app_id":"A1234"},"num_connections":1,"debug_info":{"host":"applink-1","started":"2020-10-11 12:12:12.120",
            "build_number":54,"approximate_connection_time":3600}}
            """,
            await ReceiveAsync(first)
        );
        platform.Workspace.Type(SlackPlatform.DirectChat, SlackPlatform.Owner, "hello");
        var envelope = await ReceiveAsync(first);
        HasShapeOf(
            """
            {"payload":{"token":"z","team_id":"T1","api_app_id":"A1","event":{"type":"message","channel":"D024BE91L","user":"U2147483697",
            "text":"Hello hello can you hear me?","ts":"1355517523.000005","event_ts":"1355517523.000005","channel_type":"im"},"type":"event_callback",
            "event_id":"Ev1","event_time":1355517523,"authorizations":[{"team_id":"T1","user_id":"U1","is_bot":true,"is_enterprise_install":false}],
            "is_ext_shared_channel":false},"envelope_id":"dbdd0ef3","type":"events_api","accepts_response_payload":false}
            """,
            envelope
        );
        using var second = await ConnectAsync(platform);
        Assert.Equal(2, (int?)(await ReceiveAsync(second))["num_connections"]);
        time.Advance(TimeSpan.FromSeconds(3));
        var again = await ReceiveAsync(second);

        Assert.Equal((1, "timeout"), ((int?)again["retry_attempt"], (string?)again["retry_reason"]));
        Assert.Equal((string?)envelope["payload"]!["event_id"], (string?)again["payload"]!["event_id"]);
        await second.SendAsync(
            Encoding.UTF8.GetBytes(new JsonObject { ["envelope_id"] = (string?)again["envelope_id"] }.ToJsonString()),
            WebSocketMessageType.Text,
            endOfMessage: true,
            Token
        );
        await MeshClaw.Testing.Eventually.HoldsAsync(() => platform.Server.Unacknowledged == 0);
        Assert.Single(platform.Server.Acknowledged);
    }

    [Fact]
    public async Task The_address_of_a_connection_serves_once()
    {
        var address = await AddressAsync(_platform);
        using var first = new ClientWebSocket();
        await first.ConnectAsync(address, Token);
        using var second = new ClientWebSocket();

        await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(address, Token));
    }

    private static string Section(string text) =>
        $$$"""[{"type":"section","text":{"type":"plain_text","text":"{{{text}}}"}}]""";

    private static string? Code(JsonObject answer) => (string?)answer["error"];

    // Each property of the documented example is there, of the same kind; there may be more.
    private static void HasShapeOf(string documented, JsonNode? actual, string at = "$") =>
        HasShapeOf(JsonNode.Parse(documented), actual, at);

    private static void HasShapeOf(JsonNode? documented, JsonNode? actual, string at)
    {
        Assert.True(
            documented?.GetValueKind() == actual?.GetValueKind() || IsBool(documented, actual),
            $"{at}: {actual?.ToJsonString()}"
        );
        if (documented is JsonObject named)
        {
            foreach (var (name, value) in named)
            {
                HasShapeOf(value, actual![name], $"{at}.{name}");
            }
        }
        else if (documented is JsonArray listed)
        {
            Assert.All(actual!.AsArray(), a => HasShapeOf(listed[0], a, $"{at}[]"));
        }
    }

    private static bool IsBool(JsonNode? one, JsonNode? other) =>
        one is JsonValue a && other is JsonValue b && a.TryGetValue<bool>(out _) && b.TryGetValue<bool>(out _);

    private static async Task<ClientWebSocket> ConnectAsync(SlackPlatform platform)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(await AddressAsync(platform), Token);
        return socket;
    }

    private static async Task<Uri> AddressAsync(SlackPlatform platform)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", SlackPlatform.AppToken);
        using var answer = await http.PostAsync(new Uri(platform.Server.Root, "apps.connections.open"), null, Token);
        return new Uri((string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!["url"]!);
    }

    private static async Task<JsonObject> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        var part = await socket.ReceiveAsync(buffer, Token);
        Assert.True(part.EndOfMessage);
        return JsonNode.Parse(buffer.AsSpan(0, part.Count))!.AsObject();
    }

    private Task<JsonObject> FormAsync(string method, params (string Name, string Value)[] arguments) =>
        FormAsAsync(method, SlackPlatform.BotToken, arguments);

    private async Task<JsonObject> FormAsAsync(
        string method,
        string? token,
        params (string Name, string Value)[] arguments
    )
    {
        using var content = new FormUrlEncodedContent(
            arguments.Select(a => new KeyValuePair<string, string>(a.Name, a.Value))
        );
        return await AnswerAsync(method, token, content);
    }

    private async Task<JsonObject> JsonAsync(string method, JsonObject arguments)
    {
        using var content = new StringContent(arguments.ToJsonString(), Encoding.UTF8, "application/json");
        return await AnswerAsync(method, SlackPlatform.BotToken, content);
    }

    private async Task<JsonObject> AnswerAsync(string method, string? token, HttpContent content)
    {
        using var answer = await SendAsync(method, token, content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!.AsObject();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string? token, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_platform.Server.Root, method));
        request.Content = content;
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, Token);
    }
}
