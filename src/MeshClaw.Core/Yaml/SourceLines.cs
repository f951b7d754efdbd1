namespace MeshClaw.Core.Yaml;

/// <summary>A text and where its lines begin, so that places of the parser become places in the text.</summary>
internal sealed class SourceLines
{
    private readonly List<int> _starts = [0];

    public SourceLines(string text)
    {
        Text = text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                _starts.Add(i + 1);
            }
        }
    }

    public string Text { get; }

    /// <summary>The line end that the file uses.</summary>
    public string LineEnd => _starts.Count > 1 && _starts[1] > 1 && Text[_starts[1] - 2] == '\r' ? "\r\n" : "\n";

    /// <summary>Where a line begins; the text's end for lines behind it.</summary>
    public int Start(int line) => line - 1 < _starts.Count ? _starts[line - 1] : Text.Length;

    /// <summary>A line without its end.</summary>
    public string Line(int line) => Text[Start(line)..Start(line + 1)].TrimEnd('\r', '\n');

    public int Offset(YamlPlace place) => Math.Min(Start(place.Line) + place.Column - 1, Text.Length);
}
