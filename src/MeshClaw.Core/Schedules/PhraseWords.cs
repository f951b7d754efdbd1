using System.Text.RegularExpressions;

namespace MeshClaw.Core.Schedules;

/// <summary>The words of a schedule phrase, read from the left.</summary>
internal sealed partial class PhraseWords
{
    private readonly string[] _words;
    private int _next;

    private PhraseWords(string[] words) => _words = words;

    public bool AtEnd => _next == _words.Length;

    /// <summary>The word to come; empty at the end.</summary>
    public string Current => AtEnd ? "" : _words[_next];

    public static PhraseWords Of(string text) => new([.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value)]);

    public string Take() => AtEnd ? "" : _words[_next++];

    /// <summary>Takes the words to come, if they are these.</summary>
    public bool TryTake(params ReadOnlySpan<string> words)
    {
        if (_next + words.Length > _words.Length || !words.SequenceEqual(_words.AsSpan(_next, words.Length)))
        {
            return false;
        }

        _next += words.Length;
        return true;
    }

    /// <summary>Where the next word stands, to come back to it.</summary>
    public int Mark() => _next;

    public void Return(int mark) => _next = mark;

    [GeneratedRegex(@"[a-z0-9:.]+|[^\sa-z0-9:.]")]
    private static partial Regex Word();
}
