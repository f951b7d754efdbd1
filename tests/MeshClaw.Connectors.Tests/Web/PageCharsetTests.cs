using System.Text;
using CsCheck;
using MeshClaw.Connectors.Web.Reading;

namespace MeshClaw.Connectors.Tests.Web;

public sealed class PageCharsetTests
{
    [Theory]
    [InlineData("C3A4", null, "", "ä")]
    [InlineData("E4", null, "", "ä")]
    [InlineData("80", "iso-8859-1", "", "€")]
    [InlineData("C3A4", "nonsense", "", "ä")]
    [InlineData("EFBBBFC3A4", "iso-8859-1", "", "ä")]
    [InlineData("FFFEE400", null, "", "ä")]
    [InlineData("82A0", "Shift_JIS", "", "あ")]
    [InlineData("A4A2", "\"euc-jp\"", "", "あ")]
    [InlineData("CFF0E8E2E5F2", null, "<meta charset=windows-1251>", "Привет")]
    [InlineData(
        "CFF0E8E2E5F2",
        null,
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        "Привет"
    )]
    [InlineData("C3A4", null, "<meta charset=utf-16>", "ä")]
    [InlineData("C3A4", "utf-7", "", "ä")]
    public void The_encoding_is_found_as_browsers_find_it(string bytes, string? said, string markup, string text)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(markup), .. Convert.FromHexString(bytes)];

        Assert.Equal(markup + text, PageCharset.Decode(body, said, isMarkup: true));
    }

    [Fact]
    public void Plain_text_does_not_say_its_encoding_itself() =>
        Assert.Equal(
            "<meta charset=windows-1251>ä",
            PageCharset.Decode(Encoding.UTF8.GetBytes("<meta charset=windows-1251>ä"), null, isMarkup: false)
        );

    [Fact]
    public void Whatever_the_bytes_are_they_are_read() =>
        Gen.Select(
                Gen.Byte.Array[0, 200],
                Gen.OneOf("", "utf-8", "gb18030", "iso-2022-jp", "utf-32", "x", "\0", "big5")
            )
            .Sample((body, said) => Assert.NotNull(PageCharset.Decode(body, said, isMarkup: true)), iter: 5_000);
}
