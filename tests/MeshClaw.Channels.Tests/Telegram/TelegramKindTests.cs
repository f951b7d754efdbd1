using MeshClaw.Channels.Telegram;

namespace MeshClaw.Channels.Tests.Telegram;

public sealed class TelegramKindTests
{
    [Fact]
    public void It_is_one_of_all_and_asks_for_three_things()
    {
        Assert.Same(TelegramKind.Kind, ChannelKinds.Find("telegram"));
        Assert.Equal(
            ["token secret required", "webhook", "webhook-secret secret"],
            TelegramKind.Kind.Settings.Select(s =>
                $"{s.Key}{(s.IsSecret ? " secret" : "")}{(s.IsRequired ? " required" : "")}"
            )
        );
    }

    [Theory]
    [InlineData("token", "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", true)]
    [InlineData("token", "bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11", false)]
    [InlineData("token", "123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/../x", false)]
    [InlineData("token", "", false)]
    [InlineData("webhook", "https://hooks.example.org/hooks/telegram", true)]
    [InlineData("webhook", "https://hooks.example.org:8443/hooks/telegram", true)]
    [InlineData("webhook", "https://hooks.example.org:9443/hooks/telegram", false)]
    [InlineData("webhook", "http://hooks.example.org/hooks/telegram", false)]
    [InlineData("webhook", "https://a:b@hooks.example.org/", false)]
    [InlineData("webhook-secret", "0123456789abcdef", true)]
    [InlineData("webhook-secret", "short", false)]
    [InlineData("webhook-secret", "0123456789abcdef!", false)]
    public void A_setting_is_checked_by_its_shape(string key, string value, bool isGood)
    {
        var wrong = TelegramKind.Kind.Settings.Single(s => s.Key == key).Check(value);

        Assert.Equal(isGood, wrong is null);
        Assert.True(value.Length == 0 || wrong?.Contains(value, StringComparison.Ordinal) != true); // A secret is not repeated.
    }
}
