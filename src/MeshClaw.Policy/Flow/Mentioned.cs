using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Where the owner wrote a value, and where others of the same sort.</summary>
internal static class Mentioned
{
    /// <summary>Every place at which the owner wrote the value.</summary>
    public static IReadOnlyList<int> At((CallValue Value, int At) one, RunFlow flow)
    {
        var owner = flow.Owner;
        if (one.Value.Parts.Day is { } day)
        {
            return [.. owner.Days.Where(d => d.Is(day)).Select(d => owner.IndexAt(d.At))];
        }

        var positions = new List<int> { one.At };
        var words = one.Value.Parts.Words;
        for (var at = Words.IndexOf(owner.Words, words); at >= 0; at = Words.IndexOf(owner.Words, words, at + 1))
        {
            var glued = Words.IsGlued(owner.Text, owner.Words[at], owner.Words[at + words.Length - 1]);
            // A word of a longer quotation is part of what is said, not of whom it is said to.
            if (!glued && (one.Value.Role == ValueRole.Content || owner.IsQuoted(at) == owner.IsQuoted(one.At)))
            {
                positions.Add(at);
            }
        }

        return [.. positions.Distinct()];
    }

    /// <summary>Where the owner wrote others of its sort: other addresses, other days, other numbers of the same, other names.</summary>
    public static IReadOnlyList<int> Rivals((CallValue Value, int At) one, RunFlow flow, HashSet<int> used)
    {
        var owner = flow.Owner;
        var text = one.Value.Text;
        var rivals =
            one.Value.Parts.Day is { } day ? owner.Days.Where(d => !d.Is(day)).Select(d => owner.IndexAt(d.At))
            : IsNumber(text) && IsNumber(WordAt(owner, one.At))
                ? owner
                    .Numbers.Where(n => n.Word != one.At && OwnerNumbers.Means(n, one.Value, flow))
                    .Select(n => n.Word)
                    .Concat(one.Value.Kinds.IsEmpty ? [] : OtherFiles(one.Value, flow))
            : one.Value.Parts.Carriers is [var mine]
                ? owner.Carriers.Where(c => IsRival(mine, c)).Select(c => owner.IndexAt(c.Start))
            : one.Value.Parts.IsAccessLevel
                ? AccessWords
                    .Positions(owner)
                    .Where(at => !string.Equals(owner.Words[at].Text, text, StringComparison.OrdinalIgnoreCase))
            : one.Value.Role == ValueRole.Content ? Quoted(one, owner)
            : Names(one, owner);
        return [.. rivals.Where(at => at != one.At && !used.Contains(at)).Distinct()];
    }

    /// <summary>File names beside a record's number, but for its own.</summary>
    private static IEnumerable<int> OtherFiles(CallValue value, RunFlow flow)
    {
        var names =
            flow.Find(value)?.Record.Fields.Where(f => f.Kind == FieldKind.Name).Select(f => f.Text).ToList() ?? [];
        return flow
            .Owner.PhrasePositions.Where(p =>
                flow.Owner.IsFileName(p.At) && !names.Contains(p.Text, StringComparer.OrdinalIgnoreCase)
            )
            .Select(p => p.At);
    }

    private static bool IsRival(Carrier mine, Carrier other) =>
        other.Kind == mine.Kind
        && other.Canonical != mine.Canonical
        && (mine.Kind != CarrierKind.Opaque || other.Canonical.Any(char.IsLetter) == mine.Canonical.Any(char.IsLetter));

    private static IEnumerable<int> Quoted((CallValue Value, int At) one, OwnerWords owner) =>
        owner
            .PhrasePositions.Where(p => owner.IsQuoted(p.At) && p.At != one.At)
            .Where(p => Words.Of(p.Text).Length > 2 == one.Value.Parts.Words.Length > 2)
            .Select(p => p.At);

    /// <summary>Names of the same look: file names with file names, capitals with capitals, what follows the same preposition.</summary>
    private static IEnumerable<int> Names((CallValue Value, int At) one, OwnerWords owner)
    {
        var written = WordAt(owner, one.At);
        var isFile = owner.IsFileName(one.At);
        var isCapital = written.Length > 0 && char.IsUpper(written[0]);
        var isQuoted = owner.IsQuoted(one.At);
        var alike = owner
            .PhrasePositions.Where(p =>
                owner.IsFileName(p.At) == isFile
                && (
                    isFile
                    || (owner.IsQuoted(p.At) == isQuoted && char.IsUpper(p.Text[0]) == isCapital && p.Text.Length <= 40)
                )
            )
            .Select(p => p.At);
        var before = one.At > 0 ? owner.Words[one.At - 1].Text : "";
        var sameWay =
            before is "in" or "to" or "into" or "at" or "from" && !isCapital
                ? Enumerable
                    .Range(1, Math.Max(0, owner.Words.Length - 1))
                    .Where(i =>
                        owner.Words[i - 1].Text == before
                        && owner.StandsOut(i, [])
                        && !owner.Words[i].IsNumber
                        && !owner.IsInCarrier(i)
                    )
                : [];
        return alike.Concat(sameWay);
    }

    private static string WordAt(OwnerWords owner, int at) =>
        at >= 0 && at < owner.Words.Length ? owner.Text[owner.Words[at].Start..owner.Words[at].End] : "";

    private static bool IsNumber(string text) => text.Length > 0 && text.All(c => char.IsAsciiDigit(c) || c == '.');
}
