using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MeshClaw.Testing;

/// <summary>Runs a script of tests/servers.</summary>
internal static class ServerScript
{
    /// <summary>What it printed.</summary>
    public static async Task<string> RunAsync(
        string script,
        string verb,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo("bash", [PathOf(script), verb])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!; // bash is there, or Start throws.
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{script} {verb} failed: {await errors}");
    }

    /// <summary>The variables that a script printed, a line each.</summary>
    public static IReadOnlyDictionary<string, string> Variables(string printed) =>
        printed
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(p => p[0], p => p[1]);

    private static string PathOf(string script, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "servers", script); // A source file lies in a folder.
}
