using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MeshClaw.Testing;

/// <summary>
/// A server of tests/servers/npm on a port of its own, installed when first used. It ends with its input, so that a test run that is
/// killed leaves none behind. Needs nodejs and npm.
/// </summary>
public abstract class NodeServer(string script) : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Where it listens.</summary>
    public Uri Root { get; private set; } = new("http://127.0.0.1");

    /// <inheritdoc />
    public virtual async ValueTask InitializeAsync()
    {
        var place = await InstallAsync();
        _process = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(place, script)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!; // node is there, or Start throws.
        var line = await _process.StandardOutput.ReadLineAsync();
        Root =
            line is not null && line.StartsWith("PORT ", StringComparison.Ordinal)
                ? new Uri($"http://127.0.0.1:{int.Parse(line[5..], CultureInfo.InvariantCulture)}/")
                : throw new InvalidOperationException($"{script} did not start: {line}");
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_process is { } process)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Installs the peers where they are not, and gives the folder that they are in.</summary>
    public static async Task<string> InstallAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Script()]) { RedirectStandardOutput = true })!; // bash is there.
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Trim()
            : throw new InvalidOperationException("tests/servers/npm.sh failed.");
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "servers", "npm.sh"); // A source file lies in a folder.
}

/// <summary>An OAuth 2 server: signs everybody in at once, and gives a new refresh token with every refresh.</summary>
public sealed class OAuthServer() : NodeServer("oauth.mjs")
{
    /// <summary>The next request for a token is an invalid_grant.</summary>
    public async Task RefuseNextAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(Root, "_test/refuse"), null);
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>Chat completions by somebody else's hand (@dwmkerr/mock-llm): repeats what it is told.</summary>
public sealed class MockLlm() : NodeServer("llm.mjs");
