using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Skills;

/// <summary>Shows what a skill can run, reach and read. Its words are somebody else's: all go through the cleaning of the terminal.</summary>
internal sealed class SkillCard(Screen screen)
{
    private const int MaxText = 60;
    private const int MaxDiff = 200;

    /// <summary>All of it; of its text the beginning, unless <paramref name="whole"/>.</summary>
    public void Show(SkillReviewResponse skill, bool whole = false)
    {
        screen.Markup($"[bold]{Screen.Safe(skill.Name)}[/]  {Screen.Safe(skill.Description)}");
        Line("state", skill.Installed is { } there ? StateOf(there) : "not installed");
        Line("hash", skill.Hash);
        var size = skill.Files.Sum(f => f.Size);
        Line("size", string.Create(CultureInfo.InvariantCulture, $"{skill.Files.Count} files, {size:N0} bytes"));
        Many("can run", skill.Files.Where(f => f.Interpreter is not null).Select(f => $"{f.Path} ({f.Interpreter})"));
        Many("reaches", skill.Urls);
        Many("asks for", skill.Tools.Select(t => $"{t} (an agent that lacks it does not get it)"));
        Many("licence", skill.License.Length == 0 ? [] : [skill.License]);
        Many("needs", skill.Compatibility.Length == 0 ? [] : [skill.Compatibility]);
        Many("says too", skill.Metadata);
        Many("files", skill.Files.Where(f => f.Interpreter is null).Select(f => f.Path));
        foreach (var warning in skill.Names.Concat(skill.Problems))
        {
            screen.Markup($"  [yellow]{Screen.Safe(warning)}[/]");
        }

        foreach (var passage in skill.Passages)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{passage.File}:{passage.Line}");
            screen.Markup($"  [red]{Screen.Safe(place)}[/] {Screen.Safe(passage.Why)}: {Screen.Safe(passage.Excerpt)}");
        }

        if (skill.Changes.Count > 0)
        {
            ShowChanges(skill.Changes);
        }
        else
        {
            ShowText(skill.Text, whole);
        }
    }

    /// <summary>For lists: <c>usable</c>, <c>changed: review it</c>.</summary>
    public static string StateOf(SkillResponse skill) =>
        skill.State switch
        {
            "changed" => "changed: review it",
            "unreviewed" => "not reviewed",
            "usable" when skill.Network => "usable, with network",
            var other => other,
        };

    private void ShowText(string text, bool whole)
    {
        screen.Output.WriteLine();
        var lines = Sanitize.Lines(text).ToList();
        foreach (var line in whole ? lines : lines.Take(MaxText))
        {
            screen.Output.WriteLine(line);
        }

        if (!whole && lines.Count > MaxText)
        {
            screen.Output.WriteLine($"… {lines.Count - MaxText} lines more");
        }
    }

    private void ShowChanges(IReadOnlyList<SkillChangeResponse> changes)
    {
        foreach (var change in changes)
        {
            screen.Output.WriteLine();
            screen.Markup($"[bold]{Screen.Safe(change.What)}[/] {Screen.Safe(change.Path)}");
            if (change.Before is null && change.After is null)
            {
                screen.Output.WriteLine("(no text)");
                continue;
            }

            var lines = TextDiff.Of(change.Before ?? "", change.After ?? "");
            foreach (var line in lines.Take(MaxDiff))
            {
                screen.Output.WriteLine(Sanitize.Line(line));
            }

            if (lines.Count > MaxDiff)
            {
                screen.Output.WriteLine($"… {lines.Count - MaxDiff} lines more");
            }
        }
    }

    private void Many(string label, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Line(label, value);
            label = "";
        }
    }

    private void Line(string label, string value) => screen.Markup($"  {label, -9} {Screen.Safe(value)}");
}
