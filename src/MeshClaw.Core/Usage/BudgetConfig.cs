namespace MeshClaw.Core.Usage;

/// <summary><c>budget</c> in config.yaml: what all agents together may use in one day of the owner.</summary>
public sealed record BudgetConfig
{
    /// <summary>No limit but those of agents.</summary>
    public static BudgetConfig None { get; } = new();

    /// <summary>US dollars; null for no limit.</summary>
    public decimal? UsdPerDay { get; init; }

    /// <summary>Tokens; null for no limit.</summary>
    public long? TokensPerDay { get; init; }

    /// <summary>What is done with a model whose price nobody knows, so that no budget of money can hold it.</summary>
    public UnknownPrices UnknownPrices { get; init; }
}

/// <summary>What is done with a model whose price nobody knows.</summary>
public enum UnknownPrices
{
    /// <summary>Its tokens count, its money cannot; everything that shows costs says so.</summary>
    CountTokens,

    /// <summary>It is not called: a run that would call it pauses and asks.</summary>
    Pause,
}
