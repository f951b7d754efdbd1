using MeshClaw.Cli.Terminal;
using QRCoder;

namespace MeshClaw.Cli.Tests.Terminal;

public sealed class QrArtTests
{
    private const string Link = "https://t.me/vega_bot";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_module_is_where_the_code_has_it_with_four_white_ones_around(bool drawn)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(Link, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;

        var lines = QrArt.Lines(Link, drawn);

        Assert.Equal((rows.Count + 1) / 2, lines.Count);
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                var block = lines[y / 2][x];
                var isBlock = y % 2 == 0 ? block is '█' or '▀' : block is '█' or '▄';
                Assert.Equal(rows[y][x], isBlock == drawn);
                var isMargin = Math.Min(x, y) < 4 || Math.Max(x, y) >= rows.Count - 4;
                Assert.False(isMargin && rows[y][x]);
            }
        }
    }

    [Fact]
    public void What_no_link_is_so_long_is_not_drawn()
    {
        using var output = new StringWriter();
        var screen = new Screen(
            output,
            TextWriter.Null,
            TextReader.Null,
            new TerminalTraits { OutputIsTerminal = true, Width = 400 }
        );

        QrArt.Write(screen, new string('a', 301));

        Assert.Equal("", output.ToString());
    }
}
