using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Where a value was found to come from.</summary>
/// <param name="IsOwners">The owner chose it.</param>
/// <param name="Source">In words for the owner: "your message", "event “Standup”".</param>
/// <param name="At">Which word of the owner's message it stands at or hangs on; -1 where it hangs on none.</param>
/// <param name="Record">The record that it was taken from.</param>
internal readonly record struct Choice(bool IsOwners, string Source, int At = -1, KnownRecord? Record = null)
{
    public static Choice Nobody(string source) => new(false, source);

    public static Choice InMessage(int at) => new(true, "your message", at);
}

/// <summary>
/// Decides whether the owner chose a value: it stands in the owner's words, it identifies or belongs to a record that these words mean,
/// or the run itself made it. Exact about identity: what merely looks like it, contains it or ends in it is something else.
/// </summary>
internal static class Choices
{
    /// <summary>Traces one value.</summary>
    public static Choice Of(CallValue value, RunFlow flow)
    {
        if (value.Form == ValueForm.Boolean)
        {
            return OfBoolean(value, flow);
        }

        if (HasHiddenCharacters(value.Text))
        {
            return Choice.Nobody("a text with invisible characters");
        }

        var own = InOwnerWords(value, flow);
        if (own.IsOwners)
        {
            return own;
        }

        if (flow.IsMade(value))
        {
            return new Choice(true, "made by this run");
        }

        if (flow.Find(value) is { } record)
        {
            if (flow.IsNamed(record))
            {
                return new Choice(true, record.Describe(), RunFlow.PositionOf(record));
            }

            if (value.Role == ValueRole.Target)
            {
                return Choice.Nobody(record.Describe());
            }
        }

        return InNamedRecord(value, flow) ?? InTemplate(value, flow) ?? Choice.Nobody(SourceOf(value, flow));
    }

    private static Choice OfBoolean(CallValue value, RunFlow flow)
    {
        // A required "false" is how such a tool is told nothing; an optional one changes something.
        if (value.Text == "false" && !value.Optional)
        {
            return new Choice(true, "left off");
        }

        return Words.Of(value.Argument).Any(w => flow.Owner.HasStem(Words.Stem(w.Text)))
            ? Choice.InMessage(-1)
            : Choice.Nobody("the run's own idea");
    }

    private static Choice InOwnerWords(CallValue value, RunFlow flow)
    {
        var owner = flow.Owner;
        var text = value.Text.Trim();
        if (text.Contains('@', StringComparison.Ordinal) && !text.StartsWith('@'))
        {
            return owner.HasAddress(value.Parts.Identity)
                ? Choice.InMessage(IndexOfText(owner, text))
                : Choice.Nobody("");
        }

        if (value.Parts.Day is { } day)
        {
            return OfDate(owner, day, value.Parts.Time);
        }

        if (value.Form == ValueForm.Number && text.StartsWith('-'))
        {
            return Choice.Nobody(""); // The owner's numbers have no sign.
        }

        if (
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && text.Length < 12
        )
        {
            return OfNumber(value, flow, number);
        }

        if (value.Parts.Carriers is [{ Kind: CarrierKind.Link } link])
        {
            return Carriers.CanonicalLink(text) == link.Canonical && owner.HasLink(link.Canonical)
                ? Choice.InMessage(IndexOfText(owner, text))
                : Choice.Nobody("");
        }

        return OfName(value, flow, text);
    }

    private static Choice OfName(CallValue value, RunFlow flow, string text)
    {
        var (owner, words) = (flow.Owner, value.Parts.Words);
        if (words.IsEmpty)
        {
            return Choice.Nobody("");
        }

        var kinds = value.Kinds.Add(value.Name);
        var at = owner.IndexOfName(words, kinds);
        if (
            at < 0
            && value is { Role: ValueRole.Target, Kinds.IsEmpty: true }
            && words is [var only]
            && owner.HasWord(only.Text)
        )
        {
            at = Words.IndexOf(owner.Words, words); // A setting such as "production" identifies nothing.
        }

        if (at < 0)
        {
            return Choice.Nobody("");
        }

        if (value.Role == ValueRole.Destination)
        {
            at = Receiving(owner, flow.Asks, words, at, kinds);
            if (at < 0)
            {
                return Choice.Nobody("your message, as where something comes from");
            }
        }

        // Who receives something, or what is acted upon, must be written exactly so; a title may differ in punctuation.
        var written = owner.Text[owner.Words[at].Start..owner.Words[at + words.Length - 1].End];
        var exact = string.Equals(written, text.Trim('#', '@', '\'', '"'), StringComparison.OrdinalIgnoreCase);
        return exact || (value.Role != ValueRole.Destination && value.Kinds.IsEmpty)
            ? Choice.InMessage(at)
            : Choice.Nobody("");
    }

    /// <summary>The first place at which a name stands as who receives; -1 where it only stands as who sent.</summary>
    private static int Receiving(
        OwnerWords owner,
        OwnerAsks asks,
        ImmutableArray<Word> words,
        int at,
        ImmutableArray<string> kinds
    )
    {
        if (!owner.IsSource(at, words.Length) || asks.Replies)
        {
            return at;
        }

        for (
            var next = Words.IndexOf(owner.Words, words, at + 1);
            next >= 0;
            next = Words.IndexOf(owner.Words, words, next + 1)
        )
        {
            if (!owner.IsSource(next, words.Length) && (words.Length > 1 || owner.StandsOut(next, kinds)))
            {
                return next;
            }
        }

        return -1;
    }

