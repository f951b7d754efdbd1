using System.Collections.Immutable;

namespace MeshClaw.Core.Runs;

/// <summary>What a run found and proposes, as one screen for people.</summary>
public sealed record RunReport
{
    /// <summary>The first line: <c>Inbox of Robin Vega: 124 messages</c>.</summary>
    public required string Headline { get; init; }

    /// <summary>How many things were looked at.</summary>
    public required int Items { get; init; }

    /// <summary>Groups, largest first; those that stay and those that are held come last.</summary>
    public ImmutableArray<ReportLine> Lines { get; init; } = [];

    /// <summary>How many messages got each decision: <c>file:Reading</c>, <c>archive</c>, <c>delete</c>, <c>keep</c>, <c>hold</c>.</summary>
    public ImmutableSortedDictionary<string, int> ByDecision { get; init; } =
        ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>How many messages give the agent orders and were therefore held.</summary>
    public int HeldAsInjection { get; init; }

    /// <summary>How many more could be acted on, over the run's limit.</summary>
    public int Left { get; init; }

    /// <summary>This report with that of another connection after it.</summary>
    public RunReport With(RunReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var decisions = ByDecision.ToBuilder();
        foreach (var (decision, count) in other.ByDecision)
        {
            decisions[decision] = decisions.GetValueOrDefault(decision) + count;
        }

        return new RunReport
        {
            Headline = $"{Headline}; {other.Headline}",
            Items = Items + other.Items,
            Lines = [.. Lines, .. other.Lines],
            ByDecision = decisions.ToImmutable(),
            HeldAsInjection = HeldAsInjection + other.HeldAsInjection,
            Left = Left + other.Left,
        };
    }
}

/// <summary>One group of a report.</summary>
/// <param name="Key">Joins it with <see cref="Models.Proposal.Group"/>.</param>
/// <param name="Count">How many.</param>
/// <param name="What">What they are: <c>newsletters</c>, <c>stay</c>, <c>held</c>.</param>
/// <param name="Destination">The folder that they would go to; null for those that stay.</param>
/// <param name="Why">The reason in a few words.</param>
/// <param name="Items">Each of them, newest first, at most 500: location, one-line title and reason.</param>
public sealed record ReportLine(
    string Key,
    int Count,
    string What,
    string? Destination,
    string Why,
    ImmutableArray<ReportItem> Items
);

/// <summary>One thing of a group. Titles are third-party text.</summary>
/// <param name="Id">Folder and id, <c>INBOX/123</c>.</param>
/// <param name="Title">Sender and subject.</param>
/// <param name="Reason">Why it is in this group.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record ReportItem(string Id, string Title, string Reason, double Confidence);
