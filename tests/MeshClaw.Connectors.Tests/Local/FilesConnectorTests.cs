using MeshClaw.Connectors.Files;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Tests.Local;

public sealed class FilesConnectorTests
{
    [Fact]
    public async Task A_file_is_written_read_edited_moved_and_deleted()
    {
        await using var home = new FilesHome();

        await home.Driver.DoAsync(FilesTools.Write, new { path = "notes/today.md", text = "one\ntwo\n" });
        await home.Driver.DoAsync(
            FilesTools.Edit,
            new
            {
                path = "notes/today.md",
                old = "two",
                @new = "three",
            }
        );
        var page = await home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "notes/today.md" });
        await home.Driver.DoAsync(FilesTools.Move, new { path = "notes/today.md", to = "done/first.md" });
        Assert.Equal(("one\nthree\n", null), (page.Text, page.NextLine));
        Assert.Equal("one\nthree\n", home.Text("done/first.md"));
        await home.Driver.DoAsync(FilesTools.Delete, new { path = "done" });

        var list = await home.Driver.ReadAsync<FileList>(FilesTools.List, new { });
        Assert.Equal(["notes"], list.Entries.Select(e => e.Name));
    }

    [Fact]
    public async Task Everything_is_taken_back_in_turn_and_so_is_the_taking_back()
    {
        await using var home = new FilesHome();
        home.Put("kept.txt", "before");
        home.Put("folder/inner.txt", "inner");

        var made = await home.Driver.DoAsync(FilesTools.Write, new { path = "new.txt", text = "x" });
        var over = await home.Driver.DoAsync(FilesTools.Write, new { path = "kept.txt", text = "after" });
        var edit = await home.Driver.DoAsync(
            FilesTools.Edit,
            new
            {
                path = "kept.txt",
                old = "after",
                @new = "",
            }
        );
        var move = await home.Driver.DoAsync(FilesTools.Move, new { path = "folder", to = "elsewhere/folder" });
        var gone = await home.Driver.DoAsync(FilesTools.Delete, new { path = "elsewhere/folder" });

        Assert.False(Directory.Exists(home.At("elsewhere/folder")));
        await home.Driver.UndoAsync(gone);
        Assert.Equal("inner", home.Text("elsewhere/folder/inner.txt"));
        await home.Driver.UndoAsync(move);
        Assert.Equal("inner", home.Text("folder/inner.txt"));
        await home.Driver.UndoAsync(edit);
        Assert.Equal("after", home.Text("kept.txt"));
        var back = await home.Driver.UndoAsync(over);
        Assert.Equal("before", home.Text("kept.txt"));
        await home.Driver.UndoAsync(back);
        Assert.Equal("after", home.Text("kept.txt"));
        await home.Driver.UndoAsync(made);
        Assert.Null(home.Text("new.txt"));
    }

    [Fact]
    public async Task What_was_changed_meanwhile_is_not_taken_back_over()
    {
        await using var home = new FilesHome();
        home.Put("a.txt", "before");
        var write = await home.Driver.DoAsync(FilesTools.Write, new { path = "a.txt", text = "mine" });
        home.Put("a.txt", "the owner's");

        var undo = await home.Driver.DescribeAsync(home.Connector().UndoRequest(write)!); // It can be taken back.

        Assert.IsType<Preparation.Gone>(await home.Driver.PrepareAsync(undo));
        Assert.Equal("the owner's", home.Text("a.txt"));
    }

    [Fact]
    public async Task A_file_that_changed_between_approval_and_call_is_left_alone()
    {
        await using var home = new FilesHome();
        home.Put("a.txt", "seen");
        var call = await home.Driver.DescribeAsync(FilesTools.Write, new { path = "a.txt", text = "new" });
        var ready = Assert.IsType<Preparation.Ready>(await home.Driver.PrepareAsync(call));
        home.Put("a.txt", "changed");

        Assert.IsType<Preparation.Gone>(await home.Driver.PrepareAsync(call));
        Assert.IsType<CallOutcome.Failed>(await home.Driver.ExecuteAsync(call, ready.Note));
        Assert.Equal("changed", home.Text("a.txt"));
    }

    [Fact]
    public async Task The_call_is_bound_to_the_version_and_says_what_it_does()
    {
        await using var home = new FilesHome();
        home.Put("a.txt", "one");
        var first = await home.Driver.DescribeAsync(FilesTools.Delete, new { path = "a.txt" });
        home.Put("a.txt", "two");
        var second = await home.Driver.DescribeAsync(FilesTools.Delete, new { path = "./a.txt" });

        Assert.NotEqual(first.Hash, second.Hash);
        Assert.Equal(Verbs.Delete, second.Verbs);
        Assert.Equal(new Effect(EffectClass.Reversible, EffectTraits.Destroys), second.Effect);
        Assert.Equal(("", "a.txt"), (second.Targets[0].Collection, second.Targets[0].Id));
        Assert.Equal(ValueRole.Target, Assert.Single(second.Values).Role);
    }

    [Theory]
    [InlineData("one", "needle", "does not contain")]
    [InlineData("needle needle", "needle", "more than once")]
    [InlineData("aaa", "aa", "more than once")]
    public async Task An_edit_needs_exactly_one_place(string text, string old, string said)
    {
        await using var home = new FilesHome();
        home.Put("a.txt", text);

        var refused = await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(
                FilesTools.Edit,
                new
                {
                    path = "a.txt",
                    old,
                    @new = "x",
                }
            )
        );

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_overwritten_by_moving()
    {
        await using var home = new FilesHome();
        home.Put("a.txt", "a");
        home.Put("b.txt", "b");

        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(FilesTools.Move, new { path = "a.txt", to = "b.txt" })
        );
    }

    [Fact]
    public async Task A_long_file_comes_in_pages_and_a_binary_one_not_at_all()
    {
        await using var home = new FilesHome();
        home.Put("long.txt", string.Concat(Enumerable.Range(1, 1200).Select(i => $"line {i}\n")));
        home.Put("wide.txt", new string('x', 100_000));
        await File.WriteAllBytesAsync(home.At("picture"), [1, 0, 2], LocalDriver.Token);
        await File.WriteAllBytesAsync(home.At("latin"), [0xe9, 0x0a], LocalDriver.Token);

        var first = await home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "long.txt" });
        var last = await home.Driver.ReadAsync<FilePage>(
            FilesTools.Read,
            new
            {
                path = "long.txt",
                line = 1150,
                lines = 2000,
            }
        );
        var wide = await home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "wide.txt" });

        Assert.Equal((501, "line 1"), (first.NextLine, first.Text!.Split('\n')[0]));
        Assert.Equal((null, 1150, "line 1150"), (last.NextLine, last.FirstLine, last.Text!.Split('\n')[0]));
        Assert.True(wide.IsCut && wide.Text!.Length < 61_000);
        Assert.Null((await home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "picture" })).Text);
        Assert.Null((await home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "latin" })).Text);
    }

    [Fact]
    public async Task Names_and_lines_are_found_whatever_the_case()
    {
        await using var home = new FilesHome();
        home.Put("a/Report.txt", "nothing\n");
        home.Put("b/notes.md", "x\nthe REPORT is due\n");
        File.CreateSymbolicLink(home.At("up"), home.Sandbox.Root);

        var found = await home.Driver.ReadAsync<FileMatches>(FilesTools.Search, new { text = "report" });

        Assert.Equal(
            [new FileMatch("a/Report.txt", null, null), new FileMatch("b/notes.md", 2, "the REPORT is due")],
            found.Matches.OrderBy(m => m.Path, StringComparer.Ordinal)
        );
        Assert.True(found.IsWhole);
        Assert.Empty(
            (await home.Driver.ReadAsync<FileMatches>(FilesTools.Search, new { text = "owner's-key" })).Matches
        );
    }

    [Fact]
    public async Task What_was_held_for_thirty_days_goes_and_nothing_else_does()
    {
        await using var home = new FilesHome();
        Directory.CreateDirectory(home.Holding);
        var old = HeldName.Make(DateTimeOffset.UtcNow.AddDays(-31), Guid.NewGuid());
        var young = HeldName.Make(DateTimeOffset.UtcNow.AddDays(-29), Guid.NewGuid());
        foreach (var name in (string[])[old, young, "readme"])
        {
            await File.WriteAllTextAsync(Path.Join(home.Holding, name), "", LocalDriver.Token);
        }

        await home.Driver.ReadAsync<FileList>(FilesTools.List, new { });

        Assert.Equal(
            new[] { young, "readme" }.Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(home.Holding).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("""{"path":"a","surprise":1}""")]
    [InlineData("""{"path":"a","held":"../config.yaml"}""")]
    [InlineData("""{"path":"a","held":"20261123000000-0000000000000000000000000000000g"}""")]
    public async Task What_is_held_has_one_form_of_name(string arguments)
    {
        await using var home = new FilesHome();

        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(new ToolRequest(FilesTools.Connection, FilesTools.Restore, arguments))
        );
    }
}
