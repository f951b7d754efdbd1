using System.Text.RegularExpressions;
using MeshClaw.Core.Skills;

namespace MeshClaw.Core.Tests.Skills;

/// <summary>The skills in <c>skills/</c>. <c>UPDATE_SNAPSHOTS=1</c> pins them anew: read the diff of the skills themselves first.</summary>
public sealed partial class ShippedSkillsTests
{
    // Connectors that are to come, by the names of their tools.
    private static readonly string[] s_toCome = ["calendar.read", "deployments.read", "deployments.list"];

    private static readonly string[] s_known =
    [
        "files.list",
        "files.read",
        "files.write",
        "mail.answers",
        "mail.archive",
        "mail.draft",
        "mail.flag",
        "mail.followup",
        "mail.folders",
        "mail.list",
        "mail.lists",
        "mail.move",
        "mail.read",
        "mail.search",
        "mail.snooze",
        "skill.run",
    ];

    public static TheoryData<string> All =>
        [.. Directory.EnumerateDirectories(Repository.Skills).Select(d => Path.GetFileName(d))];

    [Fact]
    public void Ten_are_shipped_and_each_is_pinned_as_it_is()
    {
        var now = All.Select(a => (string)a)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{SkillFolder.Read(Path.Join(Repository.Skills, name)).Hash} {name}")
            .ToList();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllLines(Path.Join(Repository.Skills, "pins.txt"), now);
            return;
        }

        Assert.Equal(10, now.Count);
        Assert.Equal(
            now,
            ShippedSkills.Pins.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Value.Hash} {p.Key}")
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_is_short_without_warnings_and_nothing_in_it_looks_suspicious(string name)
    {
        var content = SkillFolder.Read(Path.Join(Repository.Skills, name));
        var file = content.Find(SkillFile.FileName);
        var parsed = SkillFile.Parse(SkillFile.FileName, name, file!.Bytes.Span); // It has one.

        Assert.Empty(parsed.Problems);
        Assert.Empty(SuspiciousText.Of(content));
        Assert.Empty(SkillReview.Of(parsed.Value!, content).Urls); // It has no errors.
        Assert.InRange(parsed.Value!.Body.Length, 600, 4000);
        Assert.InRange(parsed.Value.Description.Length, 60, 240); // Whole in the index of a prompt.
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Each_names_only_tools_that_there_are_or_are_to_come_and_files_that_it_has(string name)
    {
        var content = SkillFolder.Read(Path.Join(Repository.Skills, name));
        var header = SkillFile.Parse(SkillFile.FileName, name, content.Find(SkillFile.FileName)!.Bytes.Span).Value;
        string[] known = [.. s_known, .. s_toCome];

        Assert.Subset(known.ToHashSet(), header!.AllowedTools.ToHashSet()); // The other test looks for errors.
        var named = ToolInText().Matches(header.Body).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Subset(header.AllowedTools.ToHashSet(), named);
        Assert.All(FileInText().Matches(header.Body).Select(m => m.Value), path => Assert.NotNull(content.Find(path)));
    }

    [GeneratedRegex(@"`((?:mail|files|calendar|deployments|skill|web|shell)\.[a-z]+)`")]
    private static partial Regex ToolInText();

    [GeneratedRegex(@"\b(references|scripts|assets)/[a-z.\-]+[a-z]")]
    private static partial Regex FileInText();
}
