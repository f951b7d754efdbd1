using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MeshClaw.Channels.WhatsApp;
using MeshClaw.Testing.WhatsApp;

namespace MeshClaw.Channels.Tests.WhatsApp;

/// <summary>Bodies that are signed but not as documented.</summary>
public sealed class WhatsAppPayloadTests
{
    // The examples of the documentation, one of each kind:
    // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
    private static readonly string[] s_messages =
    [
        """{"from":"16505551234","id":"wamid.1","timestamp":"1749416383","type":"text","text":{"body":"Does it come in another color?"}}""",
        """{"from":"16505551234","id":"wamid.2","timestamp":"1744344496","type":"image","image":{"caption":"Taj Mahal","mime_type":"image/jpeg","sha256":"SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI=","id":"1003383421387256"}}""",
        """{"context":{"from":"15550783881","id":"wamid.0"},"from":"16505551234","id":"wamid.3","timestamp":"1714510003","type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"cancel-button","title":"Cancel"}}}""",
        """{"from":"16505551234","id":"wamid.4","timestamp":"1750090702","errors":[{"code":131051,"title":"Message type unknown"}],"type":"unsupported","unsupported":{"type":"edit"}}""",
    ];

    private static readonly Gen<string> s_junk = Gen.OneOf(
        Gen.Const("null"),
        Gen.Const("7"),
        Gen.Const("\"\""),
        Gen.Const("\"\\ud800\""),
        Gen.Const("[]"),
        Gen.Const("[{}]"),
        Gen.Const("{}"),
        Gen.Const("true"),
        Gen.Const("99999999999999999999999999"),
        Gen.Const("\"99999999999999999\"")
    );

    [Fact]
    public void The_examples_of_the_documentation_are_read()
    {
        var content = new WebhookReader(WhatsAppServer.NumberId).Read(Body(s_messages));

        Assert.NotNull(content);
        Assert.Equal((4, 0), (content.Deliveries.Length, content.Unreadable));
        Assert.Equal(["Does it come in another color?", "Taj Mahal", "", ""], content.Deliveries.Select(d => d.Text));
        Assert.Equal(("cancel-button", "wamid.0"), (content.Deliveries[2].Button, content.Deliveries[2].Message));
    }

    [Theory]
    [InlineData("forwarded", true)]
    [InlineData("frequently_forwarded", true)]
    [InlineData("something_else", false)]
    public void What_is_passed_on_is_told_apart(string flag, bool isForwarded)
    {
        var message =
            $$$"""{"context":{"{{{flag}}}":true},"from":"16505551234","id":"wamid.1","timestamp":"1749416383","type":"text","text":{"body":"/undo"}}""";

        var content = new WebhookReader(WhatsAppServer.NumberId).Read(Body([message]));

        Assert.NotNull(content);
        Assert.Equal(isForwarded, Assert.Single(content.Deliveries).IsForwarded);
    }

    [Fact]
    public void A_message_of_any_shape_is_left_out_or_read_and_its_neighbours_are_read() =>
        Gen.Select(Gen.Int[0, s_messages.Length - 1], Gen.Int[0, 1000], s_junk)
            .Sample(
                (which, place, junk) =>
                {
                    var content = new WebhookReader(WhatsAppServer.NumberId).Read(
                        Body([s_messages[0], Mutated(s_messages[which], place, junk), s_messages[0]])
                    );

                    Assert.NotNull(content);
                    Assert.InRange(content.Deliveries.Length, 2, 3);
                    Assert.Equal("wamid.1", content.Deliveries[0].Id);
                    Assert.Equal("wamid.1", content.Deliveries[^1].Id);
                },
                iter: 3_000
            );

    [Fact]
    public void Bytes_of_any_kind_throw_nothing() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Byte, Gen.Int[0, 2000])
            .Sample(
                (at, value, cut) =>
                {
                    var body = Body(s_messages);
                    body[at % body.Length] = value;
                    _ = new WebhookReader(WhatsAppServer.NumberId).Read(
                        body.AsMemory(0, Math.Max(0, body.Length - cut))
                    );
                    _ = new WebhookReader(WhatsAppServer.NumberId).Read(body);
                },
                iter: 5_000
            );

    [Fact]
    public void Every_place_of_the_envelope_may_be_junk() =>
        Gen.Select(Gen.Int[0, 1000], s_junk)
            .Sample(
                (place, junk) =>
                    _ = new WebhookReader(WhatsAppServer.NumberId).Read(
                        Encoding.UTF8.GetBytes(Mutated(Encoding.UTF8.GetString(Body([s_messages[0]])), place, junk))
                    ),
                iter: 3_000
            );

    // Puts junk in the place of one value, counted through the whole of it.
    private static string Mutated(string json, int place, string junk)
    {
        const string Mark = "\"@junk@\"";
        var root = JsonNode.Parse(json)!;
        var places = Places(root).ToArray();
        var (parent, key, index) = places[place % places.Length];
        if (parent is JsonObject inObject)
        {
            inObject[key] = "@junk@";
        }
        else
        {
            parent.AsArray()[index] = "@junk@";
        }

        // As text, for half a surrogate pair is nothing that JsonNode would write.
        return root.ToJsonString().Replace(Mark, junk, StringComparison.Ordinal);
    }

    private static IEnumerable<(JsonNode Parent, string Key, int Index)> Places(JsonNode node) =>
        node switch
        {
            JsonObject all => all.SelectMany(m =>
                Places(m.Value ?? new JsonObject()).Prepend((Parent: all, Key: m.Key, Index: 0))
            ),
            JsonArray all => all.SelectMany(
                (item, i) => Places(item ?? new JsonObject()).Prepend((Parent: all, Key: "", Index: i))
            ),
            _ => [],
        };

    private static byte[] Body(string[] messages) =>
        Encoding.UTF8.GetBytes(
            $$$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{
              "messaging_product":"whatsapp",
              "metadata":{"display_phone_number":"15550783881","phone_number_id":"{{{{WhatsAppServer.NumberId}}}}"},
              "contacts":[{"profile":{"name":"Sheena Nelson"},"wa_id":"16505551234"}],
              "messages":[{{{{string.Join(',', messages)}}}}]},"field":"messages"}]}]}
            """
        );
}
