using MeshClaw.Core.Stopping;
using MeshClaw.Storage.Channels;

namespace MeshClaw.Storage.Tests.Channels;

public sealed class SqliteLockTests
{
    [Fact]
    public async Task A_lock_stops_outlives_a_restart_and_nothing_resumes_before_it_is_unlocked()
    {
        await using var home = await Home.CreateAsync();
        Assert.Null(await new SqliteLock(home.Database).ReadAsync(Home.None));
        await new SqliteLock(home.Database).LockAsync("chat 1001", Home.None);
        home.Time.Advance(TimeSpan.FromMinutes(1));
        await home.ReopenAsync();
        var locking = new SqliteLock(home.Database);

        var locked = new StopStatus(true, 1, Home.Start, "chat 1001") { Locked = Home.Start };
        Assert.Equal(Home.Start, await locking.ReadAsync(Home.None));
        Assert.Equal(locked, await home.Stop.ReadAsync(Home.None));
        Assert.Equal(locked, await home.Stop.SetAsync(false, "http", Home.None));
        Assert.Equal(locked, await home.Stop.ReadAsync(Home.None));
        Assert.DoesNotContain("\"resume\"", Talk.Audit(home), StringComparison.Ordinal);

        Assert.True(await locking.UnlockAsync("cli", Home.None));
        Assert.False(await locking.UnlockAsync("cli", Home.None));
        Assert.Equal(locked with { Locked = null }, await home.Stop.ReadAsync(Home.None));
        Assert.False((await home.Stop.SetAsync(false, "cli", Home.None)).Stopped);
        var audit = Talk.Audit(home);
        Assert.Contains("\"locked\"", audit, StringComparison.Ordinal);
        Assert.Contains("\"unlocked\"", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_lock_keeps_the_time_of_the_first()
    {
        await using var home = await Home.CreateAsync();
        var locking = new SqliteLock(home.Database);
        await locking.LockAsync("chat 1", Home.None);
        home.Time.Advance(TimeSpan.FromMinutes(1));
        await locking.LockAsync("chat 2", Home.None);

        Assert.Equal(Home.Start, await locking.ReadAsync(Home.None));
    }

    [Fact]
    public async Task A_step_of_the_second_factor_serves_once_and_none_before_it()
    {
        await using var home = await Home.CreateAsync();
        Assert.True(await new SqliteLock(home.Database).UseStepAsync(100, Home.None));
        await home.ReopenAsync();
        var used = new SqliteLock(home.Database);

        Assert.False(await used.UseStepAsync(100, Home.None));
        Assert.False(await used.UseStepAsync(99, Home.None));
        Assert.True(await used.UseStepAsync(101, Home.None));
    }

    [Fact]
    public async Task A_new_secret_begins_at_its_own_step_also_after_a_clock_that_was_wrong()
    {
        await using var home = await Home.CreateAsync();
        var used = new SqliteLock(home.Database);
        await used.UseStepAsync(1_000_000, Home.None);

        await used.BeginStepsAsync(100, Home.None);

        Assert.False(await used.UseStepAsync(100, Home.None));
        Assert.True(await used.UseStepAsync(101, Home.None));
    }
}
