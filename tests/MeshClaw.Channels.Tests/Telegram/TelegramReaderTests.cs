using System.Text.Json.Nodes;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.Telegram;

namespace MeshClaw.Channels.Tests.Telegram;

public sealed class TelegramReaderTests
{
    private const string Name = $"@{TelegramServer.Username}";

    [Fact]
    public void The_documented_update_is_read()
    {
        var said = Updates.Read(Updates.Documented);

        Assert.Equal(
            new Delivery
            {
                Id = "10000/1111111/1365",
                Place = new ChatPlace("1111111"),
                Sender = "1111111",
                SenderName = "Test Test Lastname",
                Text = "/start",
                Message = "1365",
                Sent = DateTimeOffset.FromUnixTimeSeconds(1441645532),
            },
            said! with
            {
                Files = new Delivery
                {
                    Id = "",
                    Place = said.Place,
                    Sender = "",
                    Sent = default,
                }.Files,
            }
        );
        Assert.Empty(said.Files);
    }

    [Theory]
    // Each emoji is two UTF-16 units, which is how Telegram counts: a family of three is eight.
    [InlineData("👋👨‍👩‍👧 " + Name, 11, "👋👨‍👩‍👧", true)]
    [InlineData(Name + " stop", 0, "stop", true)]
    [InlineData(Name + ": 🛑", 0, "🛑", true)]
    [InlineData("stop " + Name + "!", 5, "stop!", true)]
    [InlineData("ask " + Name + " about it", 4, "ask " + Name + " about it", true)]
    [InlineData("@MESH_TEST_BOT do it", 0, "do it", true)]
    [InlineData("@mesh_test_box do it", 0, "@mesh_test_box do it", false)]
    [InlineData("short", 400, "short", false)]
    [InlineData("short", -4, "short", false)]
    [InlineData("short", int.MaxValue, "short", false)]
    public void A_name_beside_what_is_said_is_no_part_of_it(string text, int offset, string kept, bool isAddressed)
    {
        var entities = new JsonArray(Updates.Entity("mention", offset, Name.Length));

        var said = Updates.Read(Updates.Message(text, ("entities", entities)))!;

        Assert.Equal((kept, isAddressed), (said.Text, said.IsAddressed));
    }

    [Fact]
    public void A_command_with_the_bots_name_is_that_command()
    {
        var mine = Updates.Read(
            Updates.Message($"/stop{Name} now", ("entities", new JsonArray(Updates.Entity("bot_command", 0, 19))))
        )!;
        var other = Updates.Read(
            Updates.Message("/stop@another_bot now", ("entities", new JsonArray(Updates.Entity("bot_command", 0, 17))))
        )!;

        Assert.Equal(("/stop now", true), (mine.Text, mine.IsAddressed));
        Assert.Equal(("/stop@another_bot now", false), (other.Text, other.IsAddressed));
    }

    [Fact]
    public void An_answer_to_the_bot_is_addressed_and_a_message_of_a_topic_that_it_made_is_not()
    {
        static JsonObject By(long id) =>
            new()
            {
                ["message_id"] = 7,
                ["from"] = new JsonObject { ["id"] = id },
            };
        var made = By(TelegramServer.BotId);
        made["forum_topic_created"] = new JsonObject { ["name"] = "Trips" };

        var answer = Updates.Read(Updates.Message("yes", ("reply_to_message", By(TelegramServer.BotId))))!;
        var aside = Updates.Read(Updates.Message("yes", ("reply_to_message", By(5))))!;
        var topic = Updates.Read(Updates.Message("yes", ("reply_to_message", made)))!;

        Assert.Equal((true, "7"), (answer.IsAddressed, answer.ReplyTo));
        Assert.Equal((false, "7"), (aside.IsAddressed, aside.ReplyTo));
        Assert.Equal((false, (string?)null), (topic.IsAddressed, topic.ReplyTo));
    }

    [Fact]
    public void Who_speaks_in_the_name_of_a_chat_is_that_chat()
    {
        // GroupAnonymousBot: the same stand-in for every anonymous administrator of every group.
        var stand = new JsonObject { ["id"] = 1087968824, ["is_bot"] = true };
        var group = new JsonObject { ["id"] = -1001, ["type"] = "supergroup" };
        var anonymous = Updates.Read(Updates.Message("stop", ("from", stand), ("sender_chat", group)))!;
        var post = Updates.Message("stop");
        post["message"]!.AsObject().Remove("from");
        var channel = Updates.Read(
            new JsonObject { ["update_id"] = 3, ["channel_post"] = post["message"]!.DeepClone() }
        )!;

        Assert.Equal(("-1001", true), (anonymous.Sender, anonymous.IsGroup));
        Assert.Equal(("-1001", true, false), (channel.Sender, channel.IsGroup, channel.IsAddressed));
    }

