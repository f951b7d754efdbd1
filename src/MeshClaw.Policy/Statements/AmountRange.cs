using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshClaw.Policy.Statements;

/// <summary>How much money moves, in the account's currency: at least one bound.</summary>
/// <param name="Least">Lower bound; null for none.</param>
/// <param name="LeastIncluded">Whether the lower bound itself belongs to it.</param>
/// <param name="Most">Upper bound; null for none.</param>
/// <param name="MostIncluded">Whether the upper bound itself belongs to it.</param>
public sealed partial record AmountRange(decimal? Least, bool LeastIncluded, decimal? Most, bool MostIncluded)
{
    /// <summary>Reads <c>&gt; 100</c>, <c>&lt;= 20</c> or <c>&gt; 20 and &lt;= 100</c>; null for anything else, also where no amount fits.</summary>
    public static AmountRange? Parse(string? text)
    {
        var match = Pattern().Match(text ?? "");
        if (!match.Success)
        {
            return null;
        }

        var range = new AmountRange(null, false, null, false);
        for (var group = 1; group <= 3 && match.Groups[group].Success; group += 2)
        {
            var sign = match.Groups[group].ValueSpan;
            var value = decimal.Parse(match.Groups[group + 1].ValueSpan, CultureInfo.InvariantCulture);
            switch (sign[0])
            {
                case '>' when range.Least is null:
                    range = range with { Least = value, LeastIncluded = sign.Length == 2 };
                    break;
                case '<' when range.Most is null:
                    range = range with { Most = value, MostIncluded = sign.Length == 2 };
                    break;
                default:
                    return null; // Twice the same side.
            }
        }

        return range.IsEmpty ? null : range;
    }

    /// <summary>Whether an amount lies in it.</summary>
    public bool Contains(decimal amount) =>
        (Least is not { } least || amount > least || (LeastIncluded && amount == least))
        && (Most is not { } most || amount < most || (MostIncluded && amount == most));

    /// <summary>Whether no amount of money lies in it. An amount is never below nothing.</summary>
    internal bool IsEmpty =>
        (Least is null && Most is null)
        || (Most is { } most && (most < 0 || (most == 0 && !MostIncluded)))
        || (Least is { } low && Most is { } high && (low > high || (low == high && !(LeastIncluded && MostIncluded))));

    /// <inheritdoc />
    public override string ToString()
    {
        var least = Least is { } low ? Bound('>', LeastIncluded, low) : null;
        var most = Most is { } high ? Bound('<', MostIncluded, high) : null;
        return string.Join(" and ", new[] { least, most }.Where(b => b is not null));
    }

    private static string Bound(char sign, bool included, decimal value) =>
        string.Create(CultureInfo.InvariantCulture, $"{sign}{(included ? "=" : "")} {value}");

    [GeneratedRegex(
        @"^\s*([<>]=?)\s*([0-9]{1,12}(?:\.[0-9]{1,6})?)(?:\s+and\s+([<>]=?)\s*([0-9]{1,12}(?:\.[0-9]{1,6})?))?\s*\z"
    )]
    private static partial Regex Pattern();
}
