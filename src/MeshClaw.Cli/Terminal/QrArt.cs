using System.Collections;
using QRCoder;
using Spectre.Console;

namespace MeshClaw.Cli.Terminal;

/// <summary>QR codes on a screen, two modules a character: black on white by themselves, whatever colours the terminal has.</summary>
internal static class QrArt
{
    private const int MostText = 300;

    /// <summary>Writes the code of a text; nothing where it would not fit on the screen.</summary>
    public static void Write(Screen screen, string text)
    {
        ArgumentNullException.ThrowIfNull(screen);
        if (text.Length > MostText)
        {
            return;
        }

        // Without colours the light modules are what is drawn: terminals are dark more often than not, and most cameras read either.
        var coloured = screen.Console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        var lines = Lines(text, drawn: coloured);
        if (lines[0].Length > screen.Traits.Width)
        {
            return;
        }

        foreach (var line in lines)
        {
            screen.Markup(coloured ? $"[#000000 on #ffffff]{line}[/]" : line);
        }
    }

    /// <summary>The code with the white margin around it that readers need (4 modules, ISO/IEC 18004).</summary>
    /// <param name="text">What it says.</param>
    /// <param name="drawn">Whether blocks stand for dark modules; for light ones otherwise.</param>
    public static IReadOnlyList<string> Lines(string text, bool drawn)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        return
        [
            .. rows.Chunk(2)
                .Select(pair =>
                    string.Concat(
                        Enumerable
                            .Range(0, rows.Count)
                            .Select(x => Block(Is(pair[0], x), Is(pair.ElementAtOrDefault(1), x)))
                    )
                ),
        ];

        bool Is(BitArray? row, int x) => (row is not null && row[x]) == drawn;
    }

    private static char Block(bool top, bool bottom) =>
        (top, bottom) switch
        {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
}
