using MeshClaw.Core.Agents;

namespace MeshClaw.Models.Triage;

/// <summary>What should become of a message.</summary>
public enum TriageDisposition
{
    /// <summary>It stays where it is.</summary>
    Keep,

    /// <summary>Into <see cref="TriageDecision.Folder"/>.</summary>
    File,

    /// <summary>Into the archive.</summary>
    Archive,

    /// <summary>Into the holding folder.</summary>
    Delete,

    /// <summary>It stays, nothing is proposed for it, and the owner is told why.</summary>
    Hold,
}

/// <summary>A judgement about one message, small enough to keep for a whole mailbox.</summary>
public sealed record TriageDecision
{
    /// <summary>What it is.</summary>
    public required MailCategory Category { get; init; }

    /// <summary>What should become of it.</summary>
    public required TriageDisposition Disposition { get; init; }

    /// <summary>Why, in plain words for the owner.</summary>
    public required string Reason { get; init; }

    /// <summary>How sure, 0 to 1. For what stays: how sure that it must.</summary>
    public required double Confidence { get; init; }

    /// <summary>Where <see cref="TriageDisposition.File"/> puts it; null otherwise.</summary>
    public string? Folder { get; init; }

    /// <summary>The owner's rule that decided; null where none did.</summary>
    public AgentRule? Rule { get; init; }

    /// <summary>What the owner did with such mail decided, no rule.</summary>
    public bool Learned { get; init; }

    /// <summary>What a held message tries to order, in its words; empty for all others.</summary>
    public string Order { get; init; } = "";

    /// <summary>A person waits for the owner's answer.</summary>
    public bool Waits { get; init; }

    /// <summary>The owner opens mail like it and never answers.</summary>
    public bool ReadNeverAnswered { get; init; }

    /// <summary>Build mail that a category, not a rule about its sender, files: see <see cref="FailingBuilds"/>.</summary>
    public BuildRun? Build { get; init; }
}
