using System.Globalization;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>Where a value was found to come from.</summary>
/// <param name="IsOwners">The owner chose it.</param>
/// <param name="Source">In words for the owner: "your message", "event “Standup”".</param>
/// <param name="At">Which word of the owner's message it stands at or hangs on; -1 where it hangs on none.</param>
internal readonly record struct Choice(bool IsOwners, string Source, int At = -1)
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
        if (value.Text == "false")
        {
            return new Choice(true, "left off");
        }

        var at = Words.Of(value.Argument).Select(w => Words.Stem(w.Text)).Where(flow.Owner.HasStem).Any();
        return at ? Choice.InMessage(-1) : Choice.Nobody("the run's own idea");
    }

    private static Choice InOwnerWords(CallValue value, RunFlow flow)
    {
        var owner = flow.Owner;
        var text = value.Text.Trim();
        if (text.Contains('@', StringComparison.Ordinal) && !text.StartsWith('@'))
        {
            var address = MailAddress.Normalize(text);
            return address is not null && owner.HasAddress(address)
                ? Choice.InMessage(IndexOfText(owner, text))
                : Choice.Nobody("");
        }

        if (Dates.TryRead(text, out var day, out var time))
        {
            return OfDate(owner, day, time);
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && text.Length < 12)
        {
            return OfNumber(value, owner, number);
        }

        if (Carriers.In(text) is [{ Kind: CarrierKind.Link } link])
        {
            return owner.HasLink(link.Canonical) ? Choice.InMessage(IndexOfText(owner, text)) : Choice.Nobody("");
        }

        return OfName(value, owner, text);
    }

    private static Choice OfName(CallValue value, OwnerWords owner, string text)
    {
        var words = Words.Of(text);
        if (words.IsEmpty)
        {
            return Choice.Nobody("");
        }

        var kinds = value.Kinds.Add(value.Argument);
        var at = owner.IndexOfName(words, kinds);
        if (at < 0)
        {
            return Choice.Nobody("");
        }

        // Who receives something, or what is acted upon, must be written exactly so; a title may differ in punctuation.
        var written = owner.Text[owner.Words[at].Start..owner.Words[at + words.Length - 1].End];
        var exact = string.Equals(written, text.Trim('#', '@', '\'', '"'), StringComparison.OrdinalIgnoreCase);
        return exact || (value.Role != ValueRole.Destination && value.Kinds.IsEmpty)
            ? Choice.InMessage(at)
            : Choice.Nobody("");
    }

    private static Choice OfNumber(CallValue value, OwnerWords owner, decimal number)
    {
        foreach (var written in owner.Numbers)
        {
            if (written.Value != number || written.CountsTime)
            {
                continue;
            }

            // A record's number must be called one: "my 5 o'clock" or "5 people" is not id 5.
            if (value.Kinds.IsEmpty || value.Text.Length >= 6 || owner.IsBesideKind(written.Word, value.Kinds.AddRange(s_idWords)))
            {
                return Choice.InMessage(written.Word);
            }
        }

        return Choice.Nobody("");
    }

    private static readonly string[] s_idWords = ["id", "no", "number", "nr"];

    private static Choice OfDate(OwnerWords owner, DateOnly day, TimeOnly? time)
    {
        if (!owner.Days.Any(d => d.Is(day)))
        {
            return Choice.Nobody("");
        }

        var whole = time is null || time == TimeOnly.MinValue || (time.Value.Hour == 23 && time.Value.Minute == 59);
        return whole || owner.Times.IsEmpty || owner.Times.Contains(time!.Value)
            ? Choice.InMessage(-1)
            : Choice.Nobody("");
    }

    /// <summary>A structural field of a record that the owner's words mean: its people, its amounts, its place.</summary>
    private static Choice? InNamedRecord(CallValue value, RunFlow flow)
    {
        var text = Identities.Normalize(value.Text);
        var isNumber = decimal.TryParse(
            value.Text,
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        );
        foreach (var record in flow.Records)
        {
            foreach (var field in record.Record.Fields)
            {
                if (Fits(value, field, isNumber) && IsSame(field, text, isNumber, number) && flow.IsNamed(record))
                {
                    return new Choice(true, record.Describe(), RunFlow.PositionOf(record));
                }
            }
        }

        return null;
    }

    private static bool Fits(CallValue value, SeenField field, bool isNumber) =>
        field.Kind switch
        {
            FieldKind.Author or FieldKind.Address => !isNumber,
            FieldKind.Value => value.Role != ValueRole.Destination && value.Kinds.IsEmpty,
            FieldKind.Name => value.Role == ValueRole.Destination && field.Text.Length <= 60,
            FieldKind.Id => value.Role == ValueRole.Destination,
            FieldKind.Prose => false,
        };

    private static bool IsSame(SeenField field, string text, bool isNumber, decimal number) =>
        isNumber && field.Kind == FieldKind.Value
            ? decimal.TryParse(
                field.Text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var theirs
            )
                && theirs == number
            : string.Equals(Identities.Normalize(field.Text), text, StringComparison.Ordinal);

    private static Choice? InTemplate(CallValue value, RunFlow flow) =>
        value.Role != ValueRole.Destination && value.Kinds.IsEmpty && Fills(value.Text, flow)
            ? new Choice(true, "your wording, filled in from your own systems")
            : null;

    /// <summary>Whether a text is one of the owner's templates, each slot filled with a whole value of the owner's own systems.</summary>
    public static bool Fills(string text, RunFlow flow) =>
        flow.Owner.Templates.Any(t =>
            t.Match(text) is { } fillings && fillings.All(f => IsFirstPartyValue(f.Filling, f.Slot, flow))
        );

    // The slot's name must speak of the kind of thing that the value belongs to: {hotel_name} takes no passport number.
    private static bool IsFirstPartyValue(string filling, string slot, RunFlow flow)
    {
        var slotStems = Words.Of(slot.Replace('_', ' ')).Select(w => Words.Stem(w.Text)).ToHashSet(StringComparer.Ordinal);
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
        var words = Words.Of(value.Text);
        if (words.IsEmpty)
        {
            return "the run's own idea";
        }

        return Carriers.In(value.Text) is [var carrier] && flow.Texts.With(carrier) is [.., var holder] ? holder.Describe()
            : flow.Texts.WithWord(words[0].Text) is { Count: > 0 } holders
                && holders.FirstOrDefault(h => Words.IndexOf(h.Words, words) >= 0) is { } from
                ? from.Describe()
            : "the run's own idea";
    }

    private static int IndexOfText(OwnerWords owner, string text)
    {
        var at = owner.Text.IndexOf(text, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? -1 : owner.Words.Count(w => w.End <= at);
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
