using MeshClaw.Policy;

namespace MeshClaw.Connectors.Mail.Sync;

/// <summary>What a watcher is doing.</summary>
public enum MailWatchPhase
{
    /// <summary>Waits for its turn: others are being synchronised.</summary>
    Waiting,

    /// <summary>A round is under way.</summary>
    Synchronising,

    /// <summary>Up to date; the server tells when something comes, or is asked every few minutes.</summary>
    Watching,

    /// <summary>Something failed; it is tried again by itself.</summary>
    BackingOff,

    /// <summary>The login was refused; it is tried again after a long while, or when the owner asks.</summary>
    Refused,

    /// <summary>Ended.</summary>
    Stopped,
}

/// <summary>How an account is.</summary>
public sealed record MailWatchStatus
{
    /// <summary>Whose.</summary>
    public required ConnectionName Connection { get; init; }

    /// <summary>What it is doing.</summary>
    public MailWatchPhase Phase { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Why it backs off; null where it does not.</summary>
    public string? Why { get; init; }

    /// <summary>When it tries again, UTC; null where it does not back off.</summary>
    public DateTimeOffset? NextTry { get; init; }

    /// <summary>When a round ended well last, UTC; null where none did since the start.</summary>
    public DateTimeOffset? LastSync { get; init; }

    /// <summary>What that round came to.</summary>
    public MailSyncResult? LastResult { get; init; }
}
