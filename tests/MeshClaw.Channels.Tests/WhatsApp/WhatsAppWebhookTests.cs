using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Channels.Tests.Contract;
using MeshClaw.Channels.WhatsApp;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.WhatsApp;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.WhatsApp;

/// <summary>What is refused, and what of a webhook reaches the inbox.</summary>
public sealed class WhatsAppWebhookTests : IAsyncDisposable
{
    private readonly HeldInbox _inbox = new();
    private readonly WhatsAppPlatform _platform;
    private readonly WhatsAppChannel _channel;

    public WhatsAppWebhookTests()
    {
        _platform = new WhatsAppPlatform(_inbox);
        _channel = _platform.NewChannel(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), template: null);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WhatsAppServer Server => _platform.Server;

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _platform.DisposeAsync();
    }

    [Fact]
    public async Task A_call_without_a_signature_is_refused()
    {
        var call = WhatsAppServer.WithSignature(Text("stop")) with { Headers = new Dictionary<string, string>() };

        Assert.Equal(401, await AnswerAsync(call));
    }

    [Fact]
    public async Task A_signature_with_another_secret_is_refused() =>
        Assert.Equal(401, await AnswerAsync(WhatsAppServer.WithSignature(Text("stop"), new string('f', 32))));

    [Fact]
    public async Task The_signature_of_another_body_is_refused() =>
        Assert.Equal(401, await AnswerAsync(WhatsAppServer.WithSignature(Text("hello")) with { Body = Text("stop") }));

    [Theory]
    [InlineData("sha1=0123")]
    [InlineData("sha256=")]
    [InlineData("sha256=zz")]
    [InlineData("")]
    public async Task A_signature_of_another_form_is_refused(string signature)
    {
        var headers = new Dictionary<string, string> { ["X-Hub-Signature-256"] = signature };

        Assert.Equal(401, await AnswerAsync(WhatsAppServer.WithSignature(Text("stop")) with { Headers = headers }));
    }

    [Fact]
    public async Task Two_signatures_are_refused_though_one_is_right()
    {
        var call = WhatsAppServer.WithSignature(Text("stop"));
        var right = call.Headers["X-Hub-Signature-256"];
        var headers = new Dictionary<string, string> { ["X-Hub-Signature-256"] = $"{right},{right}" };

        Assert.Equal(401, await AnswerAsync(call with { Headers = headers }));
    }

    [Fact]
    public async Task Nothing_is_accepted_without_an_app_secret()
    {
        var parts = WhatsAppPlatform.PartsOf(null, TimeProvider.System) with { Secrets = _ => null };
        await using var channel = new WhatsAppChannel(parts);
        var call = WhatsAppServer.WithSignature(Text("stop"), "");

        var answer = await channel.ReceiveAsync(WhatsAppPlatform.Request(call), _inbox, Token);

        Assert.Equal(401, answer.Status);
        Assert.Empty(_inbox.Accepted);
    }

    [Fact]
    public async Task Another_phone_number_is_refused() =>
        Assert.Equal(
            403,
            await AnswerAsync(WhatsAppServer.WithSignature(WhatsAppServer.Body(Said("stop"), "999999999999999")))
        );

    [Fact]
    public async Task Of_a_batch_for_two_numbers_only_ours_is_taken()
    {
        var ours = JsonNode.Parse(WhatsAppServer.Body(Said("ours")))!.AsObject();
        var others = JsonNode.Parse(WhatsAppServer.Body(Said("theirs"), "999999999999999"))!.AsObject();
        ours["entry"]!.AsArray().Add(others["entry"]![0]!.DeepClone());

        await Server.PushAsync(Encoding.UTF8.GetBytes(ours.ToJsonString()));

        Assert.Equal("ours", Assert.Single(_inbox.Accepted).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("{\"object\":\"page\",\"entry\":[]}")]
    [InlineData("{\"object\":\"\\ud800\"}")]
    public async Task What_is_no_webhook_of_WhatsApp_is_refused_though_it_is_signed(string body) =>
        Assert.Equal(400, await AnswerAsync(WhatsAppServer.WithSignature(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public async Task Nesting_without_end_is_refused() =>
        Assert.Equal(
            400,
            await AnswerAsync(WhatsAppServer.WithSignature(Encoding.UTF8.GetBytes(new string('[', 100_000))))
        );

    [Fact]
    public async Task Other_fields_of_the_account_are_acknowledged_and_dropped()
    {
        var body = """
            {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[
              {"field":"account_update","value":{"event":"VERIFIED_ACCOUNT"}}]}]}
            """;

        Assert.Equal(200, await AnswerAsync(WhatsAppServer.WithSignature(Encoding.UTF8.GetBytes(body))));
    }

    [Fact]
    public async Task A_replay_has_the_same_ids()
    {
        await _platform.SayAsync(new Said("once"));
        await Server.AgainAsync();

        Assert.Equal(2, _inbox.Accepted.Count);
        Assert.Single(_inbox.Distinct);
    }

    [Fact]
    public async Task The_callback_is_verified_with_the_right_token_alone()
    {
        Assert.Equal((200, "1158201444"), await Server.VerifyAsync(WhatsAppServer.VerifyToken, "1158201444"));
        Assert.Equal((403, ""), await Server.VerifyAsync("another", "1158201444"));
        Assert.Equal((403, ""), await Server.VerifyAsync(WhatsAppServer.VerifyToken, "1", mode: "unsubscribe"));
        Assert.Equal((400, ""), await Server.VerifyAsync(WhatsAppServer.VerifyToken, "<script>"));
    }

    [Fact]
    public async Task A_thousand_messages_in_one_webhook_are_handed_over_at_once()
    {
        var counting = new CountingInbox();
        var all = Enumerable.Range(0, 1000).Select(i => Server.Inbound("16505551234", TextOf($"{i}"))).ToArray();
        var body = WhatsAppServer.Body(WhatsAppServer.Messages(all));

        await _channel.ReceiveAsync(WhatsAppPlatform.Request(WhatsAppServer.WithSignature(body)), counting, Token);

        Assert.Equal([1000], counting.Batches);
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_does_not_lose_its_neighbours()
    {
        var first = Server.Inbound("16505551234", TextOf("first"));
        var broken = Server.Inbound("16505551234", new JsonObject { ["type"] = "text", ["text"] = 7 });
        var noTime = Server.Inbound("16505551234", TextOf("when?"));
        noTime["timestamp"] = "soon";
        var last = Server.Inbound("16505551234", TextOf("last"));

        await Server.PushAsync(first, broken, noTime, last);

        Assert.Equal(["first", "last"], _inbox.Accepted.Select(d => d.Text));
    }

    [Theory]
    [InlineData("unsupported", """{"type":"poll_update"}""")]
    [InlineData("location", """{"latitude":37.48,"longitude":-122.14}""")]
    [InlineData("contacts", "[]")]
    [InlineData("a_type_of_next_year", "{}")]
    public async Task A_type_that_is_not_shown_arrives_as_an_empty_message(string type, string content)
    {
        await Server.PushAsync(
            Server.Inbound("16505551234", new JsonObject { ["type"] = type, [type] = JsonNode.Parse(content) })
        );

        var got = Assert.Single(_inbox.Accepted);
        Assert.Equal((DeliveryKind.Message, ""), (got.Kind, got.Text));
        Assert.Empty(got.Files);
    }

    [Theory]
    [InlineData("👍", 0)]
    [InlineData("🛑", 1)]
    public async Task Of_reactions_only_the_stop_sign_arrives(string emoji, int count)
    {
        var reaction = new JsonObject { ["message_id"] = "wamid.X", ["emoji"] = emoji };

        await Server.PushAsync(
            Server.Inbound("16505551234", new JsonObject { ["type"] = "reaction", ["reaction"] = reaction })
        );

        Assert.Equal(count, _inbox.Accepted.Count);
        Assert.All(_inbox.Accepted, d => Assert.Equal(("🛑", "wamid.X"), (d.Text, d.ReplyTo)));
    }

    [Fact]
    public async Task Groups_and_notes_of_the_system_are_not_messages_to_us()
    {
        var group = Server.Inbound("16505551234", TextOf("stop"));
        group["group_id"] = "HBgLMTY1";
        var system = new JsonObject
        {
            ["type"] = "system",
            ["system"] = new JsonObject { ["body"] = "NAME changed from 16505551234 to 12195555358" },
        };

        await Server.PushAsync(group, Server.Inbound("16505551234", system));

        Assert.Empty(_inbox.Accepted);
    }

    [Fact]
    public async Task Who_hides_their_number_is_known_by_their_id_for_this_business()
    {
        var message = Server.Inbound("16505551234", TextOf("hello"));
        message.Remove("from");
        message["from_user_id"] = "US.13491208655302741918";

        await Server.PushAsync(message);

        var got = Assert.Single(_inbox.Accepted);
        Assert.Equal(("US.13491208655302741918", "US.13491208655302741918"), (got.Sender, got.Place.Chat));
        Server.OpenWindow(got.Place.Chat);
        await _channel.SendAsync(
            new Outbound
            {
                Key = "t/1",
                Place = got.Place,
                Text = "hello",
            },
            Token
        );
        Assert.Equal("US.13491208655302741918", (string?)Server.Sent[^1].Json["recipient"]);
    }

    [Fact]
    public async Task A_sound_is_a_file_to_fetch()
    {
        var sound = Server.InboundFile("audio/ogg; codecs=opus", [1, 2, 3]);

        await Server.PushAsync(Server.Inbound("16505551234", new JsonObject { ["type"] = "audio", ["audio"] = sound }));

        var file = Assert.Single(Assert.Single(_inbox.Accepted).Files);
        Assert.Equal(("audio.ogg", "audio/ogg"), (file.Name, file.MediaType));
        Assert.Equal([1, 2, 3], await _channel.ReadFileAsync(file, 10, Token));
    }

    private async Task<int> AnswerAsync(WhatsAppCall call)
    {
        var answer = await _channel.ReceiveAsync(WhatsAppPlatform.Request(call), _inbox, Token);
        Assert.Empty(_inbox.Accepted);
        Assert.Empty(_inbox.Receipts);
        return answer.Status;
    }

    private byte[] Text(string text) => WhatsAppServer.Body(Said(text));

    private JsonObject Said(string text) => WhatsAppServer.Messages(Server.Inbound("16505551234", TextOf(text)));

    private static JsonObject TextOf(string text) =>
        new()
        {
            ["type"] = "text",
            ["text"] = new JsonObject { ["body"] = text },
        };

    private sealed class CountingInbox : IChannelInbox
    {
        public List<int> Batches { get; } = [];

        public Task AcceptAsync(
            ChannelName channel,
            IReadOnlyList<Delivery> deliveries,
            string? cursor,
            CancellationToken cancellationToken
        )
        {
            Batches.Add(deliveries.Count);
            return Task.CompletedTask;
        }

        public Task AcceptReceiptAsync(ChannelName channel, ChannelReceipt receipt, CancellationToken token) =>
            Task.CompletedTask;

        public Task<string?> ReadCursorAsync(ChannelName channel, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(null);

        public void Tell(ChannelName channel, string? trouble) { }
    }
}
