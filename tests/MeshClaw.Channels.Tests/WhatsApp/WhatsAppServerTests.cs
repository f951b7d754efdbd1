using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshClaw.Testing.WhatsApp;
using Microsoft.Extensions.Time.Testing;

namespace MeshClaw.Channels.Tests.WhatsApp;

/// <summary>
/// That the fake is like the platform: what follows the documentation's examples is taken, and what it forbids is refused with its codes. Pages are below
/// https://developers.facebook.com/documentation/business-messaging/whatsapp/.
/// </summary>
public sealed class WhatsAppServerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly WhatsAppServer _server = new();
    private readonly HttpClient _http = new();

    public WhatsAppServerTests()
    {
        _server.Time = _time;
        _server.OpenWindow("16505551234");
        _server.OpenWindow("+16505551234");
        _http.DefaultRequestHeaders.Authorization = new("Bearer", WhatsAppServer.AccessToken);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    // After messages/text-messages.
    [InlineData(
        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"+16505551234","type":"text","text":{"preview_url":true,"body":"As requested, here's the link to our latest product: https://www.meta.com/quest/quest-3/"}}"""
    )]
    // After messages/contextual-replies.
    [InlineData(
        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"+16505551234","context":{"message_id":"wamid.HBgLMTY0NjcwNDM1OTUVAgASGBQzQTdCNTg5RjY1MEMyRjlGMjRGNgA="},"type":"text","text":{"body":"You're welcome, Pablo!"}}"""
    )]
    // After messages/interactive-reply-buttons-messages.
    [InlineData(
        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"+16505551234","type":"interactive","interactive":{"type":"button","body":{"text":"Hi Pablo! Your gardening workshop is scheduled for 9am tomorrow. Use the buttons if you need to reschedule. Thank you!"},"footer":{"text":"Lucky Shrub: Your gateway to succulents!"},"action":{"buttons":[{"type":"reply","reply":{"id":"change-button","title":"Change"}},{"type":"reply","reply":{"id":"cancel-button","title":"Cancel"}}]}}}"""
    )]
    // After messages/interactive-list-messages.
    [InlineData(
        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"+16505551234","type":"interactive","interactive":{"type":"list","header":{"type":"text","text":"Choose Shipping Option"},"body":{"text":"Which shipping option do you prefer?"},"footer":{"text":"Lucky Shrub"},"action":{"button":"Shipping Options","sections":[{"title":"I want it ASAP!","rows":[{"id":"priority_express","title":"Priority Mail Express","description":"Next Day to 2 Days"}]}]}}}"""
    )]
    // After messages/reaction-messages.
    [InlineData(
        """{"messaging_product":"whatsapp","recipient_type":"individual","to":"+16505551234","type":"reaction","reaction":{"message_id":"wamid.HBgLMTY0NjcwNDM1OTUVAgASGBQzQTdCNTg5RjY1MEMyRjlGMjRGNgA=","emoji":"\uD83D\uDE00"}}"""
    )]
    public async Task What_follows_the_examples_of_the_documentation_is_taken(string body)
    {
        var (status, answer) = await PostAsync(body);

        Assert.Equal(200, status);
        Assert.Equal("whatsapp", (string?)answer["messaging_product"]);
        Assert.Equal("+16505551234", (string?)answer["contacts"]![0]!["input"]);
        Assert.StartsWith("wamid.", (string?)answer["messages"]![0]!["id"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"to":"16505551234","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"Pablo","type":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"16505551234","type":"text","text":{"body":""}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"16505551234","type":"text","text":{"bdy":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"16505551234","typ":"text","text":{"body":"x"}}""", 100)]
    [InlineData("""{"messaging_product":"whatsapp","to":"16505551234","type":"hologram"}""", 131051)]
    [InlineData("""{"messaging_product":"whatsapp","to":"16505551234","type":"document","document":{"id":"1"}}""", 100)]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"16505551234","type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[]}}}""",
        100
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"16505551234","type":"interactive","interactive":{"type":"button","body":{"text":"x"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"a title of over twenty"}}]}}}""",
        100
    )]
    [InlineData(
        """{"messaging_product":"whatsapp","to":"16505551234","type":"template","template":{"name":"none","language":{"code":"en_US"}}}""",
        132001
    )]
    [InlineData("""{"messaging_product":"whatsapp","to":"19175550000","type":"text","text":{"body":"x"}}""", 131047)]
    [InlineData("""{"messaging_product":"whatsapp","status":"read","message_id":"wamid.unknown"}""", 131009)]
    [InlineData("no json", 100)]
    public async Task What_the_documentation_forbids_is_refused_with_its_code(string body, int code)
    {
        var (status, answer) = await PostAsync(body);

        Assert.Equal((400, code), (status, (int)answer["error"]!["code"]!));
        Assert.Equal("whatsapp", (string?)answer["error"]!["error_data"]!["messaging_product"]);
        Assert.NotNull(answer["error"]!["error_data"]!["details"]);
        Assert.NotNull(answer["error"]!["fbtrace_id"]);
    }

    [Fact]
    public async Task A_text_has_4096_characters_at_most()
    {
        Assert.Equal(200, (await PostAsync(TextOf(new string('x', 4096)))).Status);
        Assert.Equal(400, (await PostAsync(TextOf(new string('x', 4097)))).Status);
    }

    [Fact]
    public async Task The_window_is_open_for_24_hours_after_each_message_of_the_person()
    {
        _time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(200, (await PostAsync(TextOf("x"))).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(400, (await PostAsync(TextOf("x"))).Status);
        _server.Inbound("16505551234", new JsonObject { ["type"] = "text" });
        Assert.Equal(200, (await PostAsync(TextOf("x"))).Status);
    }

    [Fact]
    public async Task A_parameter_of_a_template_is_one_line_without_runs_of_spaces()
    {
        _server.Templates["news:en_US"] = "News: {{1}}";

        Assert.Equal(200, (await PostAsync(TemplateOf("four    spaces"))).Status);
        foreach (var wrong in (string[])["two\\nlines", "a\\ttab", "five     spaces"])
        {
            Assert.Equal(100, (int)(await PostAsync(TemplateOf(wrong))).Answer["error"]!["code"]!);
        }

        Assert.Equal(132000, (int)(await PostAsync(TemplateOf(""))).Answer["error"]!["code"]!);
        var long_ = await PostAsync(TemplateOf(new string('x', 1024)));
        Assert.Equal(132005, (int)long_.Answer["error"]!["code"]!);
    }

    [Fact]
    public async Task Another_token_is_refused()
    {
        _http.DefaultRequestHeaders.Authorization = new("Bearer", "another");

        var (status, answer) = await PostAsync(TextOf("x"));

        Assert.Equal((401, 190), (status, (int)answer["error"]!["code"]!));
    }

    // business-phone-numbers/media: upload, retrieve the URL, download with the token.
    [Fact]
    public async Task A_file_is_uploaded_found_and_downloaded()
    {
        using var file = new ByteArrayContent([1, 2, 3]);
        file.Headers.ContentType = MediaTypeHeaderValue.Parse("application/pdf");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whatsapp"), "messaging_product" },
            { new StringContent("application/pdf"), "type" },
            { file, "file", "plan.pdf" },
        };
        using var uploaded = await _http.PostAsync(At($"{WhatsAppServer.NumberId}/media"), form, Token);
        var id = (string?)JsonNode.Parse(await uploaded.Content.ReadAsStringAsync(Token))!["id"];
        var about = JsonNode.Parse(await _http.GetStringAsync(At($"{id}"), Token))!;

        Assert.Equal(["file_size", "id", "messaging_product", "mime_type", "sha256", "url"], Keys(about));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])), (string?)about["sha256"]);
        Assert.Equal([1, 2, 3], await _http.GetByteArrayAsync(new Uri((string)about["url"]!), Token));
        using var other = await _http.GetAsync(At($"{id}?phone_number_id=1"), Token);
        Assert.Equal(400, (int)other.StatusCode);
    }

    [Fact]
    public async Task A_number_tells_the_fields_that_were_asked()
    {
        var number = JsonNode.Parse(
            await _http.GetStringAsync(At($"{WhatsAppServer.NumberId}?fields=id,verified_name"), Token)
        )!;
        using var unknown = await _http.GetAsync(At($"{WhatsAppServer.NumberId}?fields=colour"), Token);

        Assert.Equal(["id", "verified_name"], Keys(number));
        Assert.Equal(400, (int)unknown.StatusCode);
    }

    // webhooks/create-webhook-endpoint and graph-api/webhooks: the same payload until the answer is 200, signed over its bytes.
    [Fact]
    public async Task A_webhook_is_signed_and_comes_again_until_it_is_answered_200()
    {
        var heard = new List<WhatsAppCall>();
        _server.Callback = (call, _) =>
        {
            heard.Add(call);
            return Task.FromResult((heard.Count < 3 ? 500 : 200, ""));
        };
        await _server.PushAsync(
            _server.Inbound(
                "16505551234",
                new JsonObject
                {
                    ["type"] = "text",
                    ["text"] = new JsonObject { ["body"] = "äöå" },
                }
            )
        );

        Assert.Equal((3, 1), (heard.Count, _server.Acknowledged));
        Assert.All(heard, c => Assert.Equal(heard[0].Body, c.Body));
        // "a signature using an escaped unicode version of the payload, with lowercase hex digits": äöå is \u00e4\u00f6\u00e5.
        Assert.Contains(
            "\\u00e4\\u00f6\\u00e5",
            Encoding.ASCII.GetString(heard[0].Body).ToLowerInvariant(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            "sha256="
                + Convert.ToHexStringLower(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes(WhatsAppServer.AppSecret), heard[0].Body)
                ),
            heard[0].Headers["X-Hub-Signature-256"]
        );
    }

    private async Task<(int Status, JsonNode Answer)> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(At($"{WhatsAppServer.NumberId}/messages"), content, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!);
    }

    private Uri At(string path) => new(_server.Root, $"v26.0/{path}");

    private static string[] Keys(JsonNode node) =>
        [.. node.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)];

    private static string TextOf(string text) =>
        $$$"""{"messaging_product":"whatsapp","to":"16505551234","type":"text","text":{"body":"{{{text}}}"}}""";

    private static string TemplateOf(string text) =>
        $$$"""
            {"messaging_product":"whatsapp","to":"16505551234","type":"template","template":{"name":"news",
            "language":{"code":"en_US"},"components":[{"type":"body","parameters":[{"type":"text","text":"{{{text}}}"}]}]}}
            """;
}
