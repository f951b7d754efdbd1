using CsCheck;
using MeshClaw.Core.Channels;

namespace MeshClaw.Core.Tests.Channels;

public sealed class MessagePartsTests
{
    private static readonly Outbound s_message = new()
    {
        Key = "d1",
        Place = new ChatPlace("c"),
        Buttons = [new OutboundButton("Yes", "y")],
        ReplyTo = "m1",
    };

    private static ChannelTraits Traits(int max, long file = 0, int? caption = null) =>
        new()
        {
            MaxText = max,
            MaxFile = file,
            MaxButtons = 3,
            MaxCaption = caption,
        };

    [Fact]
    public void Pieces_are_the_text_again_and_none_is_too_long_or_splits_a_character() =>
        Gen.Select(Gen.String.Array[0, 30].Select(s => string.Join("👋 ", s)), Gen.Int[2, 60])
            .Sample(
                (text, max) =>
                {
                    var pieces = MessageParts.Cut(text, max).ToList();
                    Assert.Equal(text, string.Concat(pieces));
                    Assert.All(pieces, p => Assert.InRange(p.Length, text.Length == 0 ? 0 : 1, max));
                    Assert.All(
                        pieces.SkipLast(1).Where(p => p.Length > 1 && char.IsHighSurrogate(p[^1])),
                        p => Assert.Fail("Cut within a character: " + p)
                    );
                }
            );

    [Fact]
    public void What_fits_is_one_message() =>
        Assert.Equal(
            [s_message with { Text = "short" }],
            MessageParts.Of(s_message with { Text = "short" }, Traits(10))
        );

    [Fact]
    public void Parts_have_keys_of_their_own_and_the_buttons_stand_under_the_last()
    {
        var parts = MessageParts.Of(s_message with { Text = "one two three four" }, Traits(10));

        Assert.Equal(["one two ", "three four"], parts.Select(p => p.Text));
        Assert.Equal(["d1", "d1/2"], parts.Select(p => p.Key));
        Assert.Equal([0, 1], parts.Select(p => p.Buttons.Length));
        Assert.Equal(["m1", null], parts.Select(p => p.ReplyTo));
    }

    [Fact]
    public void What_would_be_many_messages_is_a_file()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789", 100));
        var parts = MessageParts.Of(s_message with { Text = text }, Traits(100, file: 10_000));

        Assert.Equal(2, parts.Length);
        Assert.InRange(parts[0].Text.Length, 1, 100);
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString([.. parts[1].File!.Content])); // It is the one with the file.
    }

    [Fact]
    public void What_is_too_long_beside_a_file_goes_before_it()
    {
        var file = new OutboundFile("a.txt", "text/plain", [1]);
        var parts = MessageParts.Of(s_message with { Text = "rather long", File = file }, Traits(100, 10, caption: 5));

        Assert.Equal(["rather long", ""], parts.Select(p => p.Text));
        Assert.Equal([null, file], parts.Select(p => p.File));
    }
}
