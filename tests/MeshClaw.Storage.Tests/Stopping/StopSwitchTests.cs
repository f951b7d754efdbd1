using MeshClaw.Core.Stopping;

namespace MeshClaw.Storage.Tests.Stopping;

public sealed class StopSwitchTests
{
    [Fact]
    public async Task A_stop_survives_a_restart_and_every_setting_counts()
    {
        await using var home = await Home.CreateAsync();
        Assert.Equal(new StopStatus(false, 0, null, ""), await home.Stop.ReadAsync(Home.None));
        Assert.Equal(new StopStatus(true, 1, Home.Start, "cli"), await home.Stop.SetAsync(true, "cli", Home.None));
        home.Time.Advance(TimeSpan.FromSeconds(1));
        await home.Stop.SetAsync(true, "http", Home.None);
        await home.ReopenAsync();

        Assert.Equal(new StopStatus(true, 2, Home.Start.AddSeconds(1), "http"), await home.Stop.ReadAsync(Home.None));
        Assert.Equal(
            new StopStatus(false, 3, Home.Start.AddSeconds(1), "cli"),
            await home.Stop.SetAsync(false, "cli", Home.None)
        );
    }
}
