using System.Net;
using System.Net.Sockets;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.Sandbox;

/// <summary>What a program can do in the sandbox, and by attacks what it cannot; with the real bubblewrap.</summary>
public sealed class SandboxTests
{
    [Fact]
    public async Task A_program_runs_in_its_workspace_and_leaves_files_there()
    {
        await using var home = new SandboxHome();

        var (code, output, error) = await home.RunAsync("pwd; echo hello > note.txt; cat note.txt; id -un; echo $HOME");

        Assert.Equal((0, $"{home.Workspace}\nhello\nagent\n/home/agent\n", ""), (code, output, error));
        Assert.Equal("hello\n", await File.ReadAllTextAsync(Path.Join(home.Workspace, "note.txt"), SandboxHome.Token));
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        await using var home = new SandboxHome();
        string[] odd = ["", "a b", "$(id)", "*", "--x", "ü\n'\""];

        var (_, output, _) = await home.RunAsync(
            home.Bash("") with
            {
                Arguments = ["-c", "printf '[%s]' \"$@\"", "x", .. odd],
            }
        );

        Assert.Equal(string.Concat(odd.Select(o => $"[{o}]")), output);
    }

    [Fact]
    public async Task Streams_go_both_ways_while_it_runs()
    {
        await using var home = new SandboxHome();
        await using var process = await home.Sandbox.StartAsync(
            home.Bash("while read -r l; do echo \"<$l>\"; done"),
            SandboxHome.Token
        );
        using var output = new StreamReader(process.Output);
        await using var input = new StreamWriter(process.Input) { AutoFlush = true };

        await input.WriteLineAsync("one");
        Assert.Equal("<one>", await output.ReadLineAsync(SandboxHome.Token));
        await input.WriteLineAsync("two");
        Assert.Equal("<two>", await output.ReadLineAsync(SandboxHome.Token));
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task Its_exit_code_is_told(string script, int code)
    {
        await using var home = new SandboxHome();

        Assert.Equal(code, (await home.RunAsync(script)).Code);
    }

    [Fact]
    public async Task A_program_that_is_not_there_ends_with_127()
    {
        await using var home = new SandboxHome();

        var (code, _, error) = await home.RunAsync(home.Bash("") with { File = "no-such-program" });

        Assert.Equal(127, code);
        Assert.Contains("no-such-program", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_pipe_ends_a_program_as_it_does_elsewhere()
    {
        await using var home = new SandboxHome();

        Assert.Equal(
            (0, "y\n", ""),
            await home.RunAsync("set -o pipefail; yes | head -n 1; [ ${PIPESTATUS[0]} = 141 ]")
        );
    }

    [Fact]
    public async Task Nothing_of_the_home_is_there_but_the_workspace()
    {
        await using var home = new SandboxHome();

        var (_, output, _) = await home.RunAsync(
            $"cat '{home.Home.ConfigFile}' '{home.Home.KeysFolder}'/* '{home.OwnersFile}'; find '{home.Root}'"
        );

        Assert.DoesNotContain(SandboxHome.SecretText, output, StringComparison.Ordinal);
        Assert.Equal(
            [home.Root, $"{home.Root}/owner", home.Home.Root, $"{home.Home.Root}/workspace", home.Workspace],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }

    [Fact]
    public async Task A_link_out_of_the_workspace_leads_nowhere()
    {
        await using var home = new SandboxHome();
        File.CreateSymbolicLink(Path.Join(home.Workspace, "diary"), home.OwnersFile);
        File.CreateSymbolicLink(Path.Join(home.Workspace, "up"), home.Home.Root);

        var said = await home.FailAsync("cat diary || cat up/config.yaml");
        await home.RunAsync("echo x > diary; echo x > up/config.yaml"); // Into the sandbox's own memory, if anywhere.

        Assert.DoesNotContain(SandboxHome.SecretText, said, StringComparison.Ordinal);
        Assert.Equal(SandboxHome.SecretText, await File.ReadAllTextAsync(home.Home.ConfigFile, SandboxHome.Token));
        Assert.Equal(SandboxHome.SecretText, await File.ReadAllTextAsync(home.OwnersFile, SandboxHome.Token));
    }

    [Theory]
    [InlineData("/usr/bin/evil")]
    [InlineData("/etc/evil")]
    [InlineData("/evil")]
    [InlineData("/dev/evil")]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sys/kernel/hostname")]
    public async Task Nothing_else_can_be_written(string path)
    {
        await using var home = new SandboxHome();
        var before = File.Exists(path) ? await File.ReadAllTextAsync(path, SandboxHome.Token) : null;

        // What is there already, so that nothing is spoilt where the sandbox fails.
        await home.FailAsync($"v=$(cat {path} 2>/dev/null); echo \"$v\" > {path}");

        Assert.Equal(before, File.Exists(path) ? await File.ReadAllTextAsync(path, SandboxHome.Token) : null);
    }

    [Fact]
    public async Task What_lies_in_memory_has_an_end()
    {
        await using var home = new SandboxHome();

        foreach (var folder in (string[])["/tmp", "/dev/shm", "/var/tmp", "/home/agent"])
        {
            Assert.Contains(
                "No space left",
                await home.FailAsync($"head -c 600M /dev/zero > {folder}/big"),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Without_the_network_not_even_this_machine_answers()
    {
        await using var home = new SandboxHome();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var connect = home.Bash($"exec 3<>/dev/tcp/127.0.0.1/{port}");

        Assert.NotEqual(0, (await home.RunAsync(connect)).Code);
        Assert.Equal(0, (await home.RunAsync(connect with { Network = true })).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_gateways_socket_cannot_be_reached(bool network)
    {
        await using var home = new SandboxHome();
        using var gateway = Listen(new UnixDomainSocketEndPoint(home.Home.SocketFile));
        using var abstractOne = Listen(new UnixDomainSocketEndPoint($"\0{home.Root}"));
        var script = $"""
            import socket, sys
            for name in ({Quoted(home.Home.SocketFile)}, "\0" + {Quoted(home.Root)}):
                try:
                    socket.socket(socket.AF_UNIX).connect(name)
                    print("reached", name)
                except OSError as e:
                    print("no", e.errno)
            """;

        var (_, output, error) = await home.RunAsync(
            home.Bash("") with
            {
                File = "python3",
                Arguments = ["-c", script],
                Network = network,
            }
        );

        Assert.True(output.Split('\n').Count(l => l.StartsWith("no ", StringComparison.Ordinal)) == 2, output + error);

        static string Quoted(string text) => $"'{text}'";

        static Socket Listen(UnixDomainSocketEndPoint at)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Bind(at);
            socket.Listen();
            return socket;
        }
    }

    [Fact]
    public async Task Processes_of_the_machine_are_invisible()
    {
        await using var home = new SandboxHome();

        var (_, output, _) = await home.RunAsync("ls -d /proc/[0-9]* | wc -l; cat /proc/*/cmdline | tr '\\0' ' '");

        Assert.True(int.Parse(output.Split('\n')[0], null) <= 4, output);
        Assert.DoesNotContain("Connectors.Tests", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateways_environment_is_not_inherited()
    {
        await using var home = new SandboxHome();
        Environment.SetEnvironmentVariable("MESHCLAW_TEST_OF_SANDBOX", SandboxHome.SecretText);

        var (_, output, _) = await home.RunAsync("env; cat /proc/*/environ");

        Assert.DoesNotContain(SandboxHome.SecretText, output, StringComparison.Ordinal);
        Assert.Equal(
            ["HOME", "LANG", "PATH", "PWD", "SHLVL", "TMPDIR", "_"],
            (await home.RunAsync("env"))
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split('=')[0])
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_secret_arrives_and_stands_on_no_command_line()
    {
        await using var home = new SandboxHome();
        var program = home.Bash("echo \"$KEY\"; read -r _") with
        {
            Secrets = new Dictionary<string, Secret> { ["KEY"] = new(SandboxHome.SecretText) },
        };
        await using var process = await home.Sandbox.StartAsync(program, SandboxHome.Token);
        using var output = new StreamReader(process.Output);

        Assert.Equal(SandboxHome.SecretText, await output.ReadLineAsync(SandboxHome.Token));
        Assert.False(SandboxHome.Runs(SandboxHome.SecretText));
        Assert.True(
            SandboxHome.Runs(home.Workspace) || SandboxHome.Runs("read -r _"),
            "The search finds nothing at all."
        );
    }

    [Fact]
    public async Task No_descriptor_of_the_gateway_is_inherited()
    {
        await using var home = new SandboxHome();

        var (_, output, _) = await home.RunAsync("ls /proc/self/fd");

        Assert.Equal("0\n1\n2\n3\n", output); // The last is the list that ls reads.
    }

    [Theory]
    [InlineData("A=B")]
    [InlineData("")]
    [InlineData("1X")]
    public async Task A_name_that_no_environment_has_is_refused(string name)
    {
        await using var home = new SandboxHome();
        var program = home.Bash("") with { Environment = new Dictionary<string, string> { [name] = "x" } };

        await Assert.ThrowsAsync<SandboxException>(() => home.Sandbox.StartAsync(program, SandboxHome.Token));
    }
}
