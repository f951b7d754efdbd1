using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MeshClaw.Testing;

/// <summary>The scripts of tests/servers.</summary>
public static class ServerScript
{
    /// <summary>Runs one, and gives what it printed. Variables that are null are not set.</summary>
    public static async Task<string> RunAsync(string script, string verb, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("bash", [PathOf(script), verb])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment.Where(v => v.Value is not null))
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

    /// <summary>What a script printed, by name.</summary>
    public static Dictionary<string, string> Read(string output) =>
        output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(p => p[0], p => p[1]);

    private static string PathOf(string script, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "servers", script); // A source file lies in a folder.
}
