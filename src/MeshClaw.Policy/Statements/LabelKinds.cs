using MeshClaw.Policy.Flow;

namespace MeshClaw.Policy.Statements;

/// <summary>Labels as statements name them: who wrote a value, and who may see it.</summary>
[Flags]
public enum LabelKinds
{
    /// <summary>No label named. As a condition it is a fault.</summary>
    None = 0,

    /// <summary><see cref="Origin.Owner"/></summary>
    Owner = 1,

    /// <summary><see cref="Origin.OwnSystem"/></summary>
    OwnSystem = 2,

    /// <summary><see cref="Origin.ThirdParty"/></summary>
    ThirdParty = 4,

    /// <summary><see cref="Sensitivity.Private"/> or <see cref="Sensitivity.Secret"/>: not for everybody.</summary>
    Private = 8,

    /// <summary><see cref="Sensitivity.Secret"/></summary>
    Secret = 16,
}

internal static class LabelSet
{
    private const LabelKinds Origins = LabelKinds.Owner | LabelKinds.OwnSystem | LabelKinds.ThirdParty;

    public static LabelKinds Of(Label label) =>
        (LabelKinds)(1 << (int)label.Origin)
        | label.Sensitivity switch
        {
            Sensitivity.Public => LabelKinds.None,
            Sensitivity.Private => LabelKinds.Private,
            Sensitivity.Secret => LabelKinds.Private | LabelKinds.Secret,
        };

    /// <summary>Whether a permit's words cover all that the values carry, taken together. A secret must be named in so many words.</summary>
    public static bool Covers(LabelKinds named, LabelKinds carried) =>
        ((named & Origins) == 0 || (carried & Origins & ~named) == 0)
        && ((carried & LabelKinds.Secret) == 0 || (named & LabelKinds.Secret) != 0)
        && (named & carried) != 0;
}
