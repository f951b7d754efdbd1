using MeshClaw.Core.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshClaw.Core.Yaml;

/// <summary>
/// Reads the YAML that owners write: one document, a mapping at the top, no anchors, aliases, tags or directives, bounded in depth and
/// size, so that a small file cannot become a large one. Never throws on any text.
/// </summary>
internal sealed class YamlDocument
{
    private const int MaxDepth = 8;
    private const int MaxNodes = 10_000;

    private readonly FileProblems _problems;
    private readonly Parser _parser;
    private readonly int _lineOffset;
    private int _nodes;
    private ParsingEvent _current = new StreamStart();

    private YamlDocument(string text, FileProblems problems, int lineOffset)
    {
        _problems = problems;
        _lineOffset = lineOffset;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The mapping at the top; empty for a file without content; null, and problems, where the file is not such YAML.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="problems">Takes every problem.</param>
    /// <param name="lineOffset">How many lines of the file stand before the text.</param>
    public static YamlMap? Parse(string text, FileProblems problems, int lineOffset = 0)
    {
        if (!HasUsualCharacters(text, problems, lineOffset))
        {
            return null;
        }

        var document = new YamlDocument(text, problems, lineOffset);
        try
        {
            return document.ReadTop();
        }
        catch (YamlException e)
        {
            var place = document.Place(e.Start);
            problems.Error(place.Line, place.Column, $"This is no valid YAML: {Sentence(e.Message)}");
            return null;
        }
        catch (YamlBoundsException e)
        {
            problems.Error(e.Place.Line, e.Place.Column, e.Message);
            return null;
        }
    }

    /// <summary>The breaks that YAML knows and editors do not would make line numbers lie.</summary>
    private static bool HasUsualCharacters(string text, FileProblems problems, int lineOffset)
    {
        var (line, column) = (1 + lineOffset, 1);
        for (var i = 0; i < text.Length; i++, column++)
        {
            var c = text[i];
            if (c == '\n')
            {
                (line, column) = (line + 1, 0);
            }
            else if (IsUnusual(text, i))
            {
                problems.Error(line, column, $"The character U+{(int)c:X4} is not allowed here.");
                return false;
            }
        }

        return true;
    }

    private static bool IsUnusual(string text, int i)
    {
        var c = text[i];
        return c switch
        {
            '\t' or '\n' => false,
            '\r' => i + 1 >= text.Length || text[i + 1] != '\n',
            '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF' => true,
            _ when char.IsHighSurrogate(c) => i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1]),
            _ when char.IsLowSurrogate(c) => i == 0 || !char.IsHighSurrogate(text[i - 1]),
            _ => char.IsControl(c),
        };
    }

    private YamlMap? ReadTop()
    {
        Next<StreamStart>();
        if (Advance() && _current is StreamEnd)
        {
            return new YamlMap(new YamlPlace(1 + _lineOffset, 1), flow: false);
        }

        var start = (DocumentStart)_current;
        if (start.Version is not null || start.Tags is { Count: > 0 } tags && !start.IsImplicit && tags.Any(IsOwnTag))
        {
            throw new YamlBoundsException(Place(start.Start), "YAML directives (%) are not understood here.");
        }

        Advance();
        var top = ReadNode(depth: 1);
        Next<DocumentEnd>();
        if (Advance() && _current is DocumentStart second)
        {
            throw new YamlBoundsException(Place(second.Start), "A second document starts here; the file takes one.");
        }

        switch (top)
        {
            case YamlMap map:
                return map;
            case YamlScalar { IsNull: true }:
                return new YamlMap(top.Start, flow: false);
            default:
                _problems.Error(
                    top.Start.Line,
                    top.Start.Column,
                    "Expected keys with values, such as \"name: inbox\"."
                );
                return null;
        }
    }

    private static bool IsOwnTag(YamlDotNet.Core.Tokens.TagDirective tag) => tag.Handle is not ("!" or "!!");

    /// <summary>Reads the node whose event is the current one, and leaves its last event current.</summary>
    private YamlNode ReadNode(int depth)
    {
        var current = _current;
        var place = Place(current.Start);
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            throw new YamlBoundsException(
                place,
                $"Nested deeper than {MaxDepth} levels, or more than {MaxNodes} values."
            );
        }

        RefuseMarks(current, place);
        switch (current)
        {
            case Scalar scalar:
                return new YamlScalar(place, scalar.Value, scalar.Style == ScalarStyle.Plain)
                {
                    End = Place(scalar.End),
                };
            case SequenceStart sequence:
                return ReadList(new YamlList(place, sequence.Style == SequenceStyle.Flow), depth);
            case MappingStart mapping:
                return ReadMap(new YamlMap(place, mapping.Style == MappingStyle.Flow), depth);
            default: // An alias: reported above, means nothing.
                return new YamlScalar(place, "", plain: true);
        }
    }

    private void RefuseMarks(ParsingEvent current, YamlPlace place)
    {
        if (current is AnchorAlias)
        {
            _problems.Error(
                place.Line,
                place.Column,
                "YAML aliases (*name) are not understood here. Put the text in quotes."
            );
        }
        else if (current is NodeEvent { Anchor.IsEmpty: false })
        {
            _problems.Error(
                place.Line,
                place.Column,
                "YAML anchors (&name) are not understood here. Put the text in quotes."
            );
        }
        else if (current is NodeEvent { Tag.IsEmpty: false })
        {
            _problems.Error(
                place.Line,
                place.Column,
                "YAML tags (!name) are not understood here. Put the text in quotes."
            );
        }
    }

    private YamlList ReadList(YamlList list, int depth)
    {
        while (Advance() && _current is not SequenceEnd)
        {
            list.Items.Add(ReadNode(depth + 1));
        }

        list.End = list.IsFlow || list.Items.Count == 0 ? AfterBracket() : list.Items[^1].End;
        return list;
    }

    private YamlMap ReadMap(YamlMap map, int depth)
    {
        YamlPlace? end = null;
        while (Advance() && _current is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            Advance();
            var value = ReadNode(depth + 1);
            end = value is YamlScalar { IsNull: true, Text: "" } ? key.End : value.End;
            if (key is not YamlScalar name)
            {
                _problems.Error(key.Start.Line, key.Start.Column, "A key must be a word.");
            }
            else if (map.Find(name.Text) is not null)
            {
                _problems.Error(key.Start.Line, key.Start.Column, $"The key \"{Show(name.Text)}\" is there twice.");
            }
            else
            {
                map.Entries.Add(new YamlEntry(name, value));
            }
        }

        map.End = map.IsFlow || end is null ? AfterBracket() : end.Value;
        return map;
    }

    /// <summary>
    /// Makes the next event the current one; false at the end. For some malformed texts ("[ - , : , ]", a "..." out of place) the parser
    /// throws what is not its own exception, or has no event, so that whatever it throws counts as malformed here.
    /// </summary>
    private bool Advance()
    {
        var place = Place(_current.End);
        try
        {
            if (!_parser.MoveNext())
            {
                return false;
            }

            _current = _parser.Current ?? throw new YamlBoundsException(place, "This is no valid YAML from here on.");
            return true;
        }
        catch (Exception e) when (e is not (YamlException or YamlBoundsException))
        {
            throw new YamlBoundsException(place, "This is no valid YAML from here on.");
        }
    }

    private void Next<T>()
        where T : ParsingEvent
    {
        if (!Advance() || _current is not T)
        {
            throw new YamlBoundsException(Place(_current.End), "This is no valid YAML from here on.");
        }
    }

    /// <summary>The parser's event for a closing bracket or brace has the place before it.</summary>
    private YamlPlace AfterBracket()
    {
        var place = Place(_current.End);
        return place with { Column = place.Column + 1 };
    }

    private YamlPlace Place(Mark mark) => new(Math.Max(1, (int)mark.Line) + _lineOffset, Math.Max(1, (int)mark.Column));

    private static string Show(string text) => text.Length > 60 ? text[..60] + "…" : text;

    private static string Sentence(string message)
    {
        var text = message.Trim().TrimEnd('.');
        return text.Length == 0 ? "it breaks off here." : char.ToLowerInvariant(text[0]) + text[1..] + ".";
    }

    private sealed class YamlBoundsException(YamlPlace place, string message) : Exception(message)
    {
        public YamlPlace Place => place;
    }
}
