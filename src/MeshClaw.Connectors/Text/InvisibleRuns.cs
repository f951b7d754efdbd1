using System.Globalization;
using System.Text;

namespace MeshClaw.Connectors.Text;

/// <summary>
/// What invisible characters of a text spell: tag characters mirror ASCII, variation selectors can stand for bytes, two kinds of zero-width
/// characters for bits. Says too where there are many of them, or where text is turned around.
/// </summary>
internal sealed class InvisibleRuns
{
    // Preheaders are padded with a few of them; a run this long is no padding between visible words.
    private const int SuspiciousRun = 16;
    private const int SuspiciousBreaks = 4; // Words that are cut in two by what is not seen.
    private const int MaxSpelled = 4000;
    private const int ShortestSpelling = 4;
    private const int BlackFlag = 0x1F3F4; // England's flag is this and five tags.

    private readonly List<int> _run = [];
    private readonly StringBuilder _spelled = new();
    private Rune _before;
    private int _longest;
    private int _length;
    private int _cuts;
    private bool _turned;

    /// <summary>Adds to a run.</summary>
    /// <param name="value">What is not seen.</param>
    /// <param name="before">The last character that is seen before it; none is <c>default</c>.</param>
    public void Add(int value, Rune before)
    {
        _length++;
        _before = before;
        _turned |= value is 0x202D or 0x202E;
        if (_run.Count < MaxSpelled)
        {
            _run.Add(value);
        }
    }

    /// <summary>A character that is seen ends a run.</summary>
    public void End(Rune next)
    {
        if (_length > 0)
        {
            // Joiners belong to the words of Persian and of Indic scripts, soft hyphens to German: those cut nothing.
            _cuts +=
                IsLetter(next)
                && IsLetter(_before)
                && _run.TrueForAll(v => v is not (0x200C or 0x200D or 0x00AD or 0x034F))
                    ? 1
                    : 0;
            Spell();
        }
    }

    private static bool IsLetter(Rune rune) =>
        rune.IsAscii ? char.IsAsciiLetter((char)rune.Value) : Rune.IsLetter(rune);

    public void Tell(StringBuilder hidden)
    {
        Spell();
        if (_spelled.Length > 0)
        {
            hidden.Append("[in invisible characters:] ").Append(_spelled).Append('\n');
        }

        if (_longest >= SuspiciousRun)
        {
            hidden.Append(CultureInfo.InvariantCulture, $"[a run of {_longest} invisible characters]\n");
        }

        if (_cuts >= SuspiciousBreaks)
        {
            hidden.Append(CultureInfo.InvariantCulture, $"[{_cuts} words cut by invisible characters]\n");
        }

        if (_turned)
        {
            hidden.Append("[characters that turn the direction of text around]\n");
        }
    }

    private void Spell()
    {
        _longest = Math.Max(_longest, _length);
        if (_length > 0 && _spelled.Length < MaxSpelled)
        {
            var isFlag = _before.Value == BlackFlag && _length <= 7 && _run[^1] == 0xE007F;
            Add(isFlag ? "" : Tags());
            Add(Selectors());
            Add(Bits());
        }

        _run.Clear();
        _length = 0;
    }

    private void Add(string spelled)
    {
        if (spelled.Length > 0)
        {
            _spelled.Append(spelled).Append(' ');
        }
    }

    private string Tags() =>
        string.Concat(_run.Where(v => v is >= 0xE0020 and <= 0xE007E).Select(v => (char)(v - 0xE0000)));

    // FE00 to FE0F and E0100 to E01EF together are 256.
    private string Selectors()
    {
        var bytes = _run.Where(v => v is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF))
            .Select(v => (byte)(v <= 0xFE0F ? v - 0xFE00 : v - 0xE0100 + 16))
            .ToArray();
        return Readable(bytes);
    }

    private string Bits()
    {
        var kinds = _run.Where(v => v is 0x200B or 0x200C or 0x200D or 0x2060 or 0x2062 or 0x2064 or 0xFEFF)
            .Distinct()
            .Take(3)
            .ToList();
        if (kinds.Count != 2 || _run.Count < 8 * ShortestSpelling)
        {
            return "";
        }

        var bits = _run.Where(kinds.Contains).ToList();
        foreach (var one in kinds)
        {
            var bytes = bits.Chunk(8)
                .Where(c => c.Length == 8)
                .Select(c => (byte)c.Aggregate(0, (value, bit) => (value << 1) | (bit == one ? 1 : 0)))
                .ToArray();
            if (Readable(bytes) is { Length: > 0 } words)
            {
                return words;
            }
        }

        return "";
    }

    private static string Readable(byte[] bytes) =>
        bytes.Length >= ShortestSpelling && Array.TrueForAll(bytes, b => b is (>= 0x20 and < 0x7F) or (byte)'\n')
            ? Encoding.ASCII.GetString(bytes).Replace('\n', ' ')
            : "";
}
