using System.Globalization;
using MeshClaw.Core.Models;
using MeshClaw.Core.Usage;
using MeshClaw.Core.Yaml;

namespace MeshClaw.Core.Configuration;

/// <summary><c>budget</c> and <c>telemetry</c> of config.yaml, and <c>price</c> of a model.</summary>
internal static class ConfigBudget
{
    private const decimal MostUsd = 1_000_000m;
    private const decimal DearestToken = 100_000m;
    private const int MostTokens = 2_000_000_000;

    private static readonly Dictionary<string, UnknownPrices> s_unknown = new()
    {
        ["count-tokens"] = UnknownPrices.CountTokens,
        ["pause"] = UnknownPrices.Pause,
    };

    public static BudgetConfig Read(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "budget") is not { } fields)
        {
            return BudgetConfig.None;
        }

        var budget = new BudgetConfig
        {
            UsdPerDay = reader.Money(fields.Take("usd-per-day"), "usd-per-day", MostUsd),
            TokensPerDay = reader.Whole(fields.Take("tokens-per-day"), "tokens-per-day", 0, MostTokens),
            UnknownPrices = reader.Choice(fields.Take("unknown-prices"), "unknown-prices", s_unknown) ?? default,
        };
        fields.Finish();
        return budget;
    }

    /// <summary>Where telemetry is sent; null for nowhere.</summary>
    public static Uri? ReadTelemetry(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "telemetry") is not { } fields)
        {
            return null;
        }

        Uri? otlp = null;
        if (reader.Text(fields.Need("otlp", "http://127.0.0.1:4318"), "otlp") is { } text)
        {
            (otlp, var error) = ModelEndpoint.Parse(text.Text, insecure: false);
            if (error is not null)
            {
                reader.Error(
                    text,
                    "\"otlp\" takes the address of a collector that speaks OTLP over HTTP, such as http://127.0.0.1:4318: https, or http on this machine or a "
                        + "private network; no key, query or fragment in it."
                );
            }
        }

        fields.Finish();
        return otlp;
    }

    /// <summary>What a model costs, in dollars for a million tokens.</summary>
    public static TokenRates? ReadPrice(YamlNode? node, YamlReader reader)
    {
        if (reader.Fields(node, "price") is not { } fields)
        {
            return null;
        }

        var input = Rate(fields.Need("input", "0.25"), "input");
        var output = Rate(fields.Need("output", "2"), "output");
        var rates = new TokenRates(input ?? 0, output ?? 0)
        {
            CachedRead = Rate(fields.Take("cached"), "cached"),
            CacheWrite = Rate(fields.Take("cache-write"), "cache-write"),
            Reasoning = Rate(fields.Take("reasoning"), "reasoning"),
        };
        fields.Finish();
        return input is null || output is null ? null : rates;

        long? Rate(YamlNode? rate, string name) =>
            reader.Money(rate, name, DearestToken) is { } usd ? TokenRates.FromUsd(usd) : null;
    }

    /// <summary>A price as a line that is read back to the same.</summary>
    public static string WritePrice(TokenRates rates)
    {
        (string Key, long? Rate)[] parts =
        [
            ("input", rates.Input),
            ("output", rates.Output),
            ("cached", rates.CachedRead),
            ("cache-write", rates.CacheWrite),
            ("reasoning", rates.Reasoning),
        ];
        var written = parts.Where(p => p.Rate is not null).Select(p => $"{p.Key}: {Usd(p.Rate ?? 0)}");
        return $"  price: {{{string.Join(", ", written)}}}";
    }

    private static string Usd(long rate) =>
        (rate / NanoUsd.PerUsd).ToString("0.#########", CultureInfo.InvariantCulture);
}
