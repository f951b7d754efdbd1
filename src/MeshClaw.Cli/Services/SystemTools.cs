using System.ComponentModel;
using System.Diagnostics;

namespace MeshClaw.Cli.Services;

/// <summary>What a program of the system answered.</summary>
/// <param name="Found">Whether the program is there at all.</param>
/// <param name="Code">Its exit code.</param>
/// <param name="Text">What it said.</param>
internal sealed record ToolAnswer(bool Found, int Code, string Text)
{
    /// <summary>It is there and was content.</summary>
    public bool Good => Found && Code == 0;
}

/// <summary>Runs a program of the system without a shell and waits for it.</summary>
internal delegate Task<ToolAnswer> SystemTool(
    string program,
    IReadOnlyList<string> arguments,
    CancellationToken cancellationToken
);

/// <summary>The real one.</summary>
internal static class SystemTools
{
    /// <summary>Runs it.</summary>
    public static async Task<ToolAnswer> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            using var process = Process.Start(start)!; // Never null without the shell.
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var text = (await output.ConfigureAwait(false) + await error.ConfigureAwait(false)).Trim();
            return new ToolAnswer(true, process.ExitCode, text);
        }
        catch (Win32Exception)
        {
            return new ToolAnswer(false, -1, "");
        }
    }
}
