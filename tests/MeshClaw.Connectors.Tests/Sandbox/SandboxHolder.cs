using System.Diagnostics;

namespace MeshClaw.Connectors.Tests.Sandbox;

/// <summary>These tests' own executable as a process that holds a sandboxed program, to be killed.</summary>
public sealed class SandboxHolder
{
    private const string Script = "MESHCLAW_TEST_HOLDS";

    internal static Process Start(string script)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, // It runs: it has one.
            ["--explicit", "only", "--filter-class", typeof(SandboxHolder).FullName!, "--progress", "off"]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Script] = script;
        return Process.Start(start)!; // Never null without the shell.
    }

    [Fact(Explicit = true)]
    public async Task Holds_a_program_until_it_is_killed()
    {
        await using var home = new SandboxHome();
        var script = Environment.GetEnvironmentVariable(Script);
        Assert.NotNull(script);

        await home.RunAsync(script);
    }
}
