namespace MeshClaw.Storage.Tests;

public sealed class DatabaseTests
{
    private const long Full = 2;
    private const long Normal = 1;

    [Fact]
    public async Task Only_what_leads_to_no_effect_is_written_without_waiting_for_the_disk()
    {
        await using var home = await Home.CreateAsync();
        var seen = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            // Another text each time: SQLite answers this pragma when it compiles it.
            var sql = $"PRAGMA synchronous -- {i}";
            seen.Add((long)await home.Database.WriteSoonAsync(s => s.Scalar(sql + " soon")!, Home.None)); // It has a value.
            seen.Add((long)await home.Database.WriteAsync(s => s.Scalar(sql)!, Home.None)); // It has a value.
        }

        Assert.Equal([Normal, Full, Normal, Full, Normal, Full], seen);
    }

    [Fact]
    public async Task What_fails_without_waiting_for_the_disk_leaves_nothing_and_the_next_waits()
    {
        await using var home = await Home.CreateAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            home.Database.WriteSoonAsync<int>(_ => throw new InvalidOperationException("broken"), Home.None)
        );

        Assert.Equal(
            Full,
            await home.Database.WriteAsync(s => (long)s.Scalar("PRAGMA synchronous -- after")!, Home.None)
        ); // It has a value.
    }
}
