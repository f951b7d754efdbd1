using MeshClaw.Core.Agents;
using MeshClaw.Gateway.Agents;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Gateway.Tests.Agents;

public sealed class AgentCatalogTests
{
    private static readonly DateTimeOffset s_written = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly AgentName s_inbox = new("inbox");

    private static readonly AgentFileContext s_context = new()
    {
        Connections = [new ConnectionName("mail/work")],
        Tools = [new ToolName("mail.move")],
    };

    [Fact]
    public async Task A_file_is_read_anew_when_it_changes()
    {
        await using var home = new TestHome();
        home.WriteAgent("inbox", "06:30 on weekdays", s_written);
        var catalog = new AgentCatalog(home.Home, () => s_context);
        var first = catalog.Find(s_inbox);
        Assert.NotNull(first);
        Assert.Same(first, catalog.Find(s_inbox));

        home.WriteAgent("inbox", "06:30 on weekdays", s_written.AddMinutes(1), "observe");

        Assert.Equal(Autonomy.Observe, catalog.Find(s_inbox)?.Grant.Autonomy);
    }

    [Fact]
    public async Task A_file_is_read_anew_when_the_connections_change()
    {
        await using var home = new TestHome();
        home.WriteAgent("inbox", "06:30 on weekdays", s_written);
        var context = new AgentFileContext();
        var catalog = new AgentCatalog(home.Home, () => context);
        Assert.Null(catalog.Find(s_inbox));

        context = s_context;

        Assert.NotNull(catalog.Find(s_inbox));
    }

    [Fact]
    public async Task A_broken_file_is_listed_with_its_problems_and_does_not_run()
    {
        await using var home = new TestHome();
        home.WriteAgent("inbox", "whenever you feel like it", s_written);
        Directory.CreateDirectory(Path.Join(home.Home.AgentsFolder, "empty"));
        var catalog = new AgentCatalog(home.Home, () => s_context);

        var listings = catalog.List();

        Assert.Equal(["empty", "inbox"], listings.Select(l => l.Name.Value));
        Assert.All(listings, l => Assert.NotEmpty(l.Problems));
        Assert.All(listings, l => Assert.Null(l.Definition));
        Assert.Null(catalog.Find(s_inbox));
    }

    [Fact]
    public async Task A_hold_is_part_of_the_grant_and_survives_a_new_catalog()
    {
        await using var home = new TestHome();
        home.WriteAgent("inbox", "06:30 on weekdays", s_written);
        new AgentCatalog(home.Home, () => s_context).Pause(s_inbox);

        var catalog = new AgentCatalog(home.Home, () => s_context);
        Assert.True(catalog.Find(s_inbox)?.Grant.Paused);

        catalog.Resume(s_inbox);
        Assert.False(catalog.Find(s_inbox)?.Grant.Paused);
    }
}
