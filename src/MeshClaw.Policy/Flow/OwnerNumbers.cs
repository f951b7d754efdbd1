using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>A number that the owner wrote.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Word">The word at which it starts.</param>
/// <param name="CountsTime">It counts days, hours or the like, or is an ordinal or a percentage: no amount and no id.</param>
internal readonly record struct OwnerNumber(decimal Value, int Word, bool CountsTime);

/// <summary>
/// Whether a number of the owner means a value. "Ticket 32 for 15 minutes" holds no 32 minutes, "my 5 o'clock" no file 5, and
/// "the last 6 transactions" no 6 dollars.
/// </summary>
internal static partial class OwnerNumbers
{
    private static readonly ImmutableArray<string> s_idWords = ["id", "no", "number", "nr"];

    private const int LongestUnit = 24;

    /// <summary>Every number in the owner's words, but for those within addresses and links.</summary>
    public static IEnumerable<OwnerNumber> In(OwnerWords owner)
    {
        var dates = DateNumbers().Matches(owner.Text).Select(m => (m.Index, End: m.Index + m.Length)).ToList();
        foreach (Match m in Number().Matches(owner.Text))
        {
            var at = owner.IndexAt(m.Index);
            if (
                at == owner.Words.Length
                || owner.IsInCarrier(at)
                || !decimal.TryParse(
                    m.Value.Replace(",", "", StringComparison.Ordinal),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var value
                )
            )
            {
                continue;
            }

            var end = m.Index + m.Length;
            var unit = owner.Text.Substring(end, Math.Min(LongestUnit, owner.Text.Length - end));
            var countsTime = TimeAfter().IsMatch(unit) || dates.Exists(d => m.Index >= d.Index && m.Index < d.End);
            yield return new OwnerNumber(value, at, countsTime);
        }
    }

    /// <summary>Whether the number may stand for the value.</summary>
    public static bool Means(OwnerNumber written, CallValue value, RunFlow flow)
    {
        var owner = flow.Owner;
        if (!value.Kinds.IsEmpty)
        {
            // A record's number must be called one, unless it is too long to be there by accident.
            return !written.CountsTime
                && (value.Text.Length >= 6 || owner.IsBesideKind(written.Word, value.Kinds.AddRange(s_idWords)));
        }

        var next = written.Word + 1 < owner.Words.Length ? owner.Words[written.Word + 1] : default;
        var counted = next.Text is not null && IsCloseTo(owner, written.Word, next) ? next.Text : null;
        var asks = Words.Of(value.Name.Replace('_', ' ')).Select(w => Words.Stem(w.Text)).ToList();
        if (counted is not null && asks.Contains(Words.Stem(counted)))
        {
            return true; // "15 minutes" for minutes.
        }

        return !written.CountsTime
            && !IsNumberOf(written.Word, value, flow)
            && !(counted is not null && flow.IsKind(counted, value));
    }

    /// <summary>"ticket 32", "Kro 27": the number belongs to the name before it.</summary>
    private static bool IsNumberOf(int word, CallValue value, RunFlow flow)
    {
        var owner = flow.Owner;
        if (word == 0 || !IsCloseTo(owner, word - 1, owner.Words[word]))
        {
            return false;
        }

        var before = owner.Words[word - 1];
        var isName =
            !before.Text.Any(char.IsAsciiDigit)
            && char.IsUpper(owner.Text[before.Start])
            && !owner.StartsSentence(word - 1)
            && !Currency().IsMatch(before.Text);
        return isName || flow.IsKind(before.Text, value) || s_idWords.Contains(before.Text);
    }

    private static bool IsCloseTo(OwnerWords owner, int at, Word next) =>
        owner.Text.AsSpan(owner.Words[at].End, next.Start - owner.Words[at].End).Trim() is "" or "#";

    [GeneratedRegex("^(?:eur|euros?|usd|dollars?|gbp|pounds?|chf|sek|nok|dkk|jpy|yen|francs?)$")]
    private static partial Regex Currency();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}.,_-])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\p{N}])|(?<![\p{L}\p{N}.,_-])\d+(?:\.\d+)?(?![\p{N}_]|\.\d)"
    )]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^(?:st|nd|rd|th|%|\s*(?:-\s*)?(?:percent|o['’]clock|[ap]\.?m\b|h(?:ou)?rs?|min(?:ute)?s?|sec(?:ond)?s?|days?|weeks?|months?|years?|times?|people|persons?)\b|:\d)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex TimeAfter();

    [GeneratedRegex(@"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}:\d{2}|(?:^|\s)\d+[.)]\s")]
    private static partial Regex DateNumbers();
}
