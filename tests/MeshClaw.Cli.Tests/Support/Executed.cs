using System.Diagnostics;
using System.Text.Json;

namespace MeshClaw.Cli.Tests.Support;

/// <summary>The built executable as a process of its own, with nothing of the tests' environment but the path.</summary>
internal sealed class Executed
{
    private static readonly string s_program = Path.Join(
        AppContext.BaseDirectory,
        OperatingSystem.IsWindows() ? "meshclaw.exe" : "meshclaw"
    );

    private Executed(int code, string output, string error)
    {
        Code = code;
        Output = output;
        Error = error;
    }

    public int Code { get; }

    public string Output { get; }

    public string Error { get; }

    /// <summary>The one JSON document of standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>What the program takes for the system's folder of temporary files.</summary>
    public static string TemporaryOf(string home) => Path.Join(Path.GetDirectoryName(home), "tmp");

    /// <summary>Starts it; standard streams are pipes.</summary>
    public static Process Start(string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(s_program, [.. arguments, "--home", home])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("MESHCLAW_HOME");
        start.Environment["TMPDIR"] = Directory.CreateDirectory(TemporaryOf(home)).FullName;
        return Process.Start(start)!; // Never null without the shell.
    }

    /// <summary>Runs it to its end; it must let go of its standard streams.</summary>
    public static async Task<Executed> RunAsync(string home, params string[] arguments)
    {
        using var process = Start(home, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var run = new Executed(process.ExitCode, await output, await error);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        return run;
    }
}
