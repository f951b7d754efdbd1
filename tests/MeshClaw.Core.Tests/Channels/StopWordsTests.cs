using CsCheck;
using MeshClaw.Core.Channels;

namespace MeshClaw.Core.Tests.Channels;

public sealed class StopWordsTests
{
    [Theory]
    [InlineData("stop")]
    [InlineData("STOP")]
    [InlineData("Stop!!!")]
    [InlineData("STOP OPENCLAW")]
    [InlineData("stop stop stop")]
    [InlineData("stooooop")]
    [InlineData("stop 🙏")]
    [InlineData("🛑")]
    [InlineData("🛑🛑 stop")]
    [InlineData("/stop")]
    [InlineData("please stop everything now")]
    [InlineData("halt")]
    [InlineData("stopp")]
    [InlineData("Hör auf! Stopp!")]
    [InlineData("arrête")]
    [InlineData("ARRETE TOUT")]
    [InlineData("¡alto!")]
    [InlineData("¡Para ya, por favor!")]
    [InlineData("やめて")]
    [InlineData("やめてやめて！！")]
    [InlineData("停")]
    [InlineData("停停停！")]
    [InlineData("ｓｔｏｐ")]
    [InlineData("st\u200Bop")]
    [InlineData("arre\u0302te")]
    [InlineData("стоп.")]
    [InlineData("توقف")]
    [InlineData("멈춰!")]
    [InlineData("हिन्दी रुको", false)]
    [InlineData("रुको")]
    [InlineData("หยุด")]
    [InlineData("STOP INBOX")]
    public void What_means_stop_stops(string text, bool stops = true) =>
        Assert.Equal(stops, StopWords.IsStop(text, ["inbox"]));

    [Theory]
    [InlineData("")]
    [InlineData("now please")]
    [InlineData("all")]
    [InlineData("don't stop the deployment")]
    [InlineData("do not stop")]
    [InlineData("When does the bus stop at our office?")]
    [InlineData("non-stop")]
    [InlineData("stop 5")]
    [InlineData("para Ana")]
    [InlineData("停車場")]
    [InlineData("the unstoppable")]
    [InlineData("stop the newsletter from Acme")]
    public void What_says_more_does_not(string text) => Assert.False(StopWords.IsStop(text, ["inbox"]));

    [Fact]
    public void Any_words_of_the_list_with_any_dress_stop() =>
        Gen.Select(
                Pick("stop", "halt", "stopp", "alto", "停", "やめて", "стоп", "dur"),
                Pick("", "!", "!!!", " 🙏", "…", "\n", " 🛑", "."),
                Gen.Int[1, 5],
                Gen.Bool
            )
            .Sample(
                (word, dress, times, upper) =>
                {
                    var said = string.Concat(
                        Enumerable.Repeat((upper ? word.ToUpperInvariant() : word) + dress + " ", times)
                    );
                    Assert.True(StopWords.IsStop(said), said);
                }
            );

    private static Gen<string> Pick(params string[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => StopWords.IsStop(text, [text]) || true);
}
