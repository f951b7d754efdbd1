using System.Text;
using CsCheck;
using MeshClaw.Channels.Slack;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Tests.Slack;

public sealed class SlackReaderTests
{
    private static readonly SlackIdentity s_me = new("T123ABC456", "UBOT", "A123ABC456");
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    // docs.slack.dev/reference/events/message_changed, in the envelope of docs.slack.dev/apis/events-api/using-socket-mode.
    private const string Changed = """
        {"envelope_id":"dbdd0ef3","type":"events_api","accepts_response_payload":false,"payload":{"token":"XXYYZZ","team_id":"T123ABC456",
        "api_app_id":"A123ABC456","event":{"type":"message","subtype":"message_changed","hidden":true,"channel":"C123ABC456","ts":"1358878755.000001",
        "message":{"type":"message","user":"U123ABC456","text":"Hello, world!","ts":"1355517523.000005","edited":{"user":"U123ABC456","ts":"1358878755.000001"}}},
        "type":"event_callback","authed_users":["U123ABC456","U222222222"],"event_id":"Ev123ABC456","event_time":123456789}}
        """;

    // docs.slack.dev/apis/events-api/using-socket-mode#command
    private const string Command = """
        {"payload":{"token":"bHKJ2n9AW6Ju3MjciOHfbA1b","team_id":"T123ABC456","team_domain":"maria","channel_id":"C123ABC456","channel_name":"general",
        "user_id":"U123ABC456","user_name":"rainer","command":"/randorilke","text":"","response_url":"https://rilke.slack.com/commands/T0SNL8S4S/37053613554/YMB2ZESDLNjNLqSFZ1quhNAh",
        "trigger_id":"37053613634.26768298162.440952c06ef4de2653466a48fe495f93"},"envelope_id":"dbdd0ef3-1543-4f94-bfb4-133d0e6c1545",
        "type":"slash_commands","accepts_response_payload":true}
        """;

    // The same page, #button; of a message, as docs.slack.dev/reference/interaction-payloads/block_actions-payload has it.
    private const string Button = """
        {"payload":{"type":"block_actions","team":{"id":"T123ABC456","domain":"Duino"},"user":{"id":"U123ABC456","username":"RMR","team_id":"T123ABC456"},
        "api_app_id":"A123ABC456","token":"9s8d9as89d8as9d8as989","container":{"type":"message","message_ts":"1548261231.000200","channel_id":"C123ABC456",
        "is_ephemeral":false},"trigger_id":"12321423423.333649436676.d8c1bb837935619ccad0f624c448ffb3","channel":{"id":"C123ABC456","name":"review-updates"},
        "actions":[{"action_id":"WaXA","block_id":"=qXel","text":{"type":"plain_text","text":"View","emoji":true},"value":"click_me_123","type":"button",
        "action_ts":"1548426417.840180"}]},"envelope_id":"dbdd0ef3-1543-4f94-bfb4-133d0e6c1545","type":"interactive","accepts_response_payload":true}
        """;

    private static readonly string[] s_examples = [Changed, Command, Button];

    private static readonly Gen<byte[]> s_frame = Gen.OneOf(
        Gen.Byte.Array[0, 200],
        // An example with a piece taken out, put in twice, or replaced.
        Gen.Select(Gen.OneOf(s_examples), Gen.Int[0, 2000], Gen.Int[0, 60], Gen.String[0, 8])
            .Select(
                (example, at, length, piece) =>
                {
                    at = Math.Min(at, example.Length);
                    length = Math.Min(length, example.Length - at);
                    return Encoding.UTF8.GetBytes(example[..at] + piece + example[(at + length)..]);
                }
            )
    );

    [Fact]
    public void A_documented_change_is_read()
    {
        var delivery = Delivered(Changed);

        Assert.Equal(
            ("edit:C123ABC456:1355517523.000005:1358878755.000001", DeliveryKind.Edited, "T123ABC456/U123ABC456"),
            (delivery.Id, delivery.Kind, delivery.Sender)
        );
        Assert.Equal(
            ("Hello, world!", "1355517523.000005", true, false),
            (delivery.Text, delivery.Message, delivery.IsGroup, delivery.IsAddressed)
        );
        Assert.Equal(new DateTimeOffset(2013, 1, 22, 18, 19, 15, TimeSpan.Zero).AddMicroseconds(1), delivery.Sent);
    }

    [Fact]
    public void A_documented_command_is_read()
    {
        var delivery = Delivered(Command);

        Assert.Equal(
            (DeliveryKind.Command, "", "rainer", s_now, new ChatPlace("C123ABC456")),
            (delivery.Kind, delivery.Text, delivery.SenderName, delivery.Sent, delivery.Place)
        );
    }

    [Fact]
    public void A_documented_press_is_read()
    {
        var delivery = Delivered(Button);

        Assert.Equal(
            (DeliveryKind.Pressed, "click_me_123", "1548261231.000200", "RMR", "T123ABC456/U123ABC456"),
            (delivery.Kind, delivery.Button, delivery.Message, delivery.SenderName, delivery.Sender)
        );
    }

    [Theory]
    [InlineData(
        """{"type":"hello","connection_info":{"app_id":"A1234"},"num_connections":1}""",
        typeof(SlackReading.Hello)
    )]
    [InlineData("""{"type":"hello"}""", typeof(SlackReading.Skipped))]
    [InlineData(
        """{"type":"disconnect","reason":"warning","debug_info":{"host":"wss-111"}}""",
        typeof(SlackReading.Leaving)
    )]
    public void What_Slack_says_of_the_connection_is_read(string frame, Type kind) =>
        Assert.IsType(kind, Read(Encoding.UTF8.GetBytes(frame)));

    [Fact]
    public void Whatever_comes_nothing_is_thrown_and_what_has_an_envelope_is_acknowledged() =>
        s_frame.Sample(
            frame =>
            {
                var named = SlackReader.EnvelopeOf(frame);
                switch (Read(frame))
                {
                    case SlackReading.Skipped skipped:
                        Assert.True(named is null or "" || skipped.Envelope == named || IsTwice(frame));
                        break;
                    case SlackReading.Delivered delivered:
                        Assert.True(delivered.Envelope == named || IsTwice(frame));
                        Assert.Matches("^[A-Za-z0-9]+/[A-Za-z0-9]+$", delivered.Delivery.Sender);
                        break;
                    default:
                        break;
                }
            },
            iter: 10_000
        );

    [Fact]
    public void Before_hello_nothing_is_taken()
    {
        var reading = SlackReader.Read(Encoding.UTF8.GetBytes(Command), isWhole: true, me: null, s_now);

        Assert.Equal(new SlackReading.Skipped(null, "came before hello"), reading);
    }

    // With a property that stands there twice the last one counts in one reading, and the first in the other.
    private static bool IsTwice(byte[] frame) => Encoding.UTF8.GetString(frame).Split("envelope_id").Length > 2;

    private static Delivery Delivered(string frame) =>
        Assert.IsType<SlackReading.Delivered>(Read(Encoding.UTF8.GetBytes(frame))).Delivery;

    private static SlackReading Read(byte[] frame) => SlackReader.Read(frame, isWhole: true, s_me, s_now);
}
