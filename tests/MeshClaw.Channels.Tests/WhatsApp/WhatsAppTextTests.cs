using CsCheck;
using MeshClaw.Channels.WhatsApp;
using MeshClaw.Core.Channels;
using MeshClaw.Testing.WhatsApp;

namespace MeshClaw.Channels.Tests.WhatsApp;

public sealed class WhatsAppTextTests
{
    private static readonly Gen<string> s_marked = Gen.Char["ab1. \n*_~`->\t/é"]
        .Array[0, 60]
        .Select(c => new string(c));

    [Theory]
    [InlineData("*bold*", "bold")]
    [InlineData("_it_ ~s~ `c` ```m```", "it s c m")]
    [InlineData("- item", "• item")]
    [InlineData("* item", "• item")]
    [InlineData("> quote", "▎quote")]
    public void Markup_takes_effect_when_it_is_sent_raw(string raw, string shown) =>
        Assert.Equal(shown, WhatsAppScreen.Show(raw));

    [Theory]
    [InlineData("*bold*")]
    [InlineData("62070503***63047BB3")]
    [InlineData("* item *bold*")]
    [InlineData("- a\n- b\n1. c\n> d")]
    [InlineData("```two\nlines```")]
    [InlineData("~1 to ~2")]
    public void No_markup_takes_effect_when_it_is_plain(string text) =>
        Assert.Equal(text, WhatsAppScreen.Show(WhatsAppText.Plain(text)));

    [Theory]
    [InlineData("")]
    [InlineData("Nothing here.")]
    [InlineData("2 * 3 = 6")]
    [InlineData("my_long_name of my_other_name")]
    [InlineData("https://shop.example/a_b_c?x=y-z&n=1.5")]
    [InlineData("-5 degrees, ~3 of them, 10:30 > 9:30")]
    public void A_text_without_markup_is_not_touched(string text) => Assert.Equal(text, WhatsAppText.Plain(text));

    [Fact]
    public void Any_text_is_shown_as_it_is() =>
        s_marked.Sample(text => Assert.Equal(text, WhatsAppScreen.Show(WhatsAppText.Plain(text))), iter: 20_000);

    [Fact]
    public void Parts_hold_the_whole_text_and_keep_to_the_platforms_limits() =>
        Gen.Select(Gen.Char["ab \n*_~`👋"[..8]].Array[1, 4096], Gen.Int[0, 3], Gen.Bool)
            .Sample(
                (characters, buttons, hasFile) =>
                {
                    var message = new Outbound
                    {
                        Key = "k",
                        Place = new ChatPlace("1"),
                        Text = new string(characters),
                        Buttons = [.. Enumerable.Range(0, buttons).Select(i => new OutboundButton($"B{i}", $"v{i}"))],
                        File = hasFile ? new OutboundFile("a.txt", "text/plain", [1]) : null,
                    };
                    var parts = WhatsAppParts.Of(message);

                    Assert.All(parts, p => Assert.InRange(p.Text.Length, 0, Most(p)));
                    Assert.Equal(buttons, parts[^1].Buttons.Length);
                    Assert.All(parts[..^1], p => Assert.Empty(p.Buttons));
                    var isAgain = buttons > 0 && parts.Length > (hasFile ? 2 : 1);
                    var words = string.Concat((isAgain ? parts[..^1] : parts).Select(p => p.Text));
                    Assert.Equal(WhatsAppText.Plain(message.Text), words);
                },
                iter: 300
            );

    private static int Most(WhatsAppPart part) =>
        part.File is null && part.Buttons.IsEmpty ? WhatsAppParts.MaxText : WhatsAppParts.MaxBeside;
}
