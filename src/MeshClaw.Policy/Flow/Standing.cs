using System.Collections.Frozen;
using System.Text.RegularExpressions;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Flow;

/// <summary>
/// Calls that steer what agents do later: memory, skills, triggers, rules, configuration. What is written there is an order from then on,
/// so nothing but the owner's own words goes in unasked.
/// </summary>
internal static partial class Standing
{
    private static readonly FrozenSet<string> s_words = (
        "remember memory memories skill skills trigger triggers rule rules automation automations automate config configuration setting settings policy policies "
        + "agent agents instruction instructions prompt prompts hook hooks webhook webhooks cron filter filters forwarding autoreply"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a call is one.</summary>
    public static bool Is(ProposedCall call) =>
        Part().Matches(call.Tool.Value).Any(m => s_words.Contains(m.Value.ToLowerInvariant()));

    // snake_case and camelCase alike.
    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Part();
}