    private static Choice OfNumber(CallValue value, RunFlow flow, decimal number)
    {
        foreach (var written in flow.Owner.Numbers)
        {
            if (written.Value == number && OwnerNumbers.Means(written, value, flow))
            {
                return Choice.InMessage(written.Word);
            }
        }

        return Choice.Nobody("");
    }

    private static Choice OfDate(OwnerWords owner, DateOnly day, TimeOnly? time)
    {
        var written = owner.Days.Where(d => d.Is(day)).ToList();
        if (written.Count == 0)
        {
            return Choice.Nobody("");
        }

        var whole = time is null || time == TimeOnly.MinValue || (time.Value.Hour == 23 && time.Value.Minute == 59);
        return whole || owner.Times.IsEmpty || owner.Times.Contains(time!.Value)
            ? Choice.InMessage(owner.IndexAt(written[0].At))
            : Choice.Nobody("");
    }

    /// <summary>A structural field of a record that the owner's words mean: its people, its amounts, its place.</summary>
    private static Choice? InNamedRecord(CallValue value, RunFlow flow)
    {
        foreach (var (record, field) in flow.Holding(value.Text))
        {
            if (Fits(value, field) && Means(flow, record, value, value.Parts.Identity))
            {
                return new Choice(true, record.Describe(), RunFlow.PositionOf(record), record);
            }
        }

        return null;
    }

    private static bool Means(RunFlow flow, KnownRecord record, CallValue value, string text) =>
        value.Role == ValueRole.Destination
            ? flow.IsNamedAsPlace(record, text) && (!IsOnlyAuthor(record, text) || flow.Asks.Replies)
            : flow.IsNamed(record);

    // Whoever wrote what the owner named is written to only where the owner asked for an answer.
    private static bool IsOnlyAuthor(KnownRecord record, string text) =>
        record.Record.Fields.Where(f => Identities.Normalize(f.Text) == text).All(f => f.Kind == FieldKind.Author);

    private static bool Fits(CallValue value, SeenField field) =>
        field.Kind switch
        {
            FieldKind.Author or FieldKind.Address => !decimal.TryParse(value.Text, CultureInfo.InvariantCulture, out _),
            FieldKind.Value => value.Role != ValueRole.Destination && value.Kinds.IsEmpty,
            FieldKind.Name => value.Role == ValueRole.Destination && field.Text.Length <= 60,
            FieldKind.Id => value.Role == ValueRole.Destination,
            FieldKind.DisplayName or FieldKind.Prose => false,
        };

    private static Choice? InTemplate(CallValue value, RunFlow flow) =>
        value.Role != ValueRole.Destination && value.Kinds.IsEmpty && Fills(value.Text, flow)
            ? new Choice(true, "your wording, filled in from your own systems")
            : null;

    /// <summary>Whether a text is one of the owner's templates, each slot filled with a whole value of the owner's own systems.</summary>
    public static bool Fills(string text, RunFlow flow) =>
        flow.Owner.Templates.Any(t =>
            t.Match(text) is { } fillings && fillings.All(f => IsFirstPartyValue(f.Filling, f.Slot, flow))
        );

    // The slot's name must speak of the kind of thing that the value belongs to: {order_number} takes no passport number.
    private static bool IsFirstPartyValue(string filling, string slot, RunFlow flow)
    {
        var slotStems = Words
            .Of(slot.Replace('_', ' '))
            .Select(w => Words.Stem(w.Text))
            .ToHashSet(StringComparer.Ordinal);
        return flow.Records.Any(r =>
            !r.Outside
            && r.Record.Kinds.Any(k => slotStems.Contains(Words.Stem(k)))
            && r.Record.Fields.Any(f =>
                f.Label is { Origin: <= Origin.OwnSystem, Sensitivity: < Sensitivity.Secret }
                && string.Equals(f.Text.Trim(), filling.TrimEnd('.'), StringComparison.OrdinalIgnoreCase)
            )
        );
    }

    /// <summary>Where a value that nobody chose was seen, for the card.</summary>
    private static string SourceOf(CallValue value, RunFlow flow)
    {
        var words = value.Parts.Words;
        if (words.IsEmpty)
        {
            return "the run's own idea";
        }

        return value.Parts.Carriers is [var carrier] && flow.Texts.With(carrier) is [.., var holder] ? holder.Describe()
            : flow.Texts.WithWord(words[0].Text) is { Count: > 0 } holders
            && holders.FirstOrDefault(h => Words.IndexOf(h.Words, words) >= 0) is { } from
                ? from.Describe()
            : "the run's own idea";
    }

    private static int IndexOfText(OwnerWords owner, string text)
    {
        var at = owner.Text.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? -1 : owner.IndexAt(at);
    }

    private static bool HasHiddenCharacters(string text) =>
        text.Any(c =>
            char.GetUnicodeCategory(c)
                is UnicodeCategory.Format
                    or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned
            || (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
        );
}
