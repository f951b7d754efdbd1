namespace MeshClaw.Models.Triage.Text;

/// <summary>Walks once over a text and cuts it into folded words.</summary>
internal sealed class TokenScanner(string source)
{
    private const int ShortPart = 3;
    private const int InLink = 100;
    private char[] _folded = new char[source.Length + 16];
    private Token[] _tokens = new Token[Math.Max(8, source.Length / 4)];
    private int _foldLength;
    private TokenMarks _before = TokenMarks.SentenceStart | TokenMarks.LineStart;
    private bool _inQuotes;
    private int _quoteStart;
    private bool _quotedLine;
    private bool _foreignScript;

    public char[] Folded => _folded;

    public Token[] Tokens => _tokens;

    public int Count { get; private set; }

    public void Run()
    {
        MarkLine(0);
        for (var i = 0; i < source.Length; )
        {
            var length = LetterLength(i);
            if (length > 0)
            {
                i = Word(i);
            }
            else
            {
                Separator(i);
                i++;
            }
        }
    }

    /// <summary>UTF-16 units of the letter or digit at a place; 0 where there is none.</summary>
    private int LetterLength(int i)
    {
        var c = source[i];
        if (char.IsAsciiLetterOrDigit(c))
        {
            return 1;
        }

        if (c < 128)
        {
            return 0;
        }

        if (char.IsHighSurrogate(c))
        {
            return i + 1 < source.Length && CharFolding.FoldPair(c, source[i + 1]) != '\0' ? 2 : 0;
        }

        return char.IsLetterOrDigit(c) || c is >= '\u24B6' and <= '\u24E9' ? 1 : 0;
    }

    private int Word(int start)
    {
        EnsureRoom();
        var foldStart = _foldLength;
        var (i, latin, other, digits, at, dots) = (start, 0, 0, 0, false, 0);
        while (i < source.Length)
        {
            var length = LetterLength(i);
            if (length > 0)
            {
                Append(i, length, ref latin, ref other, ref digits);
                i += length;
            }
            else if (CharFolding.IsInvisible(source[i]))
            {
                i++;
            }
            else if (Joins(i, foldStart, ref at, ref dots))
            {
                i++;
            }
            else
            {
                break;
            }
        }

        Finish(start, i, foldStart, latin, other, digits, at, dots);
        return i;
    }

    private void Append(int i, int length, ref int latin, ref int other, ref int digits)
    {
        EnsureRoom();
        if (CharFolding.Expand(source[i]) is { } two)
        {
            _folded[_foldLength++] = two[0];
            _folded[_foldLength++] = two[1];
            latin += 2;
            return;
        }

        var c = length == 2 ? CharFolding.FoldPair(source[i], source[i + 1]) : CharFolding.Fold(source[i]);
        _folded[_foldLength++] = c;
        if (c is >= 'a' and <= 'z')
        {
            latin++;
        }
        else if (char.IsAsciiDigit(c))
        {
            digits++;
        }
        else
        {
            other++;
        }
    }

    /// <summary>Whether a sign inside a word joins its two halves; <c>e-mail</c> is one word, so are addresses and links.</summary>
    private bool Joins(int i, int foldStart, ref bool at, ref int dots)
    {
        if (i + 1 >= source.Length)
        {
            return false;
        }

        // The rest of a link is no text.
        if (
            dots >= InLink
            && source[i] is '?' or '=' or '&' or '%' or '#' or '~' or '$' or '+' or '/'
            && !char.IsWhiteSpace(source[i + 1])
        )
        {
            return true;
        }

        if (LetterLength(i + 1) == 0 && source[i + 1] is not '/')
        {
            return false;
        }

        switch (CharFolding.Fold(source[i]))
        {
            case '-' or '_' or '+':
                // "e-mail" and "i-g-n-o-r-e" are one word, "fatura-recibo" is two.
                return at || dots > 0 || _foldLength - foldStart <= ShortPart || ShortBehind(i + 1);
            case '\'':
                if (_foldLength - foldStart <= 2)
                {
                    _foldLength = foldStart;
                }

                return true;
            case '@':
                at = true;
                _folded[_foldLength++] = '@';
                return true;
            case '.' when at:
                _folded[_foldLength++] = '.';
                return true;
            case '.' or ',' or ':' or '/':
                return JoinsAsPart(i, ref dots, at);
            default:
                return false;
        }
    }

    private bool ShortBehind(int start)
    {
        var end = start;
        while (end < source.Length && end - start <= ShortPart && LetterLength(end) > 0)
        {
            end++;
        }

        return end - start <= ShortPart;
    }

    /// <summary>A dot or a slash joins numbers, addresses and links, and single letters (<c>i.g.n.o.r.e</c>).</summary>
    private bool JoinsAsPart(int i, ref int dots, bool at)
    {
        var c = source[i];
        if (c == ':')
        {
            return i + 2 < source.Length && source[i + 1] == '/' && source[i + 2] == '/' && Note(ref dots, InLink);
        }

        if (c == '/')
        {
            return dots >= InLink;
        }

        var before = source[i - 1];
        var after = source[i + 1];
        if (char.IsAsciiDigit(before) && char.IsAsciiDigit(after))
        {
            return true;
        }

        if (c == ',')
        {
            return false;
        }

        var single = (i < 2 || LetterLength(i - 2) == 0) && (i + 2 >= source.Length || LetterLength(i + 2) == 0);
        return at || dots >= InLink || single || (char.IsAsciiLetterLower(after) && Note(ref dots, 1));
    }

