using MeshClaw.Core.Runs;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Tests.Audit;

/// <summary>What a run's begin and end append to the audit is not waited for; the file of heads must never be ahead of it.</summary>
public sealed class HeadsBehindTheDiskTests
{
    [Fact]
    public async Task A_head_is_kept_only_when_what_it_covers_is_on_the_disk()
    {
        await using var home = await EachAsync();
        await home.Audit.AppendAsync("test", "{}", Home.None);
        var run = await home.RunAsync();
        await home.Runs.SetStateAsync(run, RunState.Done, null, Home.None);
        Assert.Equal([1], Kept(home));

        home.Time.Advance(LogKeeper.Patience);

        Assert.Equal([1, 3], Kept(home));
        Assert.True((await home.Audit.VerifyAsync(AuditHeads.Read(Heads(home)), Home.None)).Ok);
    }

    [Fact]
    public async Task Whoever_waits_for_the_disk_keeps_the_head_at_once()
    {
        await using var home = await EachAsync();
        await home.RunAsync();
        await home.Audit.AppendAsync("test", "{}", Home.None);
        Assert.Equal([2], Kept(home));

        home.Time.Advance(LogKeeper.Patience);

        Assert.Equal([2], Kept(home));
    }

    [Fact]
    public async Task A_head_waits_as_long_as_a_reader_keeps_the_log_from_the_file()
    {
        await using var home = await EachAsync();
        await home.Audit.AppendAsync("test", "{}", Home.None);
        var (reading, read) = (new TaskCompletionSource(), new ManualResetEventSlim());
        var reader = Task.Run(
            () =>
                home.Database.ReadAsync(
                    s =>
                    {
                        s.Scalar("SELECT count(*) FROM runs");
                        reading.SetResult();
                        read.Wait(Home.None);
                        return 0;
                    },
                    Home.None
                ),
            Home.None
        );
        await reading.Task;
        await home.RunAsync();

        home.Time.Advance(LogKeeper.Patience);
        Assert.Equal([1], Kept(home));

        read.Set();
        await reader;
        home.Time.Advance(LogKeeper.Patience);
        Assert.Equal([1, 2], Kept(home));
    }

    [Fact]
    public async Task Closing_keeps_the_last_head_of_what_was_not_waited_for()
    {
        await using var home = await EachAsync();
        await home.RunAsync();

        await home.ReopenAsync();

        Assert.Equal([1], Kept(home));
        Assert.Equal(1L, Home.Sql(home.Folder, "SELECT count(*) FROM runs"));
    }

    [Fact]
    public async Task The_log_goes_into_the_file_by_itself()
    {
        await using var home = await EachAsync();
        await home.RunAsync();
        var before = File.GetLastWriteTimeUtc(HomeFiles.Database(home.Folder));

        home.Time.Advance(LogKeeper.Patience);

        Assert.NotEqual(before, File.GetLastWriteTimeUtc(HomeFiles.Database(home.Folder)));
    }

    private static Task<Home> EachAsync() =>
        Home.CreateAsync(options: Home.Options(Home.NewFolder()) with { HeadEvery = 1 });

    private static string Heads(Home home) => HomeFiles.AuditHeads(home.Folder);

    private static IEnumerable<long> Kept(Home home) => AuditHeads.Read(Heads(home)).Select(h => h.Sequence);
}
