using MeshClaw.Core.Configuration;
using MeshClaw.Core.Files;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class LiveConfigTests
{
    [Fact]
    public void Bad_reload_keeps_the_old_configuration_and_says_why()
    {
        using var folder = new Folder();
        var path = folder.File("config.yaml");
        AtomicFile.Write(path, "owner: { name: Ana }\n");
        var live = new LiveConfig(path, ConfigFile.Load(path).Value!);
        var first = live.Current;

        AtomicFile.Write(path, "owner: { nam: Bob }\n");
        var bad = live.TryReload();

        Assert.Same(first, live.Current);
        Assert.Equal(
            [$"{path}:1:10: Unknown key \"nam\". Did you mean \"name\"? Allowed: name, addresses."],
            bad.Problems.Select(p => p.ToString())
        );

        AtomicFile.Write(path, "owner: { name: Bob }\n");
        Assert.Same(live.TryReload().Value, live.Current);
        Assert.Equal("Bob", live.Current.Owner.Name);
    }

    [Fact]
    public void File_that_vanishes_keeps_what_it_said()
    {
        using var folder = new Folder();
        var path = folder.File("config.yaml");
        AtomicFile.Write(path, "owner: { name: Ana }\n");
        var live = new LiveConfig(path, ConfigFile.Load(path).Value!);

        File.Delete(path);

        Assert.Equal(
            [$"{path}:1:1: The file is gone. What it said before still holds."],
            live.TryReload().Errors.Select(e => e.ToString())
        );
        Assert.Equal("Ana", live.Current.Owner.Name);
    }

    [Fact]
    public void File_that_was_never_there_stays_the_defaults()
    {
        using var folder = new Folder();
        var live = new LiveConfig(folder.File("config.yaml"), ConfigFile.Default);

        Assert.Same(ConfigFile.Default, live.TryReload().Value);
        Assert.Same(ConfigFile.Default, live.Current);
    }

    [Fact]
    public void The_systems_zone_is_followed_where_the_file_names_none()
    {
        using var folder = new Folder();
        var path = folder.File("config.yaml");
        var tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");
        var lisbon = TimeZoneInfo.FindSystemTimeZoneById("Europe/Lisbon");
        var live = new LiveConfig(path, ConfigFile.Default);

        Assert.True(live.FollowSystemZone(tokyo));
        Assert.False(live.FollowSystemZone(tokyo));
        Assert.Equal(tokyo, live.Current.Zone);
        // Following the system is no file that could vanish.
        Assert.Empty(live.TryReload().Problems);

        AtomicFile.Write(path, "zone: Europe/Lisbon\n");
        live.TryReload();
        Assert.False(live.FollowSystemZone(tokyo));
        Assert.Equal(lisbon, live.Current.Zone);
    }
}
