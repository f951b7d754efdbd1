using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Statements;

/// <summary>Effects as statements name them: the four classes, and what else a call does.</summary>
[Flags]
public enum EffectKinds
{
    /// <summary>No effect named. As a condition it is a fault.</summary>
    None = 0,

    /// <summary><see cref="EffectClass.Read"/></summary>
    Read = 1,

    /// <summary><see cref="EffectClass.Draft"/></summary>
    Draft = 2,

    /// <summary><see cref="EffectClass.Reversible"/></summary>
    Reversible = 4,

    /// <summary><see cref="EffectClass.Irreversible"/></summary>
    Irreversible = 8,

    /// <summary><see cref="EffectTraits.Sends"/></summary>
    Sends = 16,

    /// <summary><see cref="EffectTraits.Destroys"/></summary>
    Destroys = 32,

    /// <summary><see cref="EffectTraits.Spends"/></summary>
    Spends = 64,

    /// <summary><see cref="EffectTraits.Executes"/></summary>
    Executes = 128,

    /// <summary><see cref="EffectTraits.ChangesAccess"/></summary>
    ChangesAccess = 256,
}

/// <summary>Effects of calls as <see cref="EffectKinds"/>.</summary>
public static class EffectSet
{
    internal const EffectKinds Classes =
        EffectKinds.Read | EffectKinds.Draft | EffectKinds.Reversible | EffectKinds.Irreversible;

    internal const EffectKinds Traits =
        EffectKinds.Sends
        | EffectKinds.Destroys
        | EffectKinds.Spends
        | EffectKinds.Executes
        | EffectKinds.ChangesAccess;

    /// <summary>
    /// One class, and every trait that the tool declares or that the verbs of this very call amount to: a move into the trash destroys,
    /// whatever its tool says of itself.
    /// </summary>
    public static EffectKinds Of(Effect effect, Verbs verbs)
    {
        var kinds = (EffectKinds)(1 << (int)effect.Class) | (EffectKinds)((int)effect.Traits << 4);
        kinds |= (verbs & Verbs.Send) != 0 ? EffectKinds.Sends : 0;
        kinds |= (verbs & Verbs.Delete) != 0 ? EffectKinds.Destroys : 0;
        kinds |= (verbs & Verbs.Spend) != 0 ? EffectKinds.Spends : 0;
        kinds |= (verbs & (Verbs.Execute | Verbs.Deploy)) != 0 ? EffectKinds.Executes : 0;
        kinds |= (verbs & Verbs.Share) != 0 ? EffectKinds.ChangesAccess : 0;
        return kinds;
    }

    /// <summary>Whether every trait is named, and the class too where the set names any.</summary>
    internal static bool Covers(EffectKinds named, EffectKinds call) =>
        (named & call) != 0
        && (call & Traits & ~named) == 0
        && ((named & Classes) == 0 || (named & call & Classes) != 0);
}
