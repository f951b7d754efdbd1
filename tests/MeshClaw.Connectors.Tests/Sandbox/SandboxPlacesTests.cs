using MeshClaw.Connectors.Sandbox;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Tests.Sandbox;

public sealed class SandboxPlacesTests
{
    private static readonly SandboxPlaces s_places = new(new MeshClawHome("/srv/ana/.meshclaw"), "/srv/ana");

    [Theory]
    [InlineData("/srv/ana/.meshclaw/workspace", true)]
    [InlineData("/srv/ana/.meshclaw/workspace/helper", true)]
    [InlineData("/srv/ana/projects/site", true)]
    [InlineData("/srv/ana/.meshclaw-notes", true)]
    [InlineData("/srv/data", true)]
    [InlineData("/srv/ana/.meshclaw/skills/greet", false)]
    [InlineData("/usr/share/doc", false)]
    public void A_program_may_have(string path, bool writable) => Assert.Null(s_places.Refuses(path, writable));

    [Theory]
    [InlineData("/", false)]
    [InlineData("/srv", false)]
    [InlineData("/srv/ana", false)]
    [InlineData("/srv/ana/.meshclaw", false)]
    [InlineData("/srv/ana/.meshclaw/keys", false)]
    [InlineData("/srv/ana/.meshclaw/config.yaml", false)]
    [InlineData("/srv/ana/.meshclaw/run", false)]
    [InlineData("/srv/ana/.meshclaw/agents/inbox", false)]
    [InlineData("/srv/ana/.meshclaw/workspaces", false)]
    [InlineData("/srv/ana/.meshclaw/skills", false)]
    [InlineData("/srv/ana/.meshclaw/skills/greet", true)]
    [InlineData("/srv/ana/.meshclaw/memory", false)]
    [InlineData("/usr", false)]
    [InlineData("/usr/local/lib", true)]
    [InlineData("/etc", false)]
    [InlineData("/etc/ssh", true)]
    [InlineData("/proc/1", false)]
    [InlineData("/run/docker.sock", false)]
    [InlineData("/sys/kernel", false)]
    [InlineData("/dev/shm/x", true)]
    public void A_program_may_not_have(string path, bool writable) => Assert.NotNull(s_places.Refuses(path, writable));

    [Fact]
    public async Task A_link_to_what_it_may_not_have_is_seen_through()
    {
        await using var home = new SandboxHome();
        var link = Path.Join(home.Home.Root, "workspace", "sly");
        File.CreateSymbolicLink(link, home.Home.KeysFolder);

        var asWorkspace = await RefusedAsync(home, home.Bash("ls") with { Workspace = link });
        var toRead = await RefusedAsync(home, home.Bash("ls") with { Readable = [link] });

        Assert.Contains(home.Home.KeysFolder, asWorkspace.Message, StringComparison.Ordinal);
        Assert.Contains(home.Home.KeysFolder, toRead.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_by_a_link_is_there_by_both_names()
    {
        await using var home = new SandboxHome();
        var link = Path.Join(home.Root, "place");
        File.CreateSymbolicLink(link, home.Workspace);

        var (_, output, error) = await home.RunAsync(
            home.Bash($"touch '{link}/x'; ls '{home.Workspace}'") with
            {
                Workspace = link,
            }
        );

        Assert.Equal(("x\n", ""), (output, error));
    }

    [Fact]
    public async Task What_may_be_read_cannot_be_written()
    {
        await using var home = new SandboxHome();
        var skill = Directory.CreateDirectory(Path.Join(home.Home.SkillsFolder, "greet")).FullName;
        await File.WriteAllTextAsync(Path.Join(skill, "SKILL.md"), "Greets.", SandboxHome.Token);
        var program = home.Bash(
            $"cat '{skill}/SKILL.md'; echo x > '{skill}/SKILL.md'; touch '{skill}/y'; ls '{skill}'"
        ) with
        {
            Readable = [skill],
        };

        var (_, output, _) = await home.RunAsync(program);

        Assert.Equal("Greets.SKILL.md\n", output);
        Assert.Equal("Greets.", await File.ReadAllTextAsync(Path.Join(skill, "SKILL.md"), SandboxHome.Token));
    }

    [Fact]
    public async Task A_readable_folder_within_the_workspace_stays_read_only()
    {
        await using var home = new SandboxHome();
        var inner = Directory.CreateDirectory(Path.Join(home.Workspace, "fixed")).FullName;

        var (code, _, _) = await home.RunAsync(home.Bash("touch fixed/x") with { Readable = [inner] });

        Assert.Equal((1, false), (code, File.Exists(Path.Join(inner, "x"))));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_given()
    {
        await using var home = new SandboxHome();

        Assert.Contains(
            "No such file",
            (await RefusedAsync(home, home.Bash("") with { Readable = ["/srv/none"] })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no full path",
            (await RefusedAsync(home, home.Bash("") with { Workspace = "here" })).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Another program that may write in a folder above swaps what was checked for a link to the keys, over and over.</summary>
    [Fact]
    public async Task A_folder_that_is_swapped_after_the_check_is_not_mounted()
    {
        await using var home = new SandboxHome();
        var inner = Path.Join(home.Workspace, "inner");
        var aside = Path.Join(home.Workspace, "aside");
        Directory.CreateDirectory(inner);
        File.CreateSymbolicLink(aside, home.Home.KeysFolder);
        await using var swapper = await home.Sandbox.StartAsync(
            home.Bash(
                "while :; do mv -T inner kept; mv -T aside inner; mv -T inner aside; mv -T kept inner; done 2>/dev/null"
            ),
            SandboxHome.Token
        );
        var refused = 0;

        for (var i = 0; i < 60; i++)
        {
            try
            {
                var (_, output, _) = await home.RunAsync(home.Bash("cat key.xml") with { Workspace = inner });
                Assert.DoesNotContain(SandboxHome.SecretText, output, StringComparison.Ordinal);
            }
            catch (SandboxException)
            {
                refused++;
            }
        }

        Assert.True(refused > 0, "The folder was never met while it was another: the attack was none.");
    }

    private static Task<SandboxException> RefusedAsync(SandboxHome home, SandboxedProgram program) =>
        Assert.ThrowsAsync<SandboxException>(() => home.Sandbox.StartAsync(program, SandboxHome.Token));
}
