namespace MeshClaw.Policy.Grants;

/// <summary>
/// How much an agent may do. Every value has a default: leaving one out never means "as much as it likes". Days are the owner's
/// local calendar days. Merged with the organisation's by taking the smaller of each.
/// </summary>
public sealed record Limits
{
    /// <summary>The limits of an agent that states none.</summary>
    public static Limits Default { get; } = new();

    /// <summary>Actions in one run.</summary>
    public int ActionsPerRun { get; init; } = 300;

    /// <summary>Deletions (into the holding folder, trash or junk) in one day.</summary>
    public int DeletionsPerDay { get; init; } = 50;

    /// <summary>Recipients that something was sent to in one day; one counts anew each time.</summary>
    public int RecipientsPerDay { get; init; } = 20;

    /// <summary>US dollars spent in one day, models included.</summary>
    public decimal UsdPerDay { get; init; } = 0.50m;

    /// <summary>Model tokens in one run.</summary>
    public int TokensPerRun { get; init; } = 20_000;

    /// <summary>More calls of one group than this become one approval that shows each.</summary>
    public int Bulk { get; init; } = 25;

    /// <summary>The smaller of each.</summary>
    public Limits Narrow(Limits ceiling)
    {
        ArgumentNullException.ThrowIfNull(ceiling);
        return new()
        {
            ActionsPerRun = Math.Min(ActionsPerRun, ceiling.ActionsPerRun),
            DeletionsPerDay = Math.Min(DeletionsPerDay, ceiling.DeletionsPerDay),
            RecipientsPerDay = Math.Min(RecipientsPerDay, ceiling.RecipientsPerDay),
            UsdPerDay = Math.Min(UsdPerDay, ceiling.UsdPerDay),
            TokensPerRun = Math.Min(TokensPerRun, ceiling.TokensPerRun),
            Bulk = Math.Min(Bulk, ceiling.Bulk),
        };
    }
}
