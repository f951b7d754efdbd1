using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Shell.Syntax;

namespace MeshClaw.Policy.Shell.Expansion;

/// <summary>Brace expansion (Bash manual §3.5.1), before all others: <c>{rm,-rf,/}</c> is three words.</summary>
internal static class Braces
{
    private const int Most = 256;
    private const int MostBraces = 24;

    /// <summary>The words that a word becomes; null where they would be too many.</summary>
    public static IReadOnlyList<ImmutableArray<Part>>? Expand(ImmutableArray<Part> parts)
    {
        if (
            !parts.Any(p => p is TextPart { IsQuoted: false } text && text.Text.Contains('{', StringComparison.Ordinal))
        )
        {
            return [parts];
        }

        var atoms = new List<Atom>();
        foreach (var part in parts)
        {
            if (part is TextPart text && text.Text.Length > 0)
            {
                atoms.AddRange(text.Text.Select(c => new Atom(c, text.IsQuoted, null)));
            }
            else
            {
                atoms.Add(new Atom('\0', true, part));
            }
        }

        var words = new List<ImmutableArray<Part>>();
        return atoms.Count(a => a.Is('{')) <= MostBraces && Expand(atoms, 0, words) ? words : null;
    }

    private static bool Expand(List<Atom> atoms, int from, List<ImmutableArray<Part>> words)
    {
        for (var open = from; open < atoms.Count; open++)
        {
            if (
                !atoms[open].Is('{')
                || Close(atoms, open) is not { } close
                || Alternatives(atoms, open, close) is not { } alternatives
            )
            {
                continue;
            }

            foreach (var alternative in alternatives)
            {
                List<Atom> word = [.. atoms[..open], .. alternative, .. atoms[(close + 1)..]];
                if (words.Count > Most || !Expand(word, open, words))
                {
                    return false;
                }
            }

            return true;
        }

        words.Add(ToParts(atoms));
        return words.Count <= Most;
    }

    private static int? Close(List<Atom> atoms, int open)
    {
        var depth = 0;
        for (var i = open; i < atoms.Count; i++)
        {
            depth +=
                atoms[i].Is('{') ? 1
                : atoms[i].Is('}') ? -1
                : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return null;
    }

    /// <summary>What stands between the braces, taken apart; null where they are no brace expansion.</summary>
    private static List<List<Atom>>? Alternatives(List<Atom> atoms, int open, int close)
    {
        var found = new List<List<Atom>>();
        var start = open + 1;
        var depth = 0;
        for (var i = open + 1; i < close; i++)
        {
            depth +=
                atoms[i].Is('{') ? 1
                : atoms[i].Is('}') ? -1
                : 0;
            if (depth == 0 && atoms[i].Is(','))
            {
                found.Add(atoms[start..i]);
                start = i + 1;
            }
        }

        if (found.Count > 0)
        {
            found.Add(atoms[start..close]);
            return found;
        }

        var inner = atoms[(open + 1)..close];
        return inner.All(a => a is { Part: null, IsQuoted: false })
            ? Range(string.Concat(inner.Select(a => a.Character)))
            : null;
    }

    private static List<List<Atom>>? Range(string text)
    {
        var ends = text.Split("..");
        if (ends.Length is < 2 or > 3)
        {
            return null;
        }

        var step = 1;
        if (ends.Length == 3 && !IsNumber(ends[2], out step))
        {
            return null;
        }

        // The sign of the step is of no account, and none is one.
        var by = Math.Max(1, Math.Abs((long)step));
        if (ends[0] is [var a] && ends[1] is [var b] && char.IsAsciiLetter(a) && char.IsAsciiLetter(b))
        {
            return Steps(a, b, by, n => ((char)n).ToString());
        }

        return IsNumber(ends[0], out var first) && IsNumber(ends[1], out var last)
            ? Steps(first, last, by, n => n.ToString(CultureInfo.InvariantCulture))
            : null;
    }

    private static List<List<Atom>> Steps(long first, long last, long by, Func<long, string> text)
    {
        var found = new List<List<Atom>>();
        for (
            var n = first;
            (first <= last ? n <= last : n >= last) && found.Count < Most + 2;
            n += first <= last ? by : -by
        )
        {
            found.Add([.. text(n).Select(c => new Atom(c, false, null))]);
        }

        return found;
    }

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static ImmutableArray<Part> ToParts(List<Atom> atoms)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        for (var i = 0; i < atoms.Count; )
        {
            if (atoms[i].Part is { } part)
            {
                parts.Add(part);
                i++;
                continue;
            }

            var start = i;
            while (i < atoms.Count && atoms[i].Part is null && atoms[i].IsQuoted == atoms[start].IsQuoted)
            {
                i++;
            }

            parts.Add(new TextPart(string.Concat(atoms[start..i].Select(a => a.Character)), atoms[start].IsQuoted));
        }

        return parts.ToImmutable();
    }

    private readonly record struct Atom(char Character, bool IsQuoted, Part? Part)
    {
        public bool Is(char c) => !IsQuoted && Part is null && Character == c;
    }
}
