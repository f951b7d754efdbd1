using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MeshClaw.Connectors.Tests.Sandbox;

/// <summary>These tests' own executable as a process that holds a sandboxed program, to be killed.</summary>
internal static class SandboxHolder
{
    private const string Script = "MESHCLAW_TEST_HOLDS";

    public static Process Start(string script)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true }; // It runs: it has one.
        start.Environment[Script] = script;
        return Process.Start(start)!; // Never null without the shell.
    }

#pragma warning disable CA2255 // An executable of tests has no Main of its own to ask before them.
    [ModuleInitializer]
    internal static void Hold()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Script) is { } script)
        {
            HoldAsync(script).GetAwaiter().GetResult();
        }
    }

    private static async Task HoldAsync(string script)
    {
        var home = new SandboxHome();
        var process = await home.Sandbox.StartAsync(home.Bash(script), CancellationToken.None).ConfigureAwait(false);
        using var output = new StreamReader(process.Output);
        Console.WriteLine(await output.ReadLineAsync().ConfigureAwait(false));
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
