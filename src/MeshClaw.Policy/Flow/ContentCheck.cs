using System.Collections.Immutable;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Looks at what would be sent to others. That the owner chose the recipient does not make the content the owner's: it must carry no
/// link, address or number that the owner did not choose, no secret, nothing of a record that the owner did not name, and no words that
/// somebody else wrote unless the owner named that text.
/// </summary>
internal static class ContentCheck
{
    /// <summary>What is wrong with the content of a call, in a sentence for the owner; null where nothing is.</summary>
    public static string? Fault(ProposedCall call, RunFlow flow)
    {
        var values = call.Values.Where(v => v.Form == ValueForm.Text && v.Role != ValueRole.Destination).ToList();
        if (HoldsSecret(call, flow))
        {
            return "It would hand on a secret that the run has read.";
        }

        foreach (var value in values.Where(v => v.Role is ValueRole.Content or ValueRole.Parameter))
        {
            var fault = FaultOf(value, flow);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private static string? FaultOf(CallValue value, RunFlow flow)
    {
        if (Choices.Fills(value.Text, flow) || Dates.TryRead(value.Text, out _, out _))
        {
            return null;
        }

        foreach (var carrier in Carriers.In(value.Text))
        {
            if (!flow.Owner.Has(carrier) && !IsOfNamedRecord(carrier, flow))
            {
                return $"Its {value.Argument} carries “{Shown(value.Text, carrier)}”, which you did not choose.";
            }
        }

        var words = Words.Of(value.Text);
        return ForeignWords(words, flow) is { } record
                ? $"Its {value.Argument} repeats {record.Describe()}, which you did not name."
            : Unaccounted(words, flow) is { } word
                ? $"Its {value.Argument} says “{word}”, and the run has read things that you did not name."
            : null;
    }

    /// <summary>The first record that the words are copied from and that the owner did not name; null where there is none.</summary>
    private static KnownRecord? ForeignWords(ImmutableArray<Word> words, RunFlow flow)
    {
        if (words.Length < SeenTexts.Run)
        {
            return ForeignWhole(words, flow);
        }

        for (var i = 0; i + SeenTexts.Run <= words.Length; i++)
        {
            var holders = flow.Texts.WithRun(words, i);
            if (
                holders.Count > 0
                && Words.IndexOf(flow.Owner.Words, words.Slice(i, SeenTexts.Run)) < 0
                && holders.All(h => !IsOpenTo(h, flow))
            )
            {
                return holders[0];
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
    /// Once the run has read private things that the owner did not point at, free wording could carry them: then each word of weight
    /// must be the owner's or stand in what the owner named.
    /// </summary>
    private static string? Unaccounted(ImmutableArray<Word> words, RunFlow flow)
    {
        if (!flow.HasUndirectedReads)
        {
            return null;
        }

        foreach (var word in words)
        {
            if (
                word.Text.Length > 2
                && !Words.IsCommon(word.Text)
                && !flow.Owner.HasStem(Words.Stem(word.Text))
                && !flow.Texts.WithWord(word.Text).Any(h => IsOpenTo(h, flow))
            )
            {
                return word.Text;
            }
        }

        return null;
    }

    /// <summary>What the owner named, or what a read for something that the owner named brought, may be told to whom the owner chose.</summary>
    private static bool IsOpenTo(KnownRecord record, RunFlow flow) => record.Directed || flow.IsNamed(record);

    private static bool IsOfNamedRecord(Carrier carrier, RunFlow flow) =>
        flow.Texts.With(carrier)
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
        var texts = call.Values.Where(v => v.Form == ValueForm.Text).Select(v => v.Text).ToList();
        // All together as well: a secret cut in two is still one.
        var all = string.Concat(texts);
        return texts
            .Append(all)
            .SelectMany(t => Carriers.Decoded(t).SelectMany(Carriers.Decoded).Concat(Carriers.Decoded(t)).Append(t))
            .Select(SeenTexts.Compact)
            .Any(c => flow.Texts.HoldsSecret(c, flow.Owner));
    }

    private static string Shown(string text, Carrier carrier) =>
        carrier.End <= text.Length ? text[carrier.Start..carrier.End].Trim() : carrier.Canonical;
}
