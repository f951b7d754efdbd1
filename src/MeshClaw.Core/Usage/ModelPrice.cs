using MeshClaw.Core.Models;

namespace MeshClaw.Core.Usage;

/// <summary>Where a price is from.</summary>
public enum PriceSource
{
    /// <summary>Nobody knows it. Its cost is unknown then, never 0.</summary>
    Unknown,

    /// <summary>The table that is shipped.</summary>
    Listed,

    /// <summary>The owner, in config.yaml.</summary>
    Owner,

    /// <summary>It runs on a machine of the owner's: 0.</summary>
    Local,
}

/// <summary>What is known of a model's price.</summary>
/// <param name="Source">Where it is from.</param>
/// <param name="Price">Null where it is unknown.</param>
/// <param name="TableVersion">The version of the table that said it; null where it was no table.</param>
public sealed record ModelPrice(PriceSource Source, TokenPrice? Price, string? TableVersion)
{
    /// <summary>Unknown.</summary>
    public static ModelPrice Unknown { get; } = new(PriceSource.Unknown, null, null);

    /// <summary>Nothing, and known to be.</summary>
    public static ModelPrice Local { get; } = new(PriceSource.Local, new TokenPrice(new TokenRates(0, 0)), null);
}

/// <summary>Knows what models cost.</summary>
public interface IPriceBook
{
    /// <summary>The version of the table behind it.</summary>
    string Version { get; }

    /// <summary>What a connected model costs: nothing where it is local, else what the owner says, else what the table does.</summary>
    ModelPrice PriceOf(ModelTraits model);
}
