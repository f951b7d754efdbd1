using System.Text;
using Spectre.Console;

namespace MeshClaw.Cli.Terminal;

/// <summary>Measures and breaks text by terminal cells: a Chinese character takes two, a combining accent none.</summary>
internal static class Columns
{
    /// <summary>Cells that the text takes.</summary>
    public static int Width(string text) => text.GetCellWidth();

    /// <summary>The text and spaces, up to so many cells.</summary>
    public static string Pad(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>The text, cut to so many cells with an ellipsis where it is longer.</summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width)
        {
            return text;
        }

        var result = new StringBuilder();
        var taken = 1; // for the ellipsis
        foreach (var rune in text.EnumerateRunes())
        {
            var cells = Width(rune.ToString());
            if (taken + cells > width)
            {
                break;
            }

            taken += cells;
            result.Append(rune);
        }

        return result.ToString().TrimEnd() + "…";
    }

    /// <summary>The text in lines of at most so many cells, broken at spaces; a longer word is broken within.</summary>
    public static IReadOnlyList<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(w => Fold(w, width)))
        {
            if (line.Length > 0 && Width(line) + 1 + Width(word) > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }

        if (line.Length > 0 || lines.Count == 0)
        {
            lines.Add(line);
        }

        return lines;
    }

    /// <summary>The text in pieces of at most so many cells, nothing lost: for values that are shown whole. At least one piece.</summary>
    public static IEnumerable<string> Fold(string word, int width)
    {
        var piece = new StringBuilder();
        var taken = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            var cells = Width(rune.ToString());
            if (taken + cells > width && piece.Length > 0)
            {
                yield return piece.ToString();
                piece.Clear();
                taken = 0;
            }

            piece.Append(rune);
            taken += cells;
        }

        yield return piece.ToString();
    }
}
