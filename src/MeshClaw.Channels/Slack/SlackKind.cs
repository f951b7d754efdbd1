using MeshClaw.Core.Channels;

namespace MeshClaw.Channels.Slack;

/// <summary>Slack, as a kind of channel.</summary>
internal static class SlackKind
{
    /// <summary>The kind.</summary>
    public static ChannelKind Kind { get; } =
        new()
        {
            Name = "slack",
            Title = "Slack",
            Steps =
            [
                "Open https://api.slack.com/apps?new_app=1, choose \"From a manifest\" and your workspace, and paste samples/slack/manifest.yaml.",
                "Basic Information, App-Level Tokens: generate a token with the scope connections:write. It begins with xapp-.",
                "Install App: install it to the workspace and copy the Bot User OAuth Token. It begins with xoxb-.",
                "Write to the app in Slack: it is listed under Apps. In a channel, invite it first: /invite @MeshClaw.",
            ],
            Settings =
            [
                new(
                    SlackApi.BotToken,
                    "Bot User OAuth Token",
                    IsSecret: true,
                    IsRequired: true,
                    v => Check(v, "xoxb-", "xoxb-123456789012-123456789012-AbCdEf")
                ),
                new(
                    SlackApi.AppToken,
                    "App-level token",
                    IsSecret: true,
                    IsRequired: true,
                    v => Check(v, "xapp-", "xapp-1-A0123456789-123456789012-abcdef")
                ),
            ],
            Create = parts => new SlackChannel(parts),
        };

    // The value itself is never part of what is said.
    private static string? Check(string value, string prefix, string example) =>
        value.StartsWith(prefix, StringComparison.Ordinal)
        && value.Length is > 20 and <= 500
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            ? null
            : $"This token looks like {example}.";
}
