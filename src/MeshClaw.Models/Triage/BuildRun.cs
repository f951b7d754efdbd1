using System.Buffers;
using System.Collections.Immutable;
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
/// <param name="Sender">The address it came from.</param>
/// <param name="Job">The words that name the job: without outcome, numbers and what follows " - ".</param>
/// <param name="Words">The same of the whole subject.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record BuildRun(
    string Sender,
    ImmutableHashSet<string> Job,
    ImmutableHashSet<string> Words,
    BuildOutcome Outcome
)
{
    private const int MaxWords = 24;
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly HashSet<string> s_noise = new(StringComparer.Ordinal)
    {
        "a",
        "an",
        "the",
        "is",
        "has",
        "have",
        "been",
        "was",
        "are",
        "in",
        "on",
        "at",
        "for",
        "of",
        "to",
        "with",
        "by",
        "after",
        "and",
        "re",
        "fwd",
        "run",
        "since",
        "build",
        "still",
        "again",
        "now",
        "your",
        "status",
        "result",
        "attempt",
        "commit",
        "der",
        "die",
        "das",
        "ist",
        "fur",
        "le",
        "la",
        "les",
        "de",
        "du",
        "el",
    };

    /// <summary>Whether this run, a success, settles a failure: it names all that names the failed job.</summary>
    public bool Settles(BuildRun failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Sender == failure.Sender && (failure.Job.IsEmpty ? Job.IsEmpty : failure.Job.IsSubsetOf(Words));
    }

    /// <summary>Reads a subject.</summary>
    internal static BuildRun Of(string sender, MailReading subject)
    {
        var said = new bool[subject.Text.Count];
        var outcome = Outcomes(subject, said);
        var job = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var words = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var named = true;
        for (var i = 0; i < subject.Text.Count && words.Count < MaxWords; i++)
        {
            named &= !BeginsDescription(subject.Text, i);
            if (!said[i] && IsName(subject.Text, i))
            {
                var word = subject.Text.Word(i).ToString();
                words.Add(word);
                _ = named && job.Add(word);
            }
        }

        return new BuildRun(sender, job.ToImmutable(), words.ToImmutable(), outcome);
    }

    private static BuildOutcome Outcomes(MailReading subject, bool[] said)
    {
        var outcome = BuildOutcome.Unknown;
        foreach (var hit in subject.Hits)
        {
            var kind = (MailWord)hit.Mark;
            if (kind is not (MailWord.BuildFailed or MailWord.BuildPassed))
            {
                continue;
            }

            said.AsSpan(hit.Token, hit.Length).Fill(true);
            // "Fixed: tests that failed": what is said first counts, but "0 failed" is no failure.
            var none = kind == MailWord.BuildFailed && subject.Text.Is(hit.Token - 1, "0");
            if (outcome == BuildOutcome.Unknown && !none)
            {
                outcome = kind == MailWord.BuildFailed ? BuildOutcome.Failed : BuildOutcome.Passed;
            }
        }

        return outcome;
    }

    /// <summary>Behind " - ", and behind the colon that follows a number ("#402: the reason"), stands no name any more.</summary>
    private static bool BeginsDescription(FoldedText text, int token)
    {
        if (token == 0)
        {
            return false;
        }

        var between = text.Source.AsSpan(text[token - 1].End, text[token].Start - text[token - 1].End);
        return between.Contains(" - ", StringComparison.Ordinal)
            || between.Contains(" – ", StringComparison.Ordinal)
            || between.Contains(" — ", StringComparison.Ordinal)
            || (text[token - 1].Has(TokenMarks.Number) && between.StartsWith(":"));
    }

    private static bool IsName(FoldedText text, int token)
    {
        if (text[token].Has(TokenMarks.Number))
        {
            return false;
        }

        var source = text.Source.AsSpan(text[token].Start, text[token].End - text[token].Start);
        var hex = source.Length >= 7 && source.ContainsAnyInRange('0', '9') && !source.ContainsAnyExcept(s_hex);
        var duration = char.IsAsciiDigit(source[0]) && source.TrimEnd("smhd").IndexOfAnyExceptInRange('0', '9') < 0;
        return !hex && !duration && !s_noise.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text.Word(token));
    }
}

/// <summary>A success that was filed.</summary>
public sealed record BuildSuccess(BuildRun Run, DateTimeOffset Received);

/// <summary>
/// Picks the newest failures that are still failing, fed with build mail newest first: a failure counts unless a newer success of the same job was
/// seen. Not thread-safe.
/// </summary>
/// <param name="filed">By sender, successes that lie in other folders.</param>
public sealed class FailingBuilds(IReadOnlyDictionary<string, ImmutableArray<BuildSuccess>> filed)
{
    /// <summary>How many stay in the inbox.</summary>
    public const int Stay = 3;

    private const int MaxRemembered = 2_000;
    private readonly Dictionary<string, List<BuildRun>> _passed = new(StringComparer.Ordinal);
    private int _remembered;
    private int _staying;

    /// <summary>Whether this run's mail should stay where it is.</summary>
    public bool Stays(BuildRun run, DateTimeOffset received)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Outcome == BuildOutcome.Passed && _remembered < MaxRemembered)
        {
            if (!_passed.TryGetValue(run.Sender, out var list))
            {
                _passed[run.Sender] = list = [];
            }

            list.Add(run);
            _remembered++;
        }

        if (run.Outcome != BuildOutcome.Failed || _staying >= Stay || IsSettled(run, received))
        {
            return false;
        }

        _staying++;
        return true;
    }

    private bool IsSettled(BuildRun failure, DateTimeOffset received) =>
        (_passed.TryGetValue(failure.Sender, out var newer) && newer.Exists(s => s.Settles(failure)))
        || (
            filed.TryGetValue(failure.Sender, out var kept)
            && kept.Any(s => s.Received > received && s.Run.Settles(failure))
        );
}
