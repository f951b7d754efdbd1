using MeshClaw.Core.Importing;

namespace MeshClaw.Core.Tests.Importing;

public sealed class ImportWriterTests
{
    private const string Main = "agents/.imported/main/AGENT.md";
    private const string Note = "memory/imported/openclaw/main/memory.md";

    [Fact]
    public void A_second_import_changes_nothing()
    {
        using var home = new OpenClawHome().Full();
        Assert.All(home.Import(), d => Assert.Equal(DraftState.New, d.State));
        var before = Snapshot(home);

        Assert.All(home.Import(), d => Assert.Equal(DraftState.Unchanged, d.State));

        Assert.Equal(before, Snapshot(home));
    }

    [Fact]
    public void What_the_owner_changed_accepted_or_removed_stays_so()
    {
        using var home = new OpenClawHome().Full();
        home.Import();
        File.AppendAllText(Path.Join(home.Home.Root, Main), "Mine.");
        File.Delete(Path.Join(home.Home.Root, Note));
        home.Write("workspace/SOUL.md", "Other.").Write("workspace/MEMORY.md", "Other.");
        home.Write("workspace/memory/2026-11-20.md", "Other.");

        var states = home.Import().ToDictionary(d => d.To, d => d.State);

        Assert.Equal(DraftState.Edited, states[Main]);
        Assert.Equal(DraftState.Settled, states[Note]);
        Assert.Equal(DraftState.Updated, states["memory/imported/openclaw/main/2026-11-20.md"]);
        Assert.EndsWith("Mine.", home.Read(Main), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(home.Home.Root, Note)));
        Assert.Contains("Other.", home.Read("memory/imported/openclaw/main/2026-11-20.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_that_was_cut_off_before_its_notes_is_finished()
    {
        using var home = new OpenClawHome().Full();
        home.Import();
        var before = Snapshot(home);
        File.Delete(Path.Join(home.Home.Root, "imports/openclaw/manifest.json"));
        File.Delete(Path.Join(home.Home.Root, Note));

        home.Import();

        Assert.Equal(before, Snapshot(home));
    }

    [Fact]
    public void Nothing_is_written_where_the_notes_of_earlier_imports_cannot_be_read()
    {
        using var home = new OpenClawHome().Full();
        home.Import();
        File.WriteAllText(Path.Join(home.Home.Root, "imports/openclaw/manifest.json"), "{");
        var before = Snapshot(home);

        Assert.Throws<InvalidDataException>(() => home.Import().ToList());

        Assert.Equal(before, Snapshot(home));
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        using var home = new OpenClawHome().Full();
        Assert.Null(home.Home.Prepare());
        var outside = Directory.CreateDirectory(Path.Join(home.Folder, "..", "outside")).FullName;
        Directory.CreateSymbolicLink(Path.Join(home.Home.Root, "agents", ".imported"), outside);

        Assert.Throws<InvalidDataException>(() => home.Import().ToList());

        Assert.Empty(Directory.EnumerateFiles(outside, "*", SearchOption.AllDirectories));
    }

    private static string[] Snapshot(OpenClawHome home) =>
        [
            .. Directory
                .EnumerateFiles(home.Home.Root, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(f => $"{f}\n{File.ReadAllText(f)}"),
        ];
}