    [Fact]
    public void A_bot_in_a_direct_chat_is_no_person()
    {
        var bot = new JsonObject { ["id"] = 99, ["is_bot"] = true };
        var chat = new JsonObject { ["id"] = 99, ["type"] = "private" };

        var said = Updates.Read(Updates.Message("stop", ("from", bot), ("chat", chat)))!;

        Assert.Equal(("99", true, false), (said.Sender, said.IsGroup, said.IsAddressed));
    }

    [Theory]
    [InlineData("""{"forward_origin":{"type":"hidden_user","sender_user_name":"Eve","date":1}}""")]
    [InlineData("""{"via_bot":{"id":5,"is_bot":true}}""")]
    public void What_is_passed_on_says_so(string with)
    {
        var fields = JsonNode.Parse(with)!.AsObject().Select(f => (f.Key, f.Value?.DeepClone())).ToArray();

        Assert.True(Updates.Read(Updates.Message("pay at once", fields))!.IsForwarded);
        Assert.False(Updates.Read(Updates.Message("pay at once"))!.IsForwarded);
    }

    [Theory]
    [InlineData(
        "photo",
        """[{"file_id":"s","width":90,"height":90},{"file_id":"l","width":1280,"height":960},{"file_id":"m","width":320,"height":240}]""",
        "l photo.jpg image/jpeg"
    )]
    [InlineData(
        "voice",
        """{"file_id":"v","duration":3,"mime_type":"audio/ogg","file_size":7}""",
        "v voice.ogg audio/ogg"
    )]
    [InlineData(
        "video",
        """{"file_id":"w","file_name":"a.mov","mime_type":"video/quicktime"}""",
        "w a.mov video/quicktime"
    )]
    [InlineData("document", """{"file_id":"d","file_name":"../../x"}""", "d ../../x application/octet-stream")]
    public void Files_come_with_their_caption(string kind, string file, string expected)
    {
        var update = Updates.Message("", ("caption", "look"), (kind, JsonNode.Parse(file)));
        update["message"]!.AsObject().Remove("text");

        var said = Updates.Read(update)!;

        var only = Assert.Single(said.Files);
        Assert.Equal(("look", expected), (said.Text, $"{only.Id} {only.Name} {only.MediaType}"));
    }

    [Theory]
    [InlineData("sticker", true)]
    [InlineData("location", true)]
    [InlineData("something_of_next_year", true)]
    [InlineData("new_chat_members", false)]
    [InlineData("migrate_to_chat_id", false)]
    [InlineData("pinned_message", false)]
    public void What_has_no_words_is_an_empty_message_and_what_nobody_said_is_none(string kind, bool isSaid)
    {
        var update = Updates.Message("", (kind, 1));
        update["message"]!.AsObject().Remove("text");

        Assert.Equal(isSaid ? "" : null, Updates.Read(update)?.Text);
    }

    [Fact]
    public void A_press_under_a_message_that_is_gone_has_its_place()
    {
        // InaccessibleMessage: "The field is always 0".
        var press = JsonNode.Parse(
            """
            {"update_id":9,"callback_query":{"id":"4382bfdwdsb323b2d9","from":{"id":1111111,"is_bot":false,"first_name":"Test"},
            "message":{"chat":{"id":1111111,"type":"private"},"message_id":12,"date":0},"chat_instance":"1","data":"y.1.abc"}}
            """
        )!;

        var pressed = Updates.Read(press)!;

        Assert.Equal(
            (DeliveryKind.Pressed, "y.1.abc", "1111111", new ChatPlace("1111111"), "12", Updates.Now),
            (pressed.Kind, pressed.Button, pressed.Sender, pressed.Place, pressed.Message, pressed.Sent)
        );
    }

    [Theory]
    [InlineData(
        """{"update_id":9,"callback_query":{"id":"4","from":{"id":1},"inline_message_id":"1234csdbsk4839","data":"x"}}"""
    )]
    [InlineData("""{"update_id":9,"poll":{"id":"1"}}""")]
    [InlineData("""{"update_id":9}""")]
    public void What_we_never_asked_for_is_nothing(string update) => Assert.Null(Updates.Read(update));
}
