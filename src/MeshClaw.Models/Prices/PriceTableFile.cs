using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MeshClaw.Core.Usage;

namespace MeshClaw.Models.Prices;

/// <summary>
/// Reads a table in the shape of models.dev's <c>api.json</c>, with three things more: a <c>version</c>, the <c>hosts</c> of each provider, and
/// <c>aliases</c> of a model. All of it, or all that is wrong with it at once: a price that was misread would be money.
/// </summary>
internal static class PriceTableFile
{
    private const decimal Dearest = 100_000m; // Dollars for a million tokens; more is a wrong unit.

    private static readonly string[] s_provider = ["id", "name", "hosts", "models"];
    private static readonly string[] s_model = ["id", "name", "cost", "limit", "aliases"];
    private static readonly string[] s_needed = ["input", "output"];
    private static readonly string[] s_rates = ["input", "output", "reasoning", "cache_read", "cache_write"];

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">Something is wrong; the message names each place.</exception>
    public static PriceTable Read(Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var problems = new List<string>();
        Known(root, "", ["version", "source", "providers"], problems);
        var version = Text(root, "version");
        if (!DateOnly.TryParseExact(version, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            problems.Add("version: must be a date, such as 2026-11-23");
        }

        var hosts = new Dictionary<string, ProviderPrices>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in Entries(root, "providers", "", problems))
        {
            Known(provider.Value, provider.Name, s_provider, problems);
            var prices = new ProviderPrices(
                provider.Name,
                Models(provider, problems).ToFrozenDictionary(StringComparer.Ordinal)
            );
            foreach (var host in Texts(provider.Value, "hosts"))
            {
                if (!hosts.TryAdd(host, prices))
                {
                    problems.Add($"{provider.Name}: the host {host} is there twice");
                }
            }
        }

        return problems.Count == 0
            ? new PriceTable(version, hosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase))
            : throw new InvalidDataException($"The table of prices is wrong: {string.Join("; ", problems)}.");
    }

    private static Dictionary<string, TokenPrice> Models(JsonProperty provider, List<string> problems)
    {
        var models = new Dictionary<string, TokenPrice>(StringComparer.Ordinal);
        foreach (var model in Entries(provider.Value, "models", provider.Name, problems))
        {
            var at = $"{provider.Name}/{model.Name}";
            Known(model.Value, at, s_model, problems);
            if (Text(model.Value, "id") != model.Name)
            {
                problems.Add($"{at}: its id is another");
            }

            var price = Price(model.Value, at, problems);
            foreach (var name in Texts(model.Value, "aliases").Prepend(model.Name))
            {
                if (!models.TryAdd(name, price))
                {
                    problems.Add($"{at}: {name} is there twice");
                }
            }
        }

        return models;
    }

    private static TokenPrice Price(JsonElement model, string at, List<string> problems)
    {
        if (!model.TryGetProperty("cost", out var cost) || cost.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{at}: has no cost"); // Unknown is said by leaving the model out.
            return new TokenPrice(new TokenRates(0, 0));
        }

        Known(cost, at, [.. s_rates, "tiers"], problems);
        var tiers = ImmutableArray.CreateBuilder<PriceTier>();
        foreach (var tier in cost.TryGetProperty("tiers", out var list) ? list.EnumerateArray() : [])
        {
            Known(tier, at, [.. s_rates, "tier"], problems);
            var above = tier.TryGetProperty("tier", out var size) ? Whole(size, "size") : null;
            if (above is null || (tiers.Count > 0 && above <= tiers[^1].Above))
            {
                problems.Add($"{at}: tiers must have growing sizes");
            }

            tiers.Add(new PriceTier(above ?? 0, Rates(tier, at, problems)));
        }

        return new TokenPrice(Rates(cost, at, problems))
        {
            Tiers = tiers.ToImmutable(),
            MaxOutput = model.TryGetProperty("limit", out var limit) ? (int?)Whole(limit, "output") : null,
        };
    }

    private static TokenRates Rates(JsonElement cost, string at, List<string> problems)
    {
        foreach (var needed in s_needed.Where(n => !cost.TryGetProperty(n, out _)))
        {
            problems.Add($"{at}: has no price of {needed}");
        }

        return new TokenRates(Rate("input") ?? 0, Rate("output") ?? 0)
        {
            CachedRead = Rate("cache_read"),
            CacheWrite = Rate("cache_write"),
            Reasoning = Rate("reasoning"),
        };

        long? Rate(string name)
        {
            if (!cost.TryGetProperty(name, out var value))
            {
                return null;
            }

            if (
                value.ValueKind == JsonValueKind.Number
                && value.TryGetDecimal(out var usd)
                && usd is >= 0 and <= Dearest
            )
            {
                return TokenRates.FromUsd(usd);
            }

            problems.Add(
                $"{at}: {name} must be a number of dollars from 0 to {Dearest.ToString(CultureInfo.InvariantCulture)}"
            );
            return null;
        }
    }

    private static long? Whole(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value)
        && value.TryGetInt64(out var number)
        && number is > 0 and < int.MaxValue
            ? number
            : null;

    private static List<JsonProperty> Entries(JsonElement holder, string name, string at, List<string> problems)
    {
        if (holder.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object)
        {
            return [.. map.EnumerateObject()];
        }

        problems.Add($"{at}: has no {name}");
        return [];
    }

    private static void Known(JsonElement holder, string at, string[] names, List<string> problems)
    {
        foreach (var property in holder.EnumerateObject().Where(p => !names.Contains(p.Name)))
        {
            problems.Add($"{at}: nobody knows what {property.Name} is");
        }
    }

    private static string Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? ""
            : "";

    private static IEnumerable<string> Texts(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(e => e.GetString() ?? "") : [];
}
