using System.Text;

namespace MeshClaw.Policy.Shell.Expansion;

/// <summary>Puts one word together, or several where an expansion is split.</summary>
internal sealed class FieldBuilder(List<ShellWord> fields)
{
    private readonly StringBuilder _text = new();
    private bool _exists;
    private bool _isPattern;
    private bool _hasBracket;
    private bool _isComputed;
    private bool _isFromNetwork;

    /// <summary>Adds text; unquoted text may be a pattern.</summary>
    public bool Add(string text, bool isQuoted)
    {
        _text.Append(text);
        _exists |= isQuoted || text.Length > 0;
        _isPattern |= !isQuoted && text.AsSpan().ContainsAny("*?");
        foreach (var c in isQuoted ? "" : text)
        {
            _hasBracket |= c == '[';
            _isPattern |= _hasBracket && c == ']';
        }

        return true;
    }

    public void Add(ShellWord word)
    {
        Add(word.Text, isQuoted: true);
        _isComputed |= word.Kind == ShellWordKind.Computed;
        _isPattern |= word.Kind == ShellWordKind.Pattern;
        _isFromNetwork |= word.IsFromNetwork;
    }

    public void AddComputed(string source, bool isFromNetwork)
    {
        Add(source, isQuoted: true);
        _isComputed = true;
        _isFromNetwork |= isFromNetwork;
    }

    /// <summary>Adds a known value that is split at white space, as the default IFS says; another IFS is a finding elsewhere.</summary>
    public void AddSplit(string value)
    {
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] is not (' ' or '\t' or '\n'))
            {
                continue;
            }

            Add(value[start..i], isQuoted: false);
            _ = i < value.Length && Break();
            start = i + 1;
        }
    }

    /// <summary>Ends the word here, if there is one.</summary>
    public bool Break()
    {
        End();
        return true;
    }

    public void End()
    {
        if (_exists)
        {
            var kind =
                _isComputed ? ShellWordKind.Computed
                : _isPattern ? ShellWordKind.Pattern
                : ShellWordKind.Literal;
            fields.Add(new ShellWord(_text.ToString(), kind) { IsFromNetwork = _isFromNetwork });
        }

        _text.Clear();
        (_exists, _isPattern, _hasBracket, _isComputed, _isFromNetwork) = (false, false, false, false, false);
    }
}
