using System.Text;
using MeshClaw.Connectors.Sandbox;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Tests.Sandbox;

/// <summary>A home with secrets, an agent's workspace in it, and the real sandbox.</summary>
internal sealed class SandboxHome : IAsyncDisposable
{
    public const string SecretText = "the-owner's-key-5f1c";

    public SandboxHome(TimeProvider? time = null)
    {
        Root = Path.Join(Path.GetTempPath(), $"sandbox-{Guid.NewGuid():N}");
        Home = new MeshClawHome(Path.Join(Root, "owner", ".meshclaw"));
        Workspace = Path.Join(Home.Root, "workspace", "helper");
        Directory.CreateDirectory(Workspace);
        Directory.CreateDirectory(Home.KeysFolder);
        Directory.CreateDirectory(Home.RunFolder);
        File.WriteAllText(Home.ConfigFile, SecretText);
        File.WriteAllText(Path.Join(Home.KeysFolder, "key.xml"), SecretText);
        File.WriteAllText(OwnersFile, SecretText);
        Places = new SandboxPlaces(Home, Path.Join(Root, "owner"));
        Sandbox = Sandboxes.ForThisSystem(Places, time ?? TimeProvider.System);
    }

    /// <summary>What is not MeshClaw's: beside the owner's home folder too.</summary>
    public string Root { get; }

    public MeshClawHome Home { get; }

    public string Workspace { get; }

    public string OwnersFile => Path.Join(Root, "owner", "diary.txt");

    public SandboxPlaces Places { get; }

    public ISandbox Sandbox { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public SandboxedProgram Bash(string script) =>
        new()
        {
            File = "bash",
            Arguments = ["-c", script],
            Workspace = Workspace,
        };

    public Task<(int Code, string Output, string Error)> RunAsync(string script) => RunAsync(Bash(script));

    public async Task<(int Code, string Output, string Error)> RunAsync(SandboxedProgram program)
    {
        await using var process = await Sandbox.StartAsync(program, Token);
        await process.Input.DisposeAsync();
        var output = ReadAsync(process.Output);
        var error = ReadAsync(process.Error);
        var code = await process.WaitForExitAsync(Token);
        return (code, await output, await error);
    }

    /// <summary>Runs it, and expects that it fails, and what it says.</summary>
    public async Task<string> FailAsync(string script)
    {
        var (code, output, error) = await RunAsync(script);
        Assert.True(code != 0, $"It succeeded: {output}");
        return output + error;
    }

    /// <summary>Whether any process of this machine has the text on its command line.</summary>
    public static bool Runs(string text) =>
        Directory
            .EnumerateDirectories("/proc")
            .Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0]))
            .Any(d =>
            {
                try
                {
                    return File.ReadAllText(Path.Join(d, "cmdline")).Contains(text, StringComparison.Ordinal);
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            });

    public static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
