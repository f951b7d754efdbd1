using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Audit;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Tests.Audit;

public sealed class AuditTests
{
    [Fact]
    public async Task The_chain_is_as_its_contract_says()
    {
        await using var home = await WithAsync(3);
        var previous = new string('0', 64);
        var sequence = 0L;
        await foreach (var entry in home.Audit.ReadAsync(1, Home.None))
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(previous + "\n" + entry.Body));
            Assert.Equal(
                (++sequence, previous, Convert.ToHexStringLower(hash)),
                (entry.Sequence, entry.Previous, entry.Hash)
            );
            previous = entry.Hash;
        }

        Assert.Equal(
            new AuditVerification(true, 3, previous, null, null),
            await home.Audit.VerifyAsync([(3, previous)], Home.None)
        );
    }

    [Theory]
    [InlineData("UPDATE audit SET body = replace(body, '\"n\":5', '\"n\":6') WHERE seq = 5", 5, "changed")]
    [InlineData("UPDATE audit SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 5", 5, "changed")]
    [InlineData("UPDATE audit SET previous = (SELECT previous FROM audit WHERE seq = 3) WHERE seq = 5", 5, "changed")]
    [InlineData("DELETE FROM audit WHERE seq = 5", 5, "removed")]
    [InlineData("DELETE FROM audit WHERE seq = 1", 1, "removed")]
    [InlineData("DELETE FROM audit WHERE seq = 5; UPDATE audit SET seq = seq - 1 WHERE seq > 5", 5, "does not follow")]
    [InlineData(
        "UPDATE audit SET seq = -seq WHERE seq IN (5, 6); UPDATE audit SET seq = 11 + seq WHERE seq < 0",
        5,
        "does not follow"
    )]
    [InlineData("UPDATE audit SET seq = 0 WHERE seq = 1", 0, "stands after")]
    [InlineData("DELETE FROM audit WHERE seq > 7", 8, "cut off")]
    [InlineData("DELETE FROM audit", 1, "cut off")]
    public async Task Tampering_is_found_and_its_first_entry_named(string sql, long bad, string finding)
    {
        await using var home = await WithAsync(10);
        var heads = await HeadsAsync(home);
        home.Sql(sql);

        var stored = await home.Audit.VerifyAsync(heads, Home.None);
        var exported = await VerifyExportAsync(home, heads);

        Assert.False(stored.Ok);
        Assert.Equal(bad, stored.BadSequence);
        Assert.Contains(finding, stored.Finding);
        // A sequence number below the first is not exported at all.
        Assert.Equal(bad == 0 ? 1 : bad, exported.BadSequence);
    }

    [Fact]
    public async Task A_cut_off_tail_is_found_only_against_a_kept_head()
    {
        await using var home = await WithAsync(10);
        var heads = await HeadsAsync(home);
        home.Sql("DELETE FROM audit WHERE seq > 7");

        Assert.True((await home.Audit.VerifyAsync([], Home.None)).Ok);
        Assert.Equal(8, (await home.Audit.VerifyAsync(heads, Home.None)).BadSequence);
    }

    [Fact]
    public async Task A_chain_written_anew_does_not_fit_a_kept_head()
    {
        await using var home = await WithAsync(10);
        await using var other = await WithAsync(12);
        var heads = await HeadsAsync(home);
        other.Sql("DELETE FROM audit WHERE seq > 9");
        await other.Audit.AppendAsync("other", "{}", Home.None);

        var found = await other.Audit.VerifyAsync(heads, Home.None);

        Assert.Equal((false, 10L), (found.Ok, found.BadSequence ?? 0));
    }

    [Fact]
    public async Task Export_verifies_and_a_broken_line_is_named()
    {
        await using var home = await WithAsync(700); // More than a page.
        var heads = await HeadsAsync(home);
        using var export = new MemoryStream();
        Assert.Equal(700, await AuditExport.WriteAsync(home.Audit, 1, export, Home.None));
        var lines = Encoding.UTF8.GetString(export.ToArray()).Split('\n');

        Assert.StartsWith("{\"seq\":1,\"hash\":\"", lines[0]);
        Assert.True((await VerifyAsync(lines)).Ok);
        lines[419] = "no JSON";
        Assert.Equal(420, (await VerifyAsync(lines)).BadSequence);
        lines[419] = lines[418];
        Assert.Equal(419, (await VerifyAsync(lines)).BadSequence);

        Task<AuditVerification> VerifyAsync(string[] text) =>
            AuditExport.VerifyAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', text))),
                heads,
                Home.None
            );
    }

    [Fact]
    public async Task Heads_are_kept_at_the_first_entry_each_so_many_each_day_and_at_the_end()
    {
        var folder = Home.NewFolder();
        await using var home = await Home.CreateAsync(options: Home.Options(folder) with { HeadEvery = 5 });
        for (var i = 0; i < 7; i++)
        {
            await home.Audit.AppendAsync("test", "{}", Home.None);
        }

        home.Time.Advance(TimeSpan.FromDays(1));
        await home.Audit.AppendAsync("test", "{}", Home.None);
        await home.Audit.AppendAsync("test", "{}", Home.None);
        File.AppendAllText(HomeFiles.AuditHeads(folder), "{\"at\":\"cut sh"); // As a crash leaves it.
        Assert.Equal([1, 6, 8], AuditHeads.Read(HomeFiles.AuditHeads(folder)).Select(h => h.Sequence));

        await home.ReopenAsync();
        Assert.Equal([1, 6, 8, 9], AuditHeads.Read(HomeFiles.AuditHeads(folder)).Select(h => h.Sequence));
        Assert.True((await home.Audit.VerifyAsync(AuditHeads.Read(HomeFiles.AuditHeads(folder)), Home.None)).Ok);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"at":"2020"}""")]
    [InlineData("""{"kind":"stop"}""")]
    public async Task Details_cannot_pose_as_something_else(string details)
    {
        await using var home = await WithAsync(0);
        await Assert.ThrowsAsync<ArgumentException>(() => home.Audit.AppendAsync("test", details, Home.None));
    }

    private static async Task<Home> WithAsync(int entries)
    {
        var home = await Home.CreateAsync();
        for (var i = 1; i <= entries; i++)
        {
            await home.Audit.AppendAsync("test", $$"""{"n":{{i}},"umlaut":"ü"}""", Home.None);
        }

        return home;
    }

    private static async Task<IReadOnlyList<(long, string)>> HeadsAsync(Home home)
    {
        var verified = await home.Audit.VerifyAsync([], Home.None);
        return [(verified.Entries, verified.Head)];
    }

    private static async Task<AuditVerification> VerifyExportAsync(Home home, IReadOnlyList<(long, string)> heads)
    {
        using var export = new MemoryStream();
        await AuditExport.WriteAsync(home.Audit, 1, export, Home.None);
        export.Position = 0;
        return await AuditExport.VerifyAsync(export, heads, Home.None);
    }
}
