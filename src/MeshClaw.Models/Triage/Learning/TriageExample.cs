using MeshClaw.Core.Mail;

namespace MeshClaw.Models.Triage.Learning;

/// <summary>Which act of the owner teaches.</summary>
public enum OwnerSignal
{
    /// <summary>The owner moved it there.</summary>
    Filed,

    /// <summary>The owner opened it and left it in the inbox.</summary>
    ReadAndLeft,

    /// <summary>The owner answered it and left it in the inbox.</summary>
    Answered,

    /// <summary>The owner answered it within hours and left it in the inbox.</summary>
    AnsweredFast,

    /// <summary>The agent had filed it; the owner took that back.</summary>
    Undone,

    /// <summary>The agent had filed it; the owner took that back together with much else.</summary>
    UndoneInBulk,

    /// <summary>The agent had filed it; the owner moved it elsewhere.</summary>
    Corrected,

    /// <summary>The agent had filed it; the owner opened it there and left it. It goes into the record of being right, and teaches nothing.</summary>
    Stood,
}

/// <summary>
/// One act of the owner. What an agent did is none: its filings teach nothing while they stay as they are, or a mistake would confirm itself.
/// </summary>
/// <param name="Message">The message.</param>
/// <param name="Folder">Where the owner wants it; <see cref="TriageModel.Inbox"/> for what stays.</param>
/// <param name="Signal">What the owner did.</param>
/// <param name="NotIn">Where the agent had put it; null where it had not.</param>
public sealed record TriageExample(MailMessage Message, string Folder, OwnerSignal Signal, string? NotIn = null)
{
    /// <summary>How much it teaches: an explicit no most, a message that was merely left least.</summary>
    public static float WeightOf(OwnerSignal signal) =>
        signal switch
        {
            OwnerSignal.Filed => 1,
            OwnerSignal.ReadAndLeft => 0.8f,
            OwnerSignal.Answered => 1,
            OwnerSignal.AnsweredFast => 1.2f,
            OwnerSignal.Undone => 2.5f,
            OwnerSignal.UndoneInBulk => 0.8f,
            OwnerSignal.Corrected => 2.5f,
            OwnerSignal.Stood => 0,
        };
}
