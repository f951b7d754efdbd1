using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Support;

/// <summary>What a gateway with channels answers.</summary>
internal static class ChannelSamples
{
    public const string Link = "https://t.me/vega_bot";

    public static ChannelKindResponse Telegram =>
        new(
            "telegram",
            "Telegram",
            ["Write to @BotFather: https://t.me/BotFather", "Send /newbot,\u001b[2J and copy the token."],
            [
                new ChannelSettingResponse("token", "The bot's token.", true, true),
                new ChannelSettingResponse("chat-title", "What to call it", false, true),
                new ChannelSettingResponse("app-token", "A second token", true, false),
            ]
        );

    public static ChannelKindResponse Plain => new("pager", "Pager", [], []);

    public static ConnectChannelResponse Connected =>
        new("telegram", "Telegram", "42", "@vega_bot", Link, ["Nothing is sent there by itself."]);

    /// <summary>The routes of channels: telegram is well, and slack is not.</summary>
    public static void Fill(FakeGateway gateway)
    {
        var json = ProtocolJson.Default;
        gateway.Answer("GET /v1/channels/kinds", [Telegram, Plain], json.IReadOnlyListChannelKindResponse);
        gateway.Answer(
            "GET /v1/channels",
            [
                new ChannelResponse
                {
                    Name = "pager",
                    Kind = "pager",
                    Title = "Pager",
                    Account = "\u001b]0;owned\u0007vega",
                    Notify = true,
                },
                new ChannelResponse
                {
                    Name = "slack/acme",
                    Kind = "slack",
                    Title = "Slack",
                    Agent = "helper",
                    Trouble =
                        "Slack no longer accepts the token. Give another: meshclaw connect slack/acme --secrets-stdin",
                },
            ],
            json.IReadOnlyListChannelResponse
        );
        gateway.Answer(
            "POST /v1/channels",
            201,
            "application/json",
            System.Text.Json.JsonSerializer.Serialize(Connected, json.ConnectChannelResponse)
        );
        gateway.Answer("DELETE /v1/channels/telegram", 204, "text/plain", "");
        gateway.Answer("DELETE /v1/channels/slack/acme", 204, "text/plain", "");
    }
}
