using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MeshClaw.Core.Mail;

namespace MeshClaw.Core.Skills;

/// <summary>One file as a review shows it.</summary>
/// <param name="Path">In the skill.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Interpreter">What runs it; null where nothing does.</param>
public sealed record SkillFileSummary(string Path, long Size, string? Interpreter);

/// <summary>A file that is not what it was when the owner said yes.</summary>
/// <param name="Path">In the skill.</param>
/// <param name="Before">Its text then; null where it is new, no text, or not kept.</param>
/// <param name="After">Its text now; null where it is gone or no text.</param>
/// <param name="What"><c>added</c>, <c>removed</c>, <c>changed</c>.</param>
public sealed record SkillChange(string Path, string? Before, string? After, string What);

/// <summary>What a skill can run, reach and read, worked out from all its files, for the owner to see before a yes to exactly this content.</summary>
public sealed partial record SkillReview
{
    private const int MaxUrls = 100;

    /// <summary>Its own file.</summary>
    public required SkillHeader Header { get; init; }

    /// <summary>Of the content: what a yes is bound to.</summary>
    public required string Hash { get; init; }

    /// <summary>Every file.</summary>
    public required ImmutableArray<SkillFileSummary> Files { get; init; }

    /// <summary>Every address of the web that is in its text files.</summary>
    public required ImmutableArray<string> Urls { get; init; }

    /// <summary>What to read with care.</summary>
    public required ImmutableArray<SkillPassage> Passages { get; init; }

    /// <summary>Skills whose place it takes, or whose name it could be taken for.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>What differs from the content that was said yes to; empty where nothing was, or nothing does.</summary>
    public ImmutableArray<SkillChange> Changes { get; init; } = [];

    /// <summary>Warnings of its file.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    internal static SkillReview Of(SkillHeader header, SkillContent content) =>
        new()
        {
            Header = header,
            Hash = content.Hash,
            Files =
            [
                .. content.Files.Select(f => new SkillFileSummary(
                    f.Path,
                    f.Bytes.Length,
                    SkillScript.InterpreterOf(f)
                )),
            ],
            Urls =
            [
                .. content
                    .Files.Select(f => f.Text)
                    .OfType<string>()
                    .SelectMany(t => Url().Matches(t).Select(m => InvisibleText.Line(m.Value.TrimEnd('.', ','), 300)))
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
                    .Take(MaxUrls),
            ],
            Passages = SuspiciousText.Of(content),
        };

    /// <summary>What changed from one content to another.</summary>
    internal static ImmutableArray<SkillChange> Compare(SkillContent before, SkillContent after) =>
        [
            .. before
                .Files.Concat(after.Files)
                .Select(f => f.Path)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(p => (Path: p, Old: before.Find(p), New: after.Find(p)))
                .Where(c =>
                    c.Old is null
                    || c.New is null
                    || c.Old.IsExecutable != c.New.IsExecutable
                    || !c.Old.Bytes.Span.SequenceEqual(c.New.Bytes.Span)
                )
                .Select(c => new SkillChange(
                    c.Path,
                    c.Old?.Text,
                    c.New?.Text,
                    c.Old is null ? "added"
                        : c.New is null ? "removed"
                        : "changed"
                )),
        ];

    /// <summary>What of a list of skills a name could be taken for, or takes the place of.</summary>
    internal static IEnumerable<string> NamesLike(string name, SkillPlace place, IEnumerable<SkillListing> all)
    {
        foreach (var other in all)
        {
            if (other.Name == name && other.Place > place)
            {
                yield return $"It takes the place of the skill {name} that is {(other.Place == SkillPlace.Shipped ? "shipped" : "in the home")}.";
            }
            else if (SkillName.LooksLike(name, other.Name))
            {
                yield return $"Its name looks like that of {other.Name}, which is another skill.";
            }
        }
    }

    [GeneratedRegex(
        @"\b(https?|wss?|ftp|ssh|git)://[^\s""'<>`)\]}]+",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Url();
}
