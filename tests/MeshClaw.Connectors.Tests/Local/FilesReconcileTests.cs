using MeshClaw.Connectors.Files;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Tools;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Tests.Local;

/// <summary>After a crash it is found out from the files alone what became of a call.</summary>
public sealed class FilesReconcileTests
{
    public static TheoryData<string, string> Calls =>
        new()
        {
            { "files.write", """{"path":"new.txt","text":"x"}""" },
            { "files.write", """{"path":"a.txt","text":"x"}""" },
            { "files.edit", """{"path":"a.txt","old":"seen","new":"edited"}""" },
            { "files.move", """{"path":"a.txt","to":"b/c.txt"}""" },
            { "files.move", """{"path":"folder","to":"b/folder"}""" },
            { "files.delete", """{"path":"a.txt"}""" },
            { "files.delete", """{"path":"folder"}""" },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_was_not_begun_did_not_happen(string tool, string arguments)
    {
        await using var home = new FilesHome();
        var (call, note) = await PreparedAsync(home, tool, arguments);

        Assert.IsType<Reconciliation.NotHappened>(await home.Driver.ReconcileAsync(call, note));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_was_done_happened_and_can_be_taken_back(string tool, string arguments)
    {
        await using var home = new FilesHome();
        var (call, note) = await PreparedAsync(home, tool, arguments);
        var before = Names(home);
        var done = Assert.IsType<CallOutcome.Done>(await home.Driver.ExecuteAsync(call, note));

        var found = Assert.IsType<Reconciliation.Happened>(await home.Driver.ReconcileAsync(call, note));

        Assert.Equal((done.Result, done.Undo), (found.Result, found.Undo));
        await home.Driver.UndoAsync(Row(call) with { Undo = found.Undo });
        Assert.Equal(before, Names(home));
    }

    [Fact]
    public async Task What_was_only_written_down_is_forgotten()
    {
        await using var home = new FilesHome();
        var (call, note) = await PreparedAsync(home, "files.write", """{"path":"a.txt","text":"x"}""");
        await File.WriteAllTextAsync(Path.Join(home.Holding, FileNote.Of(note).Held + ".new"), "x", Token);

        Assert.IsType<Reconciliation.NotHappened>(await home.Driver.ReconcileAsync(call, note));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Holding));
        Assert.Equal("seen", home.Text("a.txt"));
    }

    [Fact]
    public async Task An_exchange_that_was_cut_off_before_its_last_step_happened()
    {
        await using var home = new FilesHome();
        var (call, note) = await PreparedAsync(home, "files.write", """{"path":"a.txt","text":"x"}""");
        await home.Driver.ExecuteAsync(call, note);
        var held = Path.Join(home.Holding, FileNote.Of(note).Held);
        File.Move(held, held + ".new"); // As it is between the two.

        var found = Assert.IsType<Reconciliation.Happened>(await home.Driver.ReconcileAsync(call, note));

        await home.Driver.UndoAsync(Row(call) with { Undo = found.Undo });
        Assert.Equal("seen", home.Text("a.txt"));
    }

    [Fact]
    public async Task What_somebody_else_wrote_meanwhile_leaves_it_unclear()
    {
        await using var home = new FilesHome();
        var (call, note) = await PreparedAsync(home, "files.write", """{"path":"a.txt","text":"x"}""");
        home.Put("a.txt", "another's");

        var unclear = Assert.IsType<Reconciliation.Unclear>(await home.Driver.ReconcileAsync(call, note));

        Assert.Contains("a.txt", unclear.WhatToDo, StringComparison.Ordinal);
        Assert.Equal("another's", home.Text("a.txt"));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(ProposedCall Call, string Note)> PreparedAsync(
        FilesHome home,
        string tool,
        string arguments
    )
    {
        home.Put("a.txt", "seen");
        home.Put("folder/inner.txt", "inner");
        var call = await home.Driver.DescribeAsync(new ToolRequest(FilesTools.Connection, new(tool), arguments));
        return (call, Assert.IsType<Preparation.Ready>(await home.Driver.PrepareAsync(call)).Note);
    }

    private static string[] Names(FilesHome home) =>
        [
            .. Directory
                .EnumerateFiles(home.Root, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(f => $"{f}: {File.ReadAllText(f)}"),
        ];

    private static JournalEntry Row(ProposedCall call) =>
        new()
        {
            Id = new(1),
            Run = new(1),
            Agent = new("helper"),
            Connection = call.Connection,
            Tool = call.Tool,
            Arguments = call.Arguments,
            Hash = call.Hash,
            Targets = "[]",
            Title = "",
            State = ActionState.Done,
            Created = DateTimeOffset.UnixEpoch,
            Updated = DateTimeOffset.UnixEpoch,
        };
}
