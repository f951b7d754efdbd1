using System.Collections.Immutable;

namespace MeshClaw.Core.Usage;

/// <summary>
/// What a million tokens cost, in nano-dollars (10⁻⁹ US dollar). Of a million and not of one, since one cached token of a small model costs a
/// fraction of a nano-dollar, and amounts are integers throughout.
/// </summary>
/// <param name="Input">Tokens of a prompt.</param>
/// <param name="Output">Tokens of an answer.</param>
public sealed record TokenRates(long Input, long Output)
{
    /// <summary>Tokens of a prompt that were in the provider's cache; null where they cost what others do.</summary>
    public long? CachedRead { get; init; }

    /// <summary>Tokens of a prompt that were put into the cache; null where they cost what others do.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Tokens of an answer that only the model sees; null where they cost what others do.</summary>
    public long? Reasoning { get; init; }

    /// <summary>From US dollars for a million tokens, as price lists say them.</summary>
    public static long FromUsd(decimal usd) => decimal.ToInt64(decimal.Ceiling(usd * NanoUsd.PerUsd));
}

/// <summary>Other rates for all tokens of a call whose prompt is long.</summary>
/// <param name="Above">Tokens of a prompt; one more, and these rates hold.</param>
/// <param name="Rates">What holds then.</param>
public sealed record PriceTier(long Above, TokenRates Rates);

/// <summary>What one model costs.</summary>
/// <param name="Rates">Where the prompt is in no tier.</param>
public sealed record TokenPrice(TokenRates Rates)
{
    private const long Million = 1_000_000;

    /// <summary>Rates of long prompts.</summary>
    public ImmutableArray<PriceTier> Tiers { get; init; } = [];

    /// <summary>The most tokens that an answer can have; null where nobody said.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What a call cost, in nano-dollars, rounded up to a whole one.</summary>
    public long CostOf(TokenCounts tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var rates = RatesFor(tokens.Input);
        var cached = Math.Min(tokens.Cached, tokens.Input);
        var written = Math.Min(tokens.CacheWritten, tokens.Input - cached);
        var reasoning = Math.Min(tokens.Reasoning, tokens.Output);
        return Sum(
            (tokens.Input - cached - written, rates.Input),
            (cached, rates.CachedRead ?? rates.Input),
            (written, rates.CacheWrite ?? rates.Input),
            (tokens.Output - reasoning, rates.Output),
            (reasoning, rates.Reasoning ?? rates.Output)
        );
    }

    /// <summary>The most that so many tokens can cost: none of them cached, each of the dearest kind, in the dearest tier that they reach.</summary>
    public long WorstOf(long input, long output) =>
        Tiers
            .Where(t => input > t.Above)
            .Select(t => t.Rates)
            .Prepend(Rates)
            .Max(r =>
                Sum((input, Math.Max(r.Input, r.CacheWrite ?? 0)), (output, Math.Max(r.Output, r.Reasoning ?? 0)))
            );

    private TokenRates RatesFor(long input) => Tiers.Where(t => input > t.Above).MaxBy(t => t.Above)?.Rates ?? Rates;

    private static long Sum(params ReadOnlySpan<(long Tokens, long Rate)> parts)
    {
        Int128 sum = 0;
        foreach (var (tokens, rate) in parts)
        {
            sum += (Int128)tokens * rate;
        }

        return (long)Int128.Min((sum + Million - 1) / Million, long.MaxValue);
    }
}

/// <summary>Tokens of one call, or of many.</summary>
/// <param name="Input">Of prompts, all parts included.</param>
/// <param name="Output">Of answers, reasoning included.</param>
public sealed record TokenCounts(long Input, long Output)
{
    /// <summary>None.</summary>
    public static TokenCounts None { get; } = new(0, 0);

    /// <summary>Of the input, what came out of the provider's cache.</summary>
    public long Cached { get; init; }

    /// <summary>Of the input, what was put into it.</summary>
    public long CacheWritten { get; init; }

    /// <summary>Of the output, what only the model saw.</summary>
    public long Reasoning { get; init; }

    /// <summary>What counts against budgets of tokens: all but what came out of the cache, which costs next to nothing.</summary>
    public long Counted => Math.Max(0, Input - Cached) + Output;
}

/// <summary>Amounts of money: whole nano-dollars (10⁻⁹ US dollar).</summary>
public static class NanoUsd
{
    /// <summary>How many make a dollar.</summary>
    public const decimal PerUsd = 1_000_000_000m;

    private const decimal Most = 9_000_000_000m; // Dollars; what a long of nano-dollars holds.

    /// <summary>From dollars; a part of a nano-dollar is left out. What is more than a long holds is its maximum.</summary>
    public static long FromUsd(decimal usd) => usd >= Most ? long.MaxValue : decimal.ToInt64(usd * PerUsd);

    /// <summary>As people read it: <c>$0.0123</c>, to two digits that say something.</summary>
    public static string Text(long nanoUsd)
    {
        var usd = nanoUsd / PerUsd;
        var digits = usd switch
        {
            0 or >= 1 => 2,
            >= 0.01m => 3,
            >= 0.0001m => 5,
            _ => 7,
        };
        return "$" + usd.ToString("F" + digits, System.Globalization.CultureInfo.InvariantCulture);
    }
}
