using MeshClaw.Core.Files;

namespace MeshClaw.Core.Agents;

/// <summary>Parts a Markdown file into the YAML between its first two <c>---</c> lines and the text below.</summary>
/// <param name="Yaml">Begins on line 2 of the file.</param>
/// <param name="Body">All after the second <c>---</c> line.</param>
internal sealed record FrontMatter(string Yaml, string Body)
{
    private const string Shape =
        "The file starts with a line ---, then keys such as \"name: inbox\", then a line ---, then free text.";

    public static FrontMatter? Split(string text, FileProblems problems)
    {
        var first = EndOfLine(text, 0);
        if (!IsFence(text.AsSpan(0, first)))
        {
            problems.Error(1, 1, $"There is no front matter. {Shape}");
            return null;
        }

        for (var start = first; start < text.Length; start = EndOfLine(text, start))
        {
            var end = EndOfLine(text, start);
            if (IsFence(text.AsSpan(start..end)))
            {
                return new FrontMatter(text[first..start], text[end..]);
            }
        }

        problems.Error(1, 1, $"The front matter has no end. {Shape}");
        return null;
    }

    private static int EndOfLine(string text, int start)
    {
        var newline = text.IndexOf('\n', start);
        return newline < 0 ? text.Length : newline + 1;
    }

    private static bool IsFence(ReadOnlySpan<char> line) => line.TrimEnd().SequenceEqual("---");
}
