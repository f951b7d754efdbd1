using System.Text.RegularExpressions;
using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Telegram;

/// <summary>Telegram, through a bot of the owner's own: <see href="https://core.telegram.org/bots/api"/>.</summary>
public static partial class TelegramKind
{
    internal const string Token = "token";
    internal const string Webhook = "webhook";
    internal const string WebhookSecret = "webhook-secret";

    // "Ports currently supported for webhooks: 443, 80, 88, 8443" (setWebhook).
    private static readonly int[] s_ports = [443, 80, 88, 8443];

    /// <summary>The kind.</summary>
    public static ChannelKind Kind { get; } =
        new()
        {
            Name = "telegram",
            Title = "Telegram",
            Steps =
            [
                "Open https://t.me/BotFather in Telegram, on any device, and send it /newbot.",
                "Give the bot a name, and a username that ends in \"bot\". Nobody finds it who does not know it, and strangers get no answer.",
                "BotFather answers with a token such as 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11. Whoever has it is the bot: paste it here and nowhere else.",
                "For groups only: privacy mode may stay on (https://core.telegram.org/bots/features#privacy-mode). The bot then sees what is addressed to it.",
            ],
            Settings =
            [
                new(Token, "The token from BotFather", IsSecret: true, IsRequired: true, CheckToken),
                new(
                    Webhook,
                    "The public https address that leads to the gateway's hooks (empty: ask Telegram for news instead)",
                    IsSecret: false,
                    IsRequired: false,
                    CheckWebhook
                ),
                new(
                    WebhookSecret,
                    "The secret by which Telegram's calls are known (empty: one is made from the token)",
                    IsSecret: true,
                    IsRequired: false,
                    CheckSecret
                ),
            ],
            Create = Create,
        };

    private static IChannel Create(ChannelParts parts)
    {
        var channel = new TelegramChannel(parts);
        return parts.Settings.TryGetValue(Webhook, out var url)
            ? new TelegramHookChannel(channel, parts, new Uri(url))
            : channel;
    }

    private static string? CheckToken(string value) =>
        TokenShape().IsMatch(value) ? null : "A token looks like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11.";

    private static string? CheckWebhook(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url is { Scheme: "https", UserInfo: "", Fragment: "" }
        && s_ports.Contains(url.Port)
            ? null
            : "The address looks like https://hooks.example.org/hooks/telegram; Telegram calls the ports 443, 80, 88 and 8443 alone.";

    // Telegram takes from 1 character on; what can be guessed is no secret.
    private static string? CheckSecret(string value) =>
        SecretShape().IsMatch(value) ? null : "A secret has 16 to 256 characters of A-Z, a-z, 0-9, _ and -.";

    [GeneratedRegex(@"\A[0-9]{1,16}:[A-Za-z0-9_-]{20,128}\z")]
    private static partial Regex TokenShape();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{16,256}\z")]
    private static partial Regex SecretShape();
}
