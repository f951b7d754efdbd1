using System.Collections.Frozen;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Evaluation;

/// <summary>The verbs of orders, worked out from a tool's name: these suites declare none, as a connector would.</summary>
internal static class ToolVerbs
{
    private static readonly FrozenSet<string> s_delete = Set(
        "delete remove discard erase trash drop clear purge cancel revoke wipe unsubscribe deactivate ban kick terminate uninstall"
    );

    private static readonly FrozenSet<string> s_spend = Set("pay payment transfer buy purchase order money checkout");

    private static readonly FrozenSet<string> s_share = Set(
        "share grant invite permission permissions role access collaborator"
    );

    /// <summary>The verbs that a name speaks of.</summary>
    public static Verbs Of(string tool)
    {
        var words = tool.Split('_', '.', '-');
        return (words.Any(s_delete.Contains) ? Verbs.Delete : Verbs.None)
            | (words.Any(s_spend.Contains) ? Verbs.Spend : Verbs.None)
            | (words.Any(s_share.Contains) ? Verbs.Share : Verbs.None);
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
