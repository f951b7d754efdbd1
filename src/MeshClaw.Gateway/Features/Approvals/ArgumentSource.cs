using MeshClaw.Core.Journal;

namespace MeshClaw.Gateway.Features.Approvals;

/// <summary>Where an argument of a call came from, in words. Takes the place of labels until values carry their own.</summary>
internal static class ArgumentSource
{
    private const string RulePrefix = "your rule ";

    /// <summary>The source of one argument.</summary>
    public static string Of(string argument, JournalEntry entry) =>
        argument switch
        {
            // What names the thing itself was read from the account, not from what stands in the message.
            "folder" or "id" or "version" => entry.Connection.Value,
            _ when entry.Undoes is { } undone => $"journal of {undone}",
            _ when entry.Reason.StartsWith(RulePrefix, StringComparison.OrdinalIgnoreCase) => entry.Reason,
            _ => "reflex",
        };
}
