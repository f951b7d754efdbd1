using MeshClaw.Connectors.Sandbox;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Tests.Sandbox;

public sealed class BwrapProbeTests
{
    [Fact]
    public void Without_bubblewrap_it_is_said_how_to_install_it()
    {
        var (bwrap, why) = BwrapProbe.Look(["/nowhere/bwrap"]);

        Assert.Null(bwrap);
        Assert.Contains("apt install bubblewrap", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_fails_it_is_said_what_it_says_and_what_to_do()
    {
        await using var home = new SandboxHome();
        var broken = Path.Join(home.Workspace, "bwrap");
        await File.WriteAllTextAsync(
            broken,
            "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2; exit 1\n",
            SandboxHome.Token
        );
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (bwrap, why) = BwrapProbe.Look([broken]);

        Assert.Null(bwrap);
        Assert.Contains("apparmor_restrict_unprivileged_userns=0", why, StringComparison.Ordinal);
        Assert.EndsWith("It said: bwrap: setting up uid map: Permission denied", why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_one_is_told_from_one_that_may_not() =>
        Assert.Contains(
            "too old",
            BwrapProbe.Explain("bwrap: Unknown option --disable-userns"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Where_there_is_none_starting_refuses_with_the_reason()
    {
        await using var home = new SandboxHome();
        var none = new DisabledSandbox("There is no sandbox here.");

        var refused = await Assert.ThrowsAsync<SandboxException>(() =>
            none.StartAsync(home.Bash("id"), SandboxHome.Token)
        );

        Assert.Equal(none.Missing, refused.Message);
    }

    [Fact]
    public async Task Here_nothing_is_missing()
    {
        await using var home = new SandboxHome();

        Assert.Null(home.Sandbox.Missing);
    }
}
