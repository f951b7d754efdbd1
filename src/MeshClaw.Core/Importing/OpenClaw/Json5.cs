using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MeshClaw.Core.Importing.OpenClaw;

/// <summary>A text is no JSON5; the message says where and why.</summary>
public sealed class Json5Exception : Exception
{
    /// <summary>With a message that begins with line and column.</summary>
    public Json5Exception(string message)
        : base(message) { }

    /// <summary>With the failure behind it.</summary>
    public Json5Exception(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>For serializers.</summary>
    public Json5Exception() { }
}

/// <summary>
/// Reads JSON5 (spec.json5.org), and so JSON: comments, trailing commas, names without quotation marks, single ones, hexadecimal numbers. Of
/// names that are there twice the last counts, as in JavaScript. Numbers that JSON has none for (NaN, Infinity) become null. Linear in the
/// text's length; no deeper than <see cref="MaxDepth"/>.
/// </summary>
public sealed class Json5
{
    /// <summary>How deep objects and arrays may lie within each other.</summary>
    public const int MaxDepth = 64;

    private readonly string _text;
    private int _at;

    private Json5(string text) => _text = text;

    /// <summary>Reads one value, and nothing after it.</summary>
    /// <exception cref="Json5Exception">It is none.</exception>
    public static JsonNode? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new Json5(text);
        reader.Skip();
        var value = reader.Value(0);
        reader.Skip();
        return reader._at == text.Length ? value : throw reader.Wrong("nothing more was expected");
    }

    private char Now => _at < _text.Length ? _text[_at] : '\0';

    private JsonNode? Value(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong($"it is nested deeper than {MaxDepth}");
        }

        return Now switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            '"' or '\'' => JsonValue.Create(Text()),
            '-' or '+' or '.' or (>= '0' and <= '9') => Number(),
            _ when _at >= _text.Length => throw Wrong("it ends where a value was expected"),
            _ => Word(),
        };
    }

    private JsonObject Object(int depth)
    {
        var members = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        _at++;
        for (Skip(); Now != '}'; Skip())
        {
            var name = Now is '"' or '\'' ? Text() : Name();
            Skip();
            Take(':', "a colon behind the name");
            Skip();
            members[name] = Value(depth + 1);
            Skip();
            if (Now != '}')
            {
                Take(',', "a comma or }");
            }
        }

        _at++;
        return [.. members];
    }

    private JsonArray Array(int depth)
    {
        var items = new JsonArray();
        _at++;
        for (Skip(); Now != ']'; Skip())
        {
            items.Add(Value(depth + 1));
            Skip();
            if (Now != ']')
            {
                Take(',', "a comma or ]");
            }
        }

        _at++;
        return items;
    }

    private JsonValue? Word()
    {
        var start = _at;
        var word = Name();
        switch (word)
        {
            case "null" or "NaN" or "Infinity":
                return null;
            case "true" or "false":
                return JsonValue.Create(word == "true");
            default:
                _at = start;
                throw Wrong("a value was expected");
        }
    }

    private JsonValue? Number()
    {
        var start = _at;
        var sign = Now == '-' ? "-" : "";
        _at += Now is '-' or '+' ? 1 : 0;
        if (char.IsAsciiLetter(Now))
        {
            return Name() is "NaN" or "Infinity" ? null : throw Wrong("a number was expected");
        }

        if (Now == '0' && _at + 1 < _text.Length && _text[_at + 1] is 'x' or 'X')
        {
            _at += 2;
            var digits = While(char.IsAsciiHexDigit);
            return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? JsonValue.Create(sign.Length == 0 ? hex : -(double)hex)
                : throw Wrong("a hexadecimal number of at most 16 digits was expected");
        }

        var text = sign + While(static c => char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' or '+' or '-');
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return JsonValue.Create(whole);
        }

        if (
            double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return double.IsFinite(number) ? JsonValue.Create(number) : null;
        }

        _at = start;
        throw Wrong("a number was expected");
    }

    private string Text()
    {
        var quote = _text[_at++];
        var text = new StringBuilder();
        while (Now != quote || _at >= _text.Length)
        {
            if (_at >= _text.Length || Now is '\n' or '\r')
            {
                throw Wrong("a text has no end");
            }

            var unit = _text[_at++];
            if (unit == '\\')
            {
                Escape(text);
            }
            else
            {
                text.Append(unit);
            }
        }

        _at++;
        return text.ToString();
    }

    private void Escape(StringBuilder text)
    {
        var unit = Now;
        _at++;
        switch (unit)
        {
            case 'n':
                text.Append('\n');
                break;
            case 't':
                text.Append('\t');
                break;
            case 'r':
                text.Append('\r');
                break;
            case 'b':
                text.Append('\b');
                break;
            case 'f':
                text.Append('\f');
                break;
            case 'v':
                text.Append('\v');
                break;
            case '0' when !char.IsAsciiDigit(Now):
                text.Append('\0');
                break;
            case 'x':
                text.Append(Hex(2));
                break;
            case 'u':
                text.Append(Hex(4));
                break;
            case '\r':
                _at += Now == '\n' ? 1 : 0; // A line that goes on.
                break;
            case '\n' or '\u2028' or '\u2029':
                break;
            case >= '0' and <= '9':
                throw Wrong("that escape is none");
            default:
                text.Append(unit);
                break;
        }
    }

    private char Hex(int length) =>
        _at + length <= _text.Length
        && ushort.TryParse(
            _text.AsSpan(_at, length),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        )
        && (_at += length) > 0
            ? (char)code
            : throw Wrong($"{length} hexadecimal digits were expected");

    private string Name()
    {
        var name = new StringBuilder();
        while (char.IsLetterOrDigit(Now) || Now is '_' or '$' or '\u200C' or '\u200D' or '\\')
        {
            if (Now == '\\')
            {
                _at++;
                Take('u', "a u");
                name.Append(Hex(4));
            }
            else
            {
                name.Append(_text[_at++]);
            }
        }

        return name.Length > 0 ? name.ToString() : throw Wrong("a name or a value was expected");
    }

    private string While(Func<char, bool> fits)
    {
        var start = _at;
        while (_at < _text.Length && fits(_text[_at]))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private void Skip()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(Now) || Now == '\uFEFF')
            {
                _at++;
            }
            else if (_text.AsSpan(_at).StartsWith("//"))
            {
                var end = _text.AsSpan(_at).IndexOfAny("\n\r\u2028\u2029");
                _at = end < 0 ? _text.Length : _at + end;
            }
            else if (_text.AsSpan(_at).StartsWith("/*"))
            {
                var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                _at = end < 0 ? throw Wrong("a comment has no end") : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private void Take(char sign, string what)
    {
        if (Now != sign || _at >= _text.Length)
        {
            throw Wrong($"{what} was expected");
        }

        _at++;
    }

    // What stands there is not repeated: it may be a key.
    private Json5Exception Wrong(string why)
    {
        var before = _text.AsSpan(0, Math.Min(_at, _text.Length));
        var line = before.Count('\n') + 1;
        var column = before.Length - before.LastIndexOf('\n');
        return new Json5Exception(string.Create(CultureInfo.InvariantCulture, $"{line}:{column}: {why}."));
    }
}
