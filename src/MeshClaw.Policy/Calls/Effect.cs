namespace MeshClaw.Policy.Calls;

/// <summary>How far a tool reaches, from nothing to what cannot be taken back. Ordered: later is graver.</summary>
public enum EffectClass
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Makes something that stays on this device.</summary>
    Draft,

    /// <summary>Changes the world, and the journal holds how to take it back.</summary>
    Reversible,

    /// <summary>Changes the world for good.</summary>
    Irreversible,
}

/// <summary>What else a tool does, whatever its class.</summary>
[Flags]
public enum EffectTraits
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary>Something leaves the device: mail, a post, a URL that is fetched.</summary>
    Sends = 1,

    /// <summary>Something is gone from where its owner looks for it.</summary>
    Destroys = 2,

    /// <summary>Money moves.</summary>
    Spends = 4,

    /// <summary>Code runs, or a deployment starts.</summary>
    Executes = 8,

    /// <summary>Somebody can see or do more, or less, than before.</summary>
    ChangesAccess = 16,
}

/// <summary>A tool's declared effect.</summary>
public readonly record struct Effect(EffectClass Class, EffectTraits Traits = EffectTraits.None)
{
    private const EffectTraits Reaching =
        EffectTraits.Sends | EffectTraits.Spends | EffectTraits.Executes | EffectTraits.ChangesAccess;

    /// <summary>It touches more than the owner's own things: something is sent, bought, run or opened to somebody.</summary>
    public bool Reaches => (Traits & Reaching) != 0;

    /// <summary>Reads and nothing else: needs no journal.</summary>
    public bool IsPureRead => Class == EffectClass.Read && Traits == EffectTraits.None;

    /// <inheritdoc />
    public override string ToString() =>
        Traits == EffectTraits.None ? Class.ToString().ToLowerInvariant() : $"{Class}, {Traits}".ToLowerInvariant();
}

/// <summary>
/// What a call does, in the owner's words: the verbs that orders speak of. A connector works them out for each call, not for
/// each tool: moving a message into the trash is a <see cref="Delete"/> too.
/// </summary>
[Flags]
public enum Verbs
{
    /// <summary>No verb: a read.</summary>
    None = 0,

    /// <summary>Put away so that its owner no longer sees it: the holding folder, the trash, junk.</summary>
    Delete = 1,

    /// <summary>Put into another folder.</summary>
    Move = 2,

    /// <summary>Put into the archive.</summary>
    Archive = 4,

    /// <summary>Marked read, unread or starred.</summary>
    Flag = 8,

    /// <summary>Any mail or message that goes out.</summary>
    Send = 16,

    /// <summary>An answer to a message. Always with <see cref="Send"/>.</summary>
    Reply = 32,

    /// <summary>A message passed on. Always with <see cref="Send"/>.</summary>
    Forward = 64,

    /// <summary>Leaving a mailing list.</summary>
    Unsubscribe = 128,

    /// <summary>Buying, paying, booking.</summary>
    Spend = 256,

    /// <summary>Starting, promoting or rolling back a deployment.</summary>
    Deploy = 512,

    /// <summary>Running a command or script.</summary>
    Execute = 1024,

    /// <summary>Giving or taking access.</summary>
    Share = 2048,

    /// <summary>Every effect there is, also those that have no verb of their own.</summary>
    Any = 1 << 30,
}
