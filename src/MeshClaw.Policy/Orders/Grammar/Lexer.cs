using System.Globalization;
using System.Text;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>Cuts an order into tokens. Reads each character once; refuses what cannot be seen or may be taken for something else.</summary>
internal sealed class Lexer
{
    /// <summary>No order is longer, in UTF-16 units; nobody could check a longer one.</summary>
    public const int MaxLength = 1000;

    private const string Quotes = "\"“”„‟«»＂";
    private const string Decorations = "🙏🙂😊😀❤👍";
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;

    private Lexer(string text) => _text = text;

    /// <summary>The tokens, or one sentence on why there are none.</summary>
    public static (List<Token> Tokens, string? Refusal) Read(string text)
    {
        var lexer = new Lexer(text);
        return (lexer._tokens, lexer.Refuse());
    }

    private string? Refuse()
    {
        while (_at < _text.Length)
        {
            if (!Rune.TryGetRuneAt(_text, _at, out var rune) || !IsVisible(rune))
            {
                return "It contains a character that cannot be seen, so it may not say what it seems to say.";
            }

            if (Next(rune) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private string? Next(Rune rune)
    {
        if (Rune.IsWhiteSpace(rune))
        {
            _at += rune.Utf16SequenceLength;
            return null;
        }

        if (Decorations.Contains(rune.ToString(), StringComparison.Ordinal))
        {
            return Mark(TokenKind.Decoration, rune);
        }

        if (IsPicture(rune))
        {
            return Mark(TokenKind.Other, rune);
        }

        var c = rune.IsBmp ? (char)rune.Value : '\0';
        return c switch
        {
            _ when Quotes.Contains(c) => Quote(Quotes, 1),
            '\'' or '‘' when ClosingApostrophe() => Quote("'’", 1),
            ',' => Mark(TokenKind.Comma, rune),
            '.' or '!' or '‼' => Mark(TokenKind.Stop, rune),
            ':' => Mark(TokenKind.Colon, rune),
            '?' => Mark(TokenKind.Question, rune),
            ';' or '(' or ')' or '<' or '>' or '[' or ']' or '{' or '}' => Mark(TokenKind.Other, rune),
            _ => Run(),
        };
    }

    private string? Mark(TokenKind kind, Rune rune)
    {
        _tokens.Add(new Token(kind, rune.ToString(), rune.ToString()));
        _at += rune.Utf16SequenceLength;
        if (_at < _text.Length && _text[_at] == '\uFE0F' && kind is TokenKind.Decoration or TokenKind.Stop)
        {
            _at++; // Asks for the coloured picture; means nothing.
        }

        return null;
    }

    private string? Quote(string closing, int skip)
    {
        var start = _at + skip;
        var end = start;
        while (end < _text.Length && !IsClosing(closing, end))
        {
            end++;
        }

        if (end == _text.Length)
        {
            return "A quotation mark is opened and not closed.";
        }

        var inner = _text[start..end];
        if (!inner.EnumerateRunes().All(IsVisible) || inner.Contains('\uFFFD'))
        {
            return "The quotation contains a character that cannot be seen.";
        }

        _tokens.Add(new Token(TokenKind.Quoted, inner.Trim(), inner));
        _at = end + 1;
        return null;
    }

    private bool IsClosing(string closing, int at) =>
        closing.Contains(_text[at])
        && (closing == Quotes || at + 1 == _text.Length || !char.IsLetterOrDigit(_text[at + 1]));

    // 'Tax 2025' is a quotation, 'til is a word.
    private bool ClosingApostrophe()
    {
        if (_at + 1 >= _text.Length || !char.IsLetterOrDigit(_text[_at + 1]))
        {
            return false;
        }

        for (var i = _at + 2; i < _text.Length; i++)
        {
            if (IsClosing("'’", i))
            {
                return true;
            }
        }

        return false;
    }

    private string? Run()
    {
        var start = _at;
        while (
            Rune.TryGetRuneAt(_text, Math.Min(_at, _text.Length - 1), out var rune)
            && _at < _text.Length
            && !EndsRun(rune)
        )
        {
            _at += rune.Utf16SequenceLength;
        }

        var end = _at;
        while (end > start + 1 && _text[end - 1] is '.' or '!' or '?' or ':')
        {
            end--;
        }

        _at = end;
        var (token, refusal) = Runs.Classify(_text[start..end]);
        if (token is not null)
        {
            _tokens.Add(token);
        }

        return refusal;
    }

    private bool EndsRun(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || !IsVisible(rune)
        || IsPicture(rune)
        || (rune.IsBmp && (Quotes + ";()<>[]{}!?‼").Contains((char)rune.Value))
        || (rune.Value == ',' && !IsThousands());

    private static bool IsPicture(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;

    // The comma of 1,000.
    private bool IsThousands() =>
        _at > 0
        && char.IsAsciiDigit(_text[_at - 1])
        && _at + 3 < _text.Length
        && char.IsAsciiDigit(_text[_at + 1])
        && char.IsAsciiDigit(_text[_at + 2])
        && char.IsAsciiDigit(_text[_at + 3])
        && (_at + 4 == _text.Length || !char.IsAsciiDigit(_text[_at + 4]));

    private static bool IsVisible(Rune rune) =>
        rune.Value is '\t' or '\n' or '\r'
        || (
            Rune.GetUnicodeCategory(rune)
                is not (
                    UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.Surrogate
                    or UnicodeCategory.OtherNotAssigned
                )
            && rune.Value
                is not (
                    (>= 0xFE00 and <= 0xFE0F)
                    or (>= 0xE0100 and <= 0xE01EF)
                    or 0x034F
                    or 0x115F
                    or 0x1160
                    or 0x2800
                    or 0x3164
                    or 0xFFA0
                )
        );
}
