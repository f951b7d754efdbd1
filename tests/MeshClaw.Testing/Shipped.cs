using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MeshClaw.Testing;

/// <summary>The published executable, as a person or a script would run it.</summary>
public static class Shipped
{
    public const int Killed = 128 + 9;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    private static readonly string s_binary = Find();

    public sealed record Ended(int ExitCode, string Output, string Errors)
    {
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(Home home, string arguments, string? killAt = null, string? input = null)
    {
        using var running = Start(home, arguments, killAt, input);
        return await running.EndAsync();
    }

    /// <summary>Runs a command that must succeed with this exit code, and returns its JSON.</summary>
    public static async Task<JsonElement> JsonAsync(Home home, string arguments, int exitCode = 0, string? input = null)
    {
        var ended = await RunAsync(home, arguments + " --json", null, input);
        return ended.ExitCode == exitCode
            ? ended.Json
            : throw new InvalidOperationException(
                $"{arguments}: exit code {ended.ExitCode}\n{ended.Output}\n{ended.Errors}"
            );
    }

    public static Running Start(Home home, string arguments, string? killAt = null, string? input = null) =>
        StartUnder([], home, arguments, killAt, input);

    /// <summary>Starts it through another program, such as bwrap with its options.</summary>
    public static Running StartUnder(
        IReadOnlyList<string> wrapper,
        Home home,
        string arguments,
        string? killAt = null,
        string? input = null
    )
    {
        var words = Regex.Matches(arguments, "\"([^\"]*)\"|[^ ]+").Select(m => m.Value.Trim('"'));
        string[] command = [.. wrapper, s_binary, .. words, "--home", home.Path];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (killAt is not null)
        {
            start.Environment["MESHCLAW_KILL_AT"] = killAt;
        }

        return new Running(Process.Start(start)!, input); // Start throws where the program is missing.
    }

    private static string Find()
    {
        var binary = Environment.GetEnvironmentVariable("MESHCLAW_BIN");
        return File.Exists(binary)
            ? Path.GetFullPath(binary)
            : throw new InvalidOperationException(
                "Set MESHCLAW_BIN to the published executable; ./test.sh does (dotnet publish -c Release src/MeshClaw -o DIR)."
            );
    }

    public sealed class Running : IDisposable
    {
        private readonly Process _process;
        private readonly Task<string> _output;
        private readonly Task<string> _errors;

        public Running(Process process, string? input)
        {
            _process = process;
            if (input is not null)
            {
                process.StandardInput.Write(input);
            }

            process.StandardInput.Close();
            _output = process.StandardOutput.ReadToEndAsync();
            _errors = process.StandardError.ReadToEndAsync();
        }

        public async Task<Ended> EndAsync()
        {
            using var limit = new CancellationTokenSource(s_patience);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                throw new TimeoutException($"It did not end. Its errors: {await _errors}");
            }

            return new Ended(_process.ExitCode, await _output, await _errors);
        }

        public void Kill() => _process.Kill();

        public bool HasEnded => _process.HasExited;

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }
    }
}

/// <summary>A home that is removed at the end.</summary>
public sealed class Home : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("meshclaw-home-").FullName;

    public string Database => System.IO.Path.Combine(Path, "meshclaw.db");

    public string AgentFile => System.IO.Path.Combine(Path, "agents", "inbox", "AGENT.md");

    /// <summary>Lets the inbox agent act by itself on thousands of messages.</summary>
    public void LetTheInboxAct()
    {
        var lines = File.ReadAllLines(AgentFile)
            .Where(l => !l.StartsWith("limits:", StringComparison.Ordinal))
            .Select(l => l.StartsWith("autonomy:", StringComparison.Ordinal) ? "autonomy: act-reversibly" : l)
            .ToList();
        lines.Insert(1, "limits: { actions-per-run: 9000, bulk: 9000, deletions-per-day: 9000 }");
        File.WriteAllLines(AgentFile, lines);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
