using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Runs;

/// <summary>What stands out of a group comes first and apart, so that a long list cannot hide it.</summary>
internal static class Outliers
{
    // In the order in which they weigh; what a newer gateway calls by a name of its own weighs most.
    private static readonly (string Word, string Says)[] s_words =
    [
        ("money", "moves money"),
        ("access", "changes who has access"),
        ("recipient", "goes to somebody new"),
        ("deletion", "deletes"),
        ("outside", "reaches others"),
        ("foreign", "uses what somebody else wrote"),
    ];

    /// <summary>In words for the owner.</summary>
    public static string Say(string outlier) =>
        s_words.Where(w => w.Word == outlier).Select(w => w.Says).FirstOrDefault() ?? outlier;

    /// <summary>The calls as they are shown: those that stand out first, the weightiest before the others; else as they were.</summary>
    public static IReadOnlyList<ApprovalCall> InOrder(IReadOnlyList<ApprovalCall> calls) =>
        [.. calls.OrderBy(c => c.Outliers.Count == 0 ? int.MaxValue : c.Outliers.Min(Weight))];

    /// <summary>The heading above a call in that order; null where it needs none.</summary>
    public static string? Heading(IReadOnlyList<ApprovalCall> ordered, int index)
    {
        var apart = ordered.Count(c => c.Outliers.Count > 0);
        if (apart == 0 || apart == ordered.Count)
        {
            return null; // Nothing stands out, or everything does.
        }

        return index == 0
                ? string.Create(CultureInfo.InvariantCulture, $"These stand out: {apart:N0} of {ordered.Count:N0}")
            : index == apart ? string.Create(CultureInfo.InvariantCulture, $"The other {ordered.Count - apart:N0}")
            : null;
    }

    /// <summary>What stands out of all of them, a line for each kind, with how many; empty where nothing does.</summary>
    public static IEnumerable<string> Summary(IEnumerable<ApprovalCall> calls) =>
        calls
            .SelectMany(c => c.Outliers)
            .GroupBy(o => o)
            .OrderBy(g => Weight(g.Key))
            .Select(g =>
                string.Create(CultureInfo.InvariantCulture, $"! {g.Count():N0} × {Sanitize.Line(Say(g.Key))}")
            );

    private static int Weight(string outlier) => Array.FindIndex(s_words, w => w.Word == outlier);
}
