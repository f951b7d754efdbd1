using MeshClaw.Gateway.Diagnosis;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Tests.Diagnosis;

public sealed class DoctorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_home_has_no_errors_with_and_without_a_gateway()
    {
        await using var home = new TestHome();
        var (host, client) = await home.StartConnectedAsync();
        var within = await client.DoctorAsync(Token);
        client.Dispose();
        await host.DisposeAsync();
        var without = await Doctor.RunAsync(home.Options, Token);

        Assert.DoesNotContain(within, f => f.Level != "ok");
        Assert.DoesNotContain(without, f => f.Level != "ok");
        foreach (
            var area in new[]
            {
                "home",
                "disk",
                "clock",
                "config",
                "ceiling",
                "agents",
                "database",
                "gateway",
                "audit",
                "connection mail/work",
            }
        )
        {
            Assert.Contains(within, f => f.Area == area);
            Assert.Contains(without, f => f.Area == area);
        }
    }

    [Fact]
    public async Task A_home_that_is_not_there_is_no_error_and_is_not_made()
    {
        await using var home = new TestHome();

        var finding = Assert.Single(await Doctor.RunAsync(home.Options, Token));

        Assert.Equal("warning", finding.Level);
        Assert.False(Directory.Exists(home.Home.Root));
    }

    [Fact]
    public async Task Each_thing_that_is_wrong_is_found_with_its_mend()
    {
        await using var home = new TestHome();
        var (host, client) = await home.StartConnectedAsync();
        client.Dispose();
        await host.DisposeAsync();
        Directory.Move(home.Maildir, home.Maildir + ".gone");
        home.WriteAgent("broken", "whenever", s_long);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps the user profile private by other means.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(home.Home.KeysFolder, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        var findings = await Doctor.RunAsync(home.Options, Token);

        Expect(findings, "connection mail/work", "error");
        Expect(findings, "agents", "error");
        Expect(findings, "home", "error");
    }

    [Fact]
    public async Task Every_error_of_the_configuration_is_named_at_once()
    {
        await using var home = new TestHome();
        await (await home.StartAsync()).DisposeAsync();
        home.WriteConfig("zone: Nowhere/Land\nbogus: 1\n");

        var findings = await Doctor.RunAsync(home.Options, Token);

        Assert.Equal(2, findings.Count(f => f is { Area: "config", Level: "error" }));
    }

    [Fact]
    public async Task A_damaged_database_is_found()
    {
        await using var home = new TestHome();
        await (await home.StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(home.Home.DatabaseFile, new string('x', 8192), Token);

        Expect(await Doctor.RunAsync(home.Options, Token), "database", "error");
    }

    [Fact]
    public async Task A_gateway_that_holds_the_home_is_named()
    {
        await using var home = new TestHome();
        await home.StartAsync();

        Expect(await Doctor.RunAsync(home.Options, Token), "gateway", "error");
    }

    private static readonly DateTimeOffset s_long = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static void Expect(IReadOnlyList<DoctorFinding> findings, string area, string level)
    {
        var found = findings.Where(f => f.Area == area && f.Level == level).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.False(string.IsNullOrWhiteSpace(f.Mend)));
    }
}
