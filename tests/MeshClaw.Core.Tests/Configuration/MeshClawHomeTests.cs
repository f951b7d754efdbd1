using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using MeshClaw.Core.Configuration;
using MeshClaw.Policy;

namespace MeshClaw.Core.Tests.Configuration;

[UnsupportedOSPlatform("windows")]
public sealed class MeshClawHomeTests
{
    private const UnixFileMode Alone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public void Option_wins_over_environment_and_that_over_the_default()
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal("/a/b", MeshClawHome.Resolve("/a/b/", Set("/c")).Root);
        Assert.Equal("/c", MeshClawHome.Resolve(null, Set("/x/../c")).Root);
        Assert.Equal(Path.Join(user, "d"), MeshClawHome.Resolve("~/d", Set(null)).Root);
        Assert.Equal(Path.Join(user, ".meshclaw"), MeshClawHome.Resolve(null, Set("")).Root);
        Assert.Equal(Path.GetFullPath("here"), MeshClawHome.Resolve("here", Set(null)).Root);

        static Func<string, string?> Set(string? home) => name => name == "MESHCLAW_HOME" ? home : null;
    }

    [Fact]
    public void Every_path_has_its_name()
    {
        var home = new MeshClawHome("/h");

        Assert.Equal(
            "/h /h/config.yaml /h/policy.yaml /h/agents /h/skills /h/memory /h/meshclaw.db /h/logs /h/run /h/run/gateway.lock "
                + "/h/run/gateway.sock /h/run/gateway.json /h/run/token /h/keys /h/backups /h/agents/inbox/AGENT.md",
            string.Join(
                ' ',
                [
                    home.Root,
                    home.ConfigFile,
                    home.PolicyFile,
                    home.AgentsFolder,
                    home.SkillsFolder,
                    home.MemoryFolder,
                    home.DatabaseFile,
                    home.LogsFolder,
                    home.RunFolder,
                    home.LockFile,
                    home.SocketFile,
                    home.GatewayFile,
                    home.TokenFile,
                    home.KeysFolder,
                    home.BackupsFolder,
                    home.AgentFile(new AgentName("inbox")),
                ]
            )
        );
    }

    [Fact]
    public void Folders_are_made_for_their_owner_alone()
    {
        using var folder = new Folder();
        var home = new MeshClawHome(folder.File("deep/home"), folder.Path);

        Assert.Null(home.Prepare());
        Assert.Null(home.Prepare());

        string[] made = [home.Root, .. Directory.GetDirectories(home.Root).Order(StringComparer.Ordinal)];
        Assert.Equal(
            ["home", "agents", "backups", "keys", "logs", "memory", "outbox", "outgoing", "run", "skills"],
            made.Select(m => Path.GetFileName(m))
        );
        Assert.All(made, m => Assert.Equal(Alone, File.GetUnixFileMode(m)));
    }

    [Theory]
    [InlineData("", UnixFileMode.GroupWrite, "write to")]
    [InlineData("", UnixFileMode.OtherWrite, "write to")]
    [InlineData("agents", UnixFileMode.OtherWrite, "write to")]
    [InlineData("keys", UnixFileMode.GroupRead, "read")]
    [InlineData("run", UnixFileMode.OtherExecute, "read")]
    public void Home_that_others_can_write_is_refused_with_the_mend(string inside, UnixFileMode more, string what)
    {
        using var folder = new Folder();
        var home = new MeshClawHome(folder.File("home"), folder.Path);
        Assert.Null(home.Prepare());
        var path = Path.TrimEndingDirectorySeparator(Path.Join(home.Root, inside));

        File.SetUnixFileMode(path, Alone | more);

        Assert.Equal($"Others can {what} {path}. Take that from them: chmod 700 '{path}'", home.Prepare());
    }

    [Fact]
    public void Home_of_somebody_else_is_refused_with_the_mend()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(),
            "Only root can give a folder away."
        );
        using var folder = new Folder();
        var home = new MeshClawHome(folder.File("home"), folder.Path);
        Assert.Null(home.Prepare());
        using var chown = Process.Start("chown", ["4242", home.Root]);
        chown.WaitForExit();

        Assert.Equal(
            $"{home.Root} belongs to another user (id 4242; you are 0). Use a folder of your own (--home FOLDER), "
                + $"or take it over: sudo chown -R 0 '{home.Root}'",
            home.Prepare()
        );
    }

    [Fact]
    public void Long_home_gets_a_short_socket_path_in_a_folder_of_its_own()
    {
        using var folder = new Folder();
        var root = folder.File(new string('x', 120));
        var home = new MeshClawHome(root, folder.Path);

        Assert.InRange(Encoding.UTF8.GetByteCount(home.SocketFile), 1, 100);
        Assert.Equal(home.SocketFile, new MeshClawHome(root + "/", folder.Path).SocketFile);
        Assert.NotEqual(home.SocketFile, new MeshClawHome(root + "y", folder.Path).SocketFile);
        Assert.Null(home.Prepare());
        Assert.Equal(Alone, File.GetUnixFileMode(Path.GetDirectoryName(home.SocketFile)!));
    }

    [Fact]
    public void Socket_folder_that_somebody_put_there_is_refused()
    {
        using var folder = new Folder();
        var home = new MeshClawHome(folder.File(new string('x', 120)), folder.Path);
        var socketFolder = Path.GetDirectoryName(home.SocketFile)!;
        Directory.CreateDirectory(folder.File("elsewhere"), Alone);
        File.CreateSymbolicLink(socketFolder, folder.File("elsewhere"));

        Assert.Equal($"{socketFolder} is a symbolic link. Remove it: rm '{socketFolder}'", home.Prepare());
    }

    [Fact]
    public void Long_runtime_folder_is_not_used_for_the_socket() =>
        Assert.InRange(
            new MeshClawHome("/" + new string('x', 120), "/" + new string('r', 120)).SocketFile.Length,
            1,
            100
        );
}