    private static bool Note(ref int dots, int value)
    {
        dots += value;
        return true;
    }

    private void Finish(int start, int end, int foldStart, int latin, int other, int digits, bool at, int dots)
    {
        var marks = _before;
        marks |= _inQuotes || _quotedLine ? TokenMarks.Quoted : TokenMarks.None;
        marks |= at ? TokenMarks.Address : TokenMarks.None;
        marks |= !at && dots > 0 ? TokenMarks.Link : TokenMarks.None;
        marks |= digits > 0 && latin + other == 0 ? TokenMarks.Number : TokenMarks.None;
        if (!at && dots == 0)
        {
            Unmask(foldStart, latin, other, digits);
        }

        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, _tokens.Length * 2);
        }

        _tokens[Count++] = new Token(start, end, foldStart, _foldLength - foldStart, marks);
        // What follows a link begins anew: footers run on without a full stop.
        _before = dots >= InLink ? TokenMarks.SentenceStart : TokenMarks.None;
    }

    /// <summary>Letters of another script within a Latin word, and digits within a word, read as what they look like.</summary>
    private void Unmask(int foldStart, int latin, int other, int digits)
    {
        if (other > 0)
        {
            var alike = 0;
            for (var i = foldStart; i < _foldLength; i++)
            {
                alike += CharFolding.LatinLookAlike(_folded[i]) != '\0' ? 1 : 0;
            }

            _foreignScript |= latin == 0 && alike < other;
            if (latin == 0 && (_foreignScript || alike < other))
            {
                return;
            }

            for (var i = foldStart; i < _foldLength; i++)
            {
                var c = CharFolding.LatinLookAlike(_folded[i]);
                _folded[i] = c == '\0' ? _folded[i] : c;
            }
        }

        if (digits > 0 && latin + other > digits)
        {
            for (var i = foldStart; i < _foldLength; i++)
            {
                _folded[i] = _folded[i] switch
                {
                    '0' => 'o',
                    '1' => 'i',
                    '3' => 'e',
                    '4' => 'a',
                    '5' => 's',
                    '7' => 't',
                    var c => c,
                };
            }
        }
    }

    private void Separator(int i)
    {
        var c = source[i];
        switch (c)
        {
            case '\r' when i + 1 < source.Length && source[i + 1] == '\n':
                break;
            case '\n' or '\r':
                LineEnd(i);
                break;
            case '.' or '!' or '?' or ';' or '\u2026' or '。' or '！' or '？':
                Behind(c == '!' ? TokenMarks.BeforePause : TokenMarks.None);
                _before |= TokenMarks.SentenceStart;
                break;
            case ',' or ':' or '\u2013' or '\u2014' or '(' or '[' or '-' or '>' or '<' or '|' or '*' or '，' or '：':
                Behind(TokenMarks.BeforePause);
                _before |= TokenMarks.AfterPause;
                break;
            case '"'
            or '\u201C'
            or '\u201D'
            or '\u201E'
            or '\u201F'
            or '«'
            or '»'
            or '`'
            or '\u2018'
            or '\u2019'
            or '\'':
                Quote(i, c);
                break;
            default:
                break;
        }
    }

    private void Behind(TokenMarks marks)
    {
        if (Count > 0 && (_before & ~TokenMarks.SentenceStart) == TokenMarks.None)
        {
            _tokens[Count - 1] = _tokens[Count - 1] with { Marks = _tokens[Count - 1].Marks | marks };
        }
    }

    private void Quote(int i, char c)
    {
        // Single quotes open only behind a blank, so that an apostrophe opens nothing.
        var single = c is '\'' or '\u2018' or '\u2019';
        if (!_inQuotes && single && i > 0 && !char.IsWhiteSpace(source[i - 1]) && source[i - 1] is not ('(' or ':'))
        {
            return;
        }

        _before |= TokenMarks.AfterPause;
        _inQuotes = !_inQuotes;
        _quoteStart = Count;
    }

    private void LineEnd(int i)
    {
        _before |= TokenMarks.LineStart;
        var next = i + 1;
        while (next < source.Length && source[next] is ' ' or '\t' or '\r')
        {
            next++;
        }

        if (next < source.Length && source[next] is '\n')
        {
            _before |= TokenMarks.SentenceStart;
            EndQuote();
        }

        if (next < source.Length && source[next] is '-' or '*' or '•' or '#' or '>' or '<' or '[')
        {
            _before |= TokenMarks.SentenceStart;
        }

        MarkLine(i + 1);
    }

    /// <summary>A quotation that is never closed is none: a lone sign must not excuse the rest of the text.</summary>
    private void EndQuote()
    {
        if (!_inQuotes)
        {
            return;
        }

        for (var i = _quoteStart; i < Count; i++)
        {
            _tokens[i] = _tokens[i] with { Marks = _tokens[i].Marks & ~TokenMarks.Quoted };
        }

        _inQuotes = false;
    }

    private void MarkLine(int start)
    {
        while (start < source.Length && source[start] is ' ' or '\t')
        {
            start++;
        }

        _quotedLine = start < source.Length && source[start] == '>';
    }

    private void EnsureRoom()
    {
        if (_foldLength + 4 >= _folded.Length)
        {
            Array.Resize(ref _folded, _folded.Length * 2);
        }
    }
}
