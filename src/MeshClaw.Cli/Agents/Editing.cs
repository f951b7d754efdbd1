using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using MeshClaw.Cli.Sessions;

namespace MeshClaw.Cli.Agents;

/// <summary>Opens the owner's editor on a file and waits until it is closed. Returns its exit code.</summary>
/// <param name="program">What <c>VISUAL</c> or <c>EDITOR</c> says: a program, and arguments parted by spaces.</param>
/// <param name="file">The file.</param>
/// <param name="cancellationToken">Gives up waiting.</param>
internal delegate Task<int> Editor(string program, string file, CancellationToken cancellationToken);

/// <summary>Has the owner change a text in their own editor.</summary>
internal static class Editing
{
    private static readonly string[] s_variables = ["VISUAL", "EDITOR"];

    /// <summary>The text as it was left; null where there is no editor.</summary>
    /// <exception cref="CommandFailedException">The editor cannot be started, or ended badly.</exception>
    public static async Task<string?> EditAsync(
        string text,
        Func<string, string?> environment,
        Editor editor,
        CancellationToken cancellationToken
    )
    {
        var program = s_variables.Select(environment).FirstOrDefault(p => !string.IsNullOrWhiteSpace(p));
        if (program is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("meshclaw-edit-"); // Its owner's alone.
        try
        {
            var file = Path.Join(folder.FullName, "AGENT.md");
            await File.WriteAllTextAsync(file, text, cancellationToken).ConfigureAwait(false);
            var code = await editor(program, file, cancellationToken).ConfigureAwait(false);
            return code == 0
                ? await File.ReadAllTextAsync(file, Encoding.UTF8, cancellationToken).ConfigureAwait(false)
                : throw new CommandFailedException("editor", $"{program} ended with {code}. Nothing was changed.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The real one, without a shell.</summary>
    public static async Task<int> RunAsync(string program, string file, CancellationToken cancellationToken)
    {
        var words = program.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(words[0], [.. words[1..], file]) { UseShellExecute = false })
                ?? throw new CommandFailedException("editor", $"{program} cannot be started.");
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode;
        }
        catch (Win32Exception missing)
        {
            throw new CommandFailedException(
                "editor",
                $"{program} cannot be started: {missing.Message}",
                "Set EDITOR."
            );
        }
    }
}
