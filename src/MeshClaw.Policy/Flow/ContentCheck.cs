using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Looks at what would be sent to others. That the owner chose the recipient does not make the content the owner's: it must carry no
/// link, address or number that the owner did not choose, no secret, nothing of a record that the owner did not name, and no sentence
/// that somebody else wrote unless the owner asked for that text itself.
/// </summary>
internal static class ContentCheck
{
    /// <summary>Whose words the content may be made of.</summary>
    private enum Wording
    {
        Owners,
        Named,
        Free,
    }

    /// <summary>So many words in a row are somebody's sentence, even in a summary.</summary>
    private const int OthersSentence = 10;

    private const int MostBits = 4;

    private const int MostMarks = 8;

    /// <summary>What is wrong with the content of a call, in a sentence for the owner; null where nothing is.</summary>
    public static string? Fault(ProposedCall call, RunFlow flow)
    {
        if (HoldsSecret(call, flow))
        {
            return "It would hand on a secret that the run has read.";
        }

        var source =
            Standing.Is(call) || !flow.Asks.Relays ? Wording.Owners
            : flow.HasUndirectedReads ? Wording.Named
            : Wording.Free;
        foreach (var value in call.Values)
        {
            if (value.Form == ValueForm.Text && value.Role is ValueRole.Content or ValueRole.Parameter)
            {
                if (FaultOf(value, flow, source) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private static string? FaultOf(CallValue value, RunFlow flow, Wording wording)
    {
        // How much access is given has been looked at by itself.
        if (value.Parts.IsAccessLevel || Choices.Fills(value.Text, flow) || value.Parts.Day is not null)
        {
            return null;
        }

        if (value.Parts.Sign is { } sign && !flow.Owner.Text.Contains(sign, StringComparison.Ordinal))
        {
            return $"Its {value.Name} is written in signs that stand for something else (“{sign}”).";
        }

        if (value.Parts.Words.IsEmpty && value.Text.Count(c => !char.IsWhiteSpace(c)) >= MostMarks)
        {
            return $"Its {value.Name} is no text.";
        }

        if (Bits(value, flow) is { } bits)
        {
            return $"Its {value.Name} is written in bits of words (“{bits}”).";
        }

        foreach (var carrier in value.Parts.Carriers)
        {
            if (!flow.Owner.Has(carrier) && !IsOfNamedRecord(carrier, flow))
            {
                return $"Its {value.Name} carries “{Shown(value.Text, carrier)}”, which you did not choose.";
            }
        }

        var words = value.Parts.Words;
        return ForeignWords(words, flow) is { } record ? $"Its {value.Name} repeats words of {record.Describe()}."
            : Unaccounted(words, flow, wording) is { } word
                ? $"Its {value.Name} says “{word}”, which is not your wording."
            : Relaying.Reversed(value, flow.Asks) is { } reversed
                ? $"Its {value.Name} says “{reversed}”, and you said it with a “not”."
            : Relaying.Request(value, flow.Owner) is { } request
                ? $"Its {value.Name} asks something of its reader in your name (“{request}”)."
            : ChangedNumber(words, flow) is { } number
                ? $"Its {value.Name} says {number}, and you wrote another number."
            : null;
    }

    /// <summary>Many words of one or two letters that say nothing and are not the owner's; null where there are none.</summary>
    private static string? Bits(CallValue value, RunFlow flow)
    {
        var bits = value
            .Parts.Words.Where(w =>
                w.Text.Length <= 2 && !w.IsNumber && !IsPlain(w, value.Text) && !flow.Owner.HasWord(w.Text)
            )
            .ToList();
        return bits.Count >= MostBits ? string.Join(' ', bits.Select(b => b.Text)) : null;
    }

    // A short word that every text has, or the end of one: "Ann's".
    private static bool IsPlain(Word word, string text) =>
        word.Text is "a" or "i"
        || (word.Text.Length > 1 && Words.IsCommon(word.Text))
        || (word.Start > 0 && text[word.Start - 1] is '\'' or '’');

    /// <summary>The first record that the words are copied from against the owner's wish; null where there is none.</summary>
    private static KnownRecord? ForeignWords(ImmutableArray<Word> words, RunFlow flow)
    {
        if (words.Length < SeenTexts.Run)
        {
            return ForeignWhole(words, flow);
        }

        var verbatim = flow.Asks.Verbatim;
        var row = new Dictionary<KnownRecord, int>();
        for (var i = 0; i + SeenTexts.Run <= words.Length; i++)
        {
            var holders = flow.Texts.WithRun(words, i);
            if (holders.Count == 0 || Words.IndexOf(flow.Owner.Words, words.Slice(i, SeenTexts.Run)) >= 0)
            {
                row.Clear();
                continue;
            }

            if (holders.All(h => !IsOpenTo(h, flow)))
            {
                return holders[0];
            }

            row = holders.Where(h => !h.IsFirstParty).ToDictionary(h => h, h => row.GetValueOrDefault(h) + 1);
            if (!verbatim && row.FirstOrDefault(r => r.Value > OthersSentence - SeenTexts.Run) is { Key: { } copied })
            {
                return copied;
            }
        }

        return null;
    }

    // Short texts: all of it stands somewhere, with at least one word that says something.
    private static KnownRecord? ForeignWhole(ImmutableArray<Word> words, RunFlow flow)
    {
        if (words.Length < 2 || words.All(w => Words.IsCommon(w.Text)) || Words.IndexOf(flow.Owner.Words, words) >= 0)
        {
            return null;
        }

        var holders = flow.Texts.WithWord(words[0].Text).Where(h => Words.IndexOf(h.Words, words) >= 0).ToList();
        return holders.Count > 0 && holders.All(h => !IsOpenTo(h, flow)) ? holders[0] : null;
    }

    /// <summary>
    /// A word of weight that is neither the owner's nor, where the owner asked to pass on what was read, of what the owner named. Free wording
    /// could carry what was read elsewhere: it is for summaries by a run that has read only what the owner pointed at.
    /// </summary>
    private static string? Unaccounted(ImmutableArray<Word> words, RunFlow flow, Wording wording)
    {
        if (wording == Wording.Free)
        {
            return null;
        }

        foreach (var word in words)
        {
            if (
                word.Text.Length > 2
                && !Words.IsCommon(word.Text)
                && !Dates.IsMonthOrDay(word.Text)
                && !flow.Owner.HasStem(Words.Stem(word.Text))
                && !(wording == Wording.Named && flow.Texts.WithWord(word.Text).Any(h => IsOpenTo(h, flow)))
            )
            {
                return word.Text;
            }
        }

        return null;
    }

    /// <summary>In wording that is mostly the owner's, a number that is not.</summary>
    private static string? ChangedNumber(ImmutableArray<Word> words, RunFlow flow)
    {
        var weighty = words.Where(w => !Words.IsCommon(w.Text) && !w.IsNumber).ToList();
        var owners = weighty.Count(w => flow.Owner.HasWord(w.Text));
        if (weighty.Count < 2 || owners * 10 < weighty.Count * 7)
        {
            return null;
        }

        var number = words.FirstOrDefault(w => w.IsNumber && !flow.Owner.HasNumber(w.Text));
        return number.Text;
    }

    /// <summary>What the owner named, or what a read for something that the owner named brought, may be told to whom the owner chose.</summary>
    private static bool IsOpenTo(KnownRecord record, RunFlow flow) => record.Directed || flow.IsNamed(record);

    private static bool IsOfNamedRecord(Carrier carrier, RunFlow flow) =>
        flow
            .Texts.With(carrier)
            .Any(r =>
                flow.IsNamed(r)
                && r.Record.Fields.Any(f =>
                    f.Kind != FieldKind.Prose
                    && f.Label.Origin <= Origin.OwnSystem
                    && Carriers.In(f.Text).Any(c => c.Canonical == carrier.Canonical)
                )
            );

    private static bool HoldsSecret(ProposedCall call, RunFlow flow)
    {
        if (!flow.Texts.HasSecrets)
        {
            return false;
        }

        var texts = call.Values.Where(v => v.Role != ValueRole.Target || v.Kinds.IsEmpty).Select(v => v.Text).ToList();
        // All together as well: a secret cut in two is still one.
        return texts
            .Append(string.Concat(texts))
            .SelectMany(Disguises.Of)
            .Select(SeenTexts.Compact)
            .Any(c => flow.Texts.HoldsSecret(c, flow.Owner));
    }

    private static string Shown(string text, Carrier carrier) =>
        carrier.End <= text.Length ? text[carrier.Start..carrier.End].Trim() : carrier.Canonical;
}
