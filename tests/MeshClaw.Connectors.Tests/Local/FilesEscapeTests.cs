using MeshClaw.Connectors.Files;
using MeshClaw.Connectors.Tests.Sandbox;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Connectors.Tests.Local;

/// <summary>No name, link or race leads out of the workspace.</summary>
public sealed class FilesEscapeTests
{
    [Theory]
    [InlineData("..")]
    [InlineData("../config.yaml")]
    [InlineData("a/../../config.yaml")]
    [InlineData("/etc/passwd")]
    [InlineData("~/diary.txt")]
    [InlineData("..\\config.yaml")]
    [InlineData("a\nb")]
    public async Task A_name_that_leads_elsewhere_is_refused(string path)
    {
        await using var home = new FilesHome();

        foreach (var tool in (ToolName[])[FilesTools.Read, FilesTools.Delete])
        {
            await Assert.ThrowsAsync<ToolException>(() => home.Driver.DescribeAsync(tool, new { path }));
        }

        await Assert.ThrowsAsync<ToolException>(() => home.Driver.DescribeAsync(FilesTools.List, new { path }));
        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(FilesTools.Write, new { path, text = "x" })
        );
        home.Put("a.txt", "");
        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(FilesTools.Move, new { path = "a.txt", to = path })
        );
    }

    [Theory]
    [InlineData("up/config.yaml")]
    [InlineData("config")]
    [InlineData("in/up/config.yaml")]
    public async Task A_link_is_never_followed(string path)
    {
        await using var home = new FilesHome();
        home.Put("in/a.txt", "");
        File.CreateSymbolicLink(home.At("up"), home.Sandbox.Home.Root);
        File.CreateSymbolicLink(home.At("in/up"), home.Sandbox.Home.Root);
        File.CreateSymbolicLink(home.At("config"), home.Sandbox.Home.ConfigFile);

        await Assert.ThrowsAsync<ToolException>(() => home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path }));
        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(FilesTools.Write, new { path, text = "x" })
        );
        await Assert.ThrowsAsync<ToolException>(() => home.Driver.DescribeAsync(FilesTools.Delete, new { path }));
        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.DescribeAsync(FilesTools.Move, new { path = "in/a.txt", to = path + "/x" })
        );
        Assert.Equal(
            SandboxHome.SecretText,
            await File.ReadAllTextAsync(home.Sandbox.Home.ConfigFile, SandboxHome.Token)
        );
    }

    [Fact]
    public async Task A_pipe_is_not_waited_for()
    {
        await using var home = new FilesHome();
        await home.Sandbox.RunAsync("mkfifo pipe");

        await Assert.ThrowsAsync<ToolException>(() =>
            home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "pipe" })
        );
    }

    /// <summary>A program in the sandbox swaps a folder for a link to MeshClaw's home, as fast as it can.</summary>
    [Fact]
    public async Task A_folder_that_is_swapped_for_a_link_leads_nobody_out()
    {
        await using var home = new FilesHome();
        home.Put("notes/config.yaml", "mine");
        File.CreateSymbolicLink(home.At("aside"), home.Sandbox.Home.Root);
        var before = Snapshot(home);
        await using var swapper = await home.Sandbox.Sandbox.StartAsync(
            home.Sandbox.Bash(
                "while :; do mv -T notes kept; mv -T aside notes; mv -T notes aside; mv -T kept notes; done 2>/dev/null"
            ),
            SandboxHome.Token
        );
        var (met, worked) = (0, 0);

        for (var i = 0; i < 3000 && (met < 20 || worked < 20); i++)
        {
            try
            {
                var page = await home.Driver.ReadAsync<FilePage>(FilesTools.Read, new { path = "notes/config.yaml" });
                Assert.DoesNotContain(SandboxHome.SecretText, page.Text, StringComparison.Ordinal);
                var call = await home.Driver.DescribeAsync(
                    FilesTools.Write,
                    new { path = "notes/config.yaml", text = $"mine {i}" }
                );
                if (
                    await home.Driver.PrepareAsync(call) is Preparation.Ready ready
                    && await home.Driver.ExecuteAsync(call, ready.Note) is CallOutcome.Done
                )
                {
                    worked++;
                }
            }
            catch (Exception stopped) when (stopped is ToolException or IOException)
            {
                met++;
            }
        }

        Assert.True(met > 0, "The folder was never met while it was another: the attack was none.");
        Assert.True(worked > 0, "Nothing was ever written: the attack was none.");
        await swapper.DisposeAsync();
        Assert.Equal(before, Snapshot(home));
    }

    private static string[] Snapshot(FilesHome home) =>
        [
            .. Directory
                .EnumerateFiles(home.Sandbox.Home.Root, "*", SearchOption.AllDirectories)
                .Where(f => !f.StartsWith(home.Root, StringComparison.Ordinal))
                .Where(f => !f.StartsWith(home.Holding, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(f => $"{f}: {File.ReadAllText(f)}"),
        ];
}
