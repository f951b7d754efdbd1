using System.Collections.Frozen;
using MeshClaw.Core.Models;
using MeshClaw.Core.Usage;

namespace MeshClaw.Models.Prices;

/// <summary>What one provider asks for its models.</summary>
/// <param name="Id">As models.dev names it.</param>
/// <param name="Models">By the provider's exact ids, other names of the same model included. Compared letter by letter.</param>
internal sealed record ProviderPrices(string Id, FrozenDictionary<string, TokenPrice> Models);

/// <summary>
/// The prices that are shipped. A model is found by the host that it is at and its exact id, or by another exact name of it that the table holds
/// (a dated one, mostly). Never by a prefix: <c>gpt-5</c> says nothing of <c>gpt-5-pro</c>, and a host that nobody knows may ask what it likes.
/// </summary>
/// <param name="version">The date of the prices.</param>
/// <param name="byHost">Providers by the hosts of their interfaces.</param>
internal sealed class PriceTable(string version, FrozenDictionary<string, ProviderPrices> byHost)
{
    private const string Resource = "prices.json";

    private static readonly Lazy<PriceTable> s_shipped = new(Load);

    /// <summary>The one that this program has in it; read when first asked for.</summary>
    public static PriceTable Shipped => s_shipped.Value;

    /// <summary>The date of the prices: <c>2026-11-23</c>.</summary>
    public string Version => version;

    /// <summary>The price of a model at a host; null where the table does not know it.</summary>
    public TokenPrice? Find(string host, string model) =>
        byHost.TryGetValue(host, out var provider) ? provider.Models.GetValueOrDefault(model) : null;

    private static PriceTable Load()
    {
        using var stream =
            typeof(PriceTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in this program.");
        return PriceTableFile.Read(stream);
    }
}

/// <summary>Local models cost nothing; of others the owner's word holds, then the table's.</summary>
public sealed class PriceBook : IPriceBook
{
    private readonly PriceTable _table = PriceTable.Shipped;

    /// <inheritdoc />
    public string Version => _table.Version;

    /// <inheritdoc />
    public ModelPrice PriceOf(ModelTraits model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Local)
        {
            return ModelPrice.Local;
        }

        if (model.Price is { } rates)
        {
            return new ModelPrice(PriceSource.Owner, new TokenPrice(rates), null);
        }

        return _table.Find(model.Host, model.Model) is { } listed
            ? new ModelPrice(PriceSource.Listed, listed, _table.Version)
            : ModelPrice.Unknown;
    }
}
