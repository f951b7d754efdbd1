using System.Globalization;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Mail;

namespace MeshClaw.Core.Turns;

/// <summary>How an action stands, for the model that asked for it.</summary>
public static class ActionText
{
    private const int MaxWhy = 400;

    /// <summary>One or two sentences; what went wrong may quote third parties.</summary>
    /// <param name="action">Its row of the journal; null where there is none any more.</param>
    public static string Of(JournalEntry? action) =>
        action is null
            ? "It is no longer in the journal."
            : action.State switch
            {
                ActionState.Done => $"Done ({action.Id}).",
                ActionState.Undone => $"Done ({action.Id}), and taken back by the owner.",
                ActionState.Waiting => $"Not done: it waits for the owner ({action.Id}).",
                ActionState.Delayed => string.Create(
                    CultureInfo.InvariantCulture,
                    $"Will be done at {action.Due:HH:mm:ss} UTC unless the owner calls it off ({action.Id})."
                ),
                ActionState.Proposed or ActionState.Intended or ActionState.Executing => $"Under way ({action.Id}).",
                ActionState.Unknown =>
                    $"Nobody knows yet whether it was done ({action.Id}). Do not repeat it. {Why(action)}",
                ActionState.Denied or ActionState.Expired or ActionState.Failed or ActionState.Cancelled =>
                    $"Not done ({action.Id}, {action.State.ToString().ToLowerInvariant()}): {Why(action)}",
            };

    private static string Why(JournalEntry action) => InvisibleText.Line(action.Explanation, MaxWhy);
}
