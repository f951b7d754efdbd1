using MeshClaw.Core.Turns;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Turns;

public class CompactorTests
{
    [Fact]
    public void It_keeps_the_owners_words_before_the_models()
    {
        var entries = new List<TurnEntry>();
        for (var i = 0; i < 40; i++)
        {
            var run = new RunId(i + 1);
            entries.Add(new TurnEntry(entries.Count + 1, run, new TurnContent.Said($"Owner's sentence {i}")));
            entries.Add(new TurnEntry(entries.Count + 1, run, new TurnContent.Answered(new string('m', 200), [])));
        }

        var after = Compactor.Next(Compaction.None, entries, new RunId(40), 600);

        Assert.InRange(after.Entries, 2, 79);
        var lines = after.Summary.Split('\n');
        Assert.InRange(after.Summary.Length, 300, 600);
        Assert.All(lines, l => Assert.StartsWith("Owner: Owner's sentence ", l, StringComparison.Ordinal));
        var left = entries[(int)after.Entries].Content as TurnContent.Said;
        Assert.Equal(int.Parse(left!.Text.Split(' ')[^1]) - 1, int.Parse(lines[^1].Split(' ')[^1])); // The latest stay.
        Assert.Equal(1, after.Count);
    }
}
