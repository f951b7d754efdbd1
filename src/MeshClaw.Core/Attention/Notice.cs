using System.Collections.Immutable;
using MeshClaw.Core.Events;

namespace MeshClaw.Core.Attention;

/// <summary>How much something wants the owner's attention. Ordered: later is graver.</summary>
public enum Severity
{
    /// <summary>For the record: shown in digests.</summary>
    Info,

    /// <summary>Worth a line when there is time.</summary>
    Low,

    /// <summary>Wants the owner today.</summary>
    High,

    /// <summary>Wants the owner now.</summary>
    Critical,
}

/// <summary>
/// Something to tell the owner. Whether it pages them now, waits for the end of a meeting, or only stands in a digest is decided by their presence and
/// their rules, never by what it says.
/// </summary>
/// <param name="About">What happened.</param>
/// <param name="Severity">How much it wants attention.</param>
/// <param name="Line">One line for people. May hold third-party text, cleaned and cut by whoever made it.</param>
public sealed record Notice(Happening About, Severity Severity, string Line)
{
    /// <summary>More lines under it, when it stands alone: causes with quoted lines, what can be done. At most 20.</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>What it is about over time (<c>deployments/shop/deploy.yml@production</c>): a later notice of the same subject takes the place of one that waits.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What the owner can press or say, such as an approval that was prepared; empty for none.</summary>
    public ImmutableArray<string> Approvals { get; init; } = [];

    /// <summary>What was done about it by a rule, said at once whatever the owner does; it is never held.</summary>
    public bool IsDeed { get; init; }
}

/// <summary>What became of a notice.</summary>
public enum NoticeFate
{
    /// <summary>Sent at once.</summary>
    Paged,

    /// <summary>Waits until the owner is free again.</summary>
    Held,

    /// <summary>Stands in the next digest and brief alone.</summary>
    Noted,
}

/// <summary>Tells the owner. Durable: when it returns, the notice is on disk and will be sent, held or noted once. Thread-safe.</summary>
public interface IAttention
{
    /// <summary>Takes a notice; the same happening again (by kind, source and key) is dropped, and gives what became of the first.</summary>
    Task<NoticeFate> TellAsync(Notice notice, CancellationToken cancellationToken);
}
