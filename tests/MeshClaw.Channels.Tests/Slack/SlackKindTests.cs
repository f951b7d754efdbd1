using MeshClaw.Channels.Slack;
using MeshClaw.Testing.Slack;

namespace MeshClaw.Channels.Tests.Slack;

public sealed class SlackKindTests
{
    [Theory]
    [InlineData("bot-token", SlackPlatform.BotToken, true)]
    [InlineData("bot-token", SlackPlatform.AppToken, false)]
    [InlineData("bot-token", "", false)]
    [InlineData("bot-token", "xoxb-", false)]
    [InlineData("bot-token", "xoxb-1111111111-2222222222-abcdef ghijkl", false)]
    [InlineData("bot-token", "xoxp-1111111111-2222222222-abcdefghijkl", false)]
    [InlineData("app-token", SlackPlatform.AppToken, true)]
    [InlineData("app-token", SlackPlatform.BotToken, false)]
    public void A_token_is_known_by_its_beginning(string key, string value, bool isGood)
    {
        var setting = SlackKind.Kind.Settings.Single(s => s.Key == key);
        var wrong = setting.Check(value);

        Assert.Equal((isGood, true, true), (wrong is null, setting.IsSecret, setting.IsRequired));
        Assert.False(value.Length > 5 && (wrong ?? "").Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_among_all_kinds() => Assert.Same(SlackKind.Kind, ChannelKinds.Find("slack"));

    [Fact]
    public async Task The_manifest_subscribes_to_what_is_heard_and_switches_Socket_Mode_on()
    {
        await using var server = new SlackServer(new SlackWorkspace());

        Assert.Equal(server.Subscriptions.Order(), SlackManifest.Events.Order());
        Assert.Contains("socket_mode_enabled: true", SlackManifest.Text, StringComparison.Ordinal);
        Assert.Contains("command: /meshclaw", SlackManifest.Text, StringComparison.Ordinal);
        Assert.Contains("should_escape: true", SlackManifest.Text, StringComparison.Ordinal);
        Assert.Contains("is_enabled: true", SlackManifest.Text, StringComparison.Ordinal);
        Assert.Contains("messages_tab_enabled: true", SlackManifest.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://slack.com/x", "http", true)]
    [InlineData("https://files.slack.com/upload/v1/a", "http", true)]
    [InlineData("wss://wss-primary.slack.com/link/?ticket=a", "ws", true)]
    [InlineData("ws://wss-primary.slack.com/link/", "ws", false)]
    [InlineData("http://files.slack.com/a", "http", false)]
    [InlineData("https://notslack.com/a", "http", false)]
    [InlineData("https://slack.com.evil.example/a", "http", false)]
    [InlineData("https://slack.com@evil.example/a", "http", false)]
    [InlineData("https://ana@files.slack.com/a", "http", false)]
    [InlineData("/a", "http", false)]
    [InlineData(null, "http", false)]
    public void A_token_goes_to_Slack_alone(string? address, string scheme, bool isOwn) =>
        Assert.Equal(isOwn, new SlackPlaces(null).Own(address, scheme) is not null);

    [Fact]
    public void Waits_grow_up_to_the_longest()
    {
        var longest = TimeSpan.FromSeconds(60);

        Assert.Equal(
            [1, 2, 4, 8, 16, 32, 60, 60],
            Enumerable.Range(1, 8).Select(n => SlackPause.Of(n, longest, () => 0).TotalSeconds)
        );
        Assert.Equal(TimeSpan.FromSeconds(30), SlackPause.Of(100, longest, () => 1));
    }
}
