using System.Buffers;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>How a build, deployment or check ended.</summary>
public enum BuildOutcome
{
    /// <summary>The subject does not say.</summary>
    Unknown,

    /// <summary>It failed, or an alert fires.</summary>
    Failed,

    /// <summary>It succeeded, or an alert is over.</summary>
    Passed,
}

/// <summary>One run of a job, as its mail's subject tells.</summary>
/// <param name="Job">Sender and the subject's words without numbers and outcome: the same for every run of a job.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record BuildRun(string Job, BuildOutcome Outcome)
{
    private const int MaxWords = 24;
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly HashSet<string> s_noise = new(StringComparer.Ordinal)
    {
        "a", "an", "the", "is", "has", "have", "been", "was", "are", "in", "on", "at", "for", "of", "to", "with", "by", "after", "and", "re", "fwd", "run",
        "build", "still", "again", "now", "your", "status", "result", "attempt", "commit", "der", "die", "das", "ist", "fur", "le", "la", "les", "de", "du", "el",
    };

    /// <summary>Reads a subject; the job is never empty.</summary>
    internal static BuildRun Of(string sender, MailReading subject)
    {
        var outcome = BuildOutcome.Unknown;
        var said = new bool[subject.Text.Count];
        foreach (var hit in subject.Hits)
        {
            var kind = (MailWord)hit.Mark;
            if (kind is MailWord.BuildFailed or MailWord.BuildPassed)
            {
                said.AsSpan(hit.Token, hit.Length).Fill(true);
                // "Fixed: tests that failed": what is said first counts, but "0 failed" is no failure.
                var none = kind == MailWord.BuildFailed && subject.Text.Is(hit.Token - 1, "0");
                outcome =
                    outcome != BuildOutcome.Unknown || none ? outcome
                    : kind == MailWord.BuildFailed ? BuildOutcome.Failed
                    : BuildOutcome.Passed;
            }
        }

        var words = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < subject.Text.Count && words.Count < MaxWords; i++)
        {
            if (!said[i] && IsName(subject.Text, i))
            {
                words.Add(subject.Text.Word(i).ToString());
            }
        }

        return new BuildRun($"{sender} {string.Join(' ', words)}", outcome);
    }

    private static bool IsName(FoldedText text, int token)
    {
        if (text[token].Has(TokenMarks.Number))
        {
            return false;
        }

        var source = text.Source.AsSpan(text[token].Start, text[token].End - text[token].Start);
        var hex = source.Length >= 7 && source.ContainsAnyInRange('0', '9') && !source.ContainsAnyExcept(s_hex);
        var duration = char.IsAsciiDigit(source[0]) && source.TrimEnd("smhd").TrimEnd("smh").IndexOfAnyExceptInRange('0', '9') < 0;
        return !hex && !duration && !s_noise.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Word(token));
    }
}

/// <summary>
/// Picks the newest failures that are still failing, fed with build mail newest first: a failure counts unless a newer success of the same job was
/// seen. Not thread-safe.
/// </summary>
public sealed class FailingBuilds(Func<string, DateTimeOffset?> lastSuccessElsewhere)
{
    /// <summary>How many stay in the inbox.</summary>
    public const int Stay = 3;

    private const int MaxJobs = 4_096;
    private readonly HashSet<string> _passed = new(StringComparer.Ordinal);
    private int _staying;

    /// <summary>Whether this run's mail should stay where it is.</summary>
    public bool Stays(BuildRun run, DateTimeOffset received)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Outcome == BuildOutcome.Passed && _passed.Count < MaxJobs)
        {
            _passed.Add(run.Job);
        }

        if (run.Outcome != BuildOutcome.Failed || _staying >= Stay || _passed.Contains(run.Job))
        {
            return false;
        }

        if (lastSuccessElsewhere(run.Job) is { } success && success > received)
        {
            return false;
        }

        _staying++;
        return true;
    }
}
