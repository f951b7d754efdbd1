namespace MeshClaw.Policy.Flow;

/// <summary>Who wrote a value. Ordered: later is less to be trusted.</summary>
public enum Origin
{
    /// <summary>The owner: a message, an order, a policy, a reviewed rule.</summary>
    Owner,

    /// <summary>The owner's own systems: ids, dates, folder names, numbers that a store counts itself.</summary>
    OwnSystem,

    /// <summary>Anybody else.</summary>
    ThirdParty,
}

/// <summary>Who may see a value. Ordered: later may be seen by fewer.</summary>
public enum Sensitivity
{
    /// <summary>Anybody.</summary>
    Public,

    /// <summary>The owner, and whom the owner names.</summary>
    Private,

    /// <summary>The owner alone: passwords, keys, codes, numbers of passports and cards.</summary>
    Secret,
}

/// <summary>Where a value came from, and who may see it.</summary>
public readonly record struct Label(Origin Origin, Sensitivity Sensitivity)
{
    /// <summary>Of what nobody has labelled: the worst that ordinary content can be.</summary>
    public static Label Unknown => new(Origin.ThirdParty, Sensitivity.Private);

    /// <summary>Of what the owner wrote.</summary>
    public static Label OfOwner => new(Origin.Owner, Sensitivity.Private);

    /// <summary>The label of what is derived from both: the less trusted origin, the smaller circle of readers.</summary>
    public Label Join(Label other) =>
        new(
            Origin > other.Origin ? Origin : other.Origin,
            Sensitivity > other.Sensitivity ? Sensitivity : other.Sensitivity
        );
}

/// <summary>Where the guard found a value of a call to come from.</summary>
/// <param name="OwnerChosen">The owner chose it: it stands in the owner's words, or in a record that they name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Source">In words for the owner: <c>your message</c>, <c>event “Standup” by ana@corp.example</c>. Third-party text may be in it.</param>
public readonly record struct ValueSource(bool OwnerChosen, Label Label, string Source);
