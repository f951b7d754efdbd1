using System.Globalization;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Testing.ModelServers;

namespace MeshClaw.Cli.Tests;

/// <summary>The built executable and a scripted provider.</summary>
public sealed class ModelCommandTests : IAsyncLifetime
{
    // What speaks with models; large, and of no use to whoever has none.
    private static readonly string[] s_libraries =
    [
        "Anthropic.dll",
        "OpenAI.dll",
        "System.ClientModel.dll",
        "Microsoft.Extensions.AI.dll",
        "Microsoft.Extensions.AI.Abstractions.dll",
        "Microsoft.Extensions.AI.OpenAI.dll",
        "OpenTelemetry.dll",
        "OpenTelemetry.Api.dll",
        "OpenTelemetry.Exporter.OpenTelemetryProtocol.dll",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("meshclaw-model-").FullName;

    private string Home => Path.Join(_root, "home");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Executed.RunAsync(Home, "down");
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Libraries_of_providers_are_loaded_only_where_a_model_of_theirs_is_connected()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc says what is loaded.");
        await using var server = new ModelServer();
        server.Then(OpenAIScript.Models("m"), OpenAIScript.Reply("yes"));
        var up = await Executed.RunAsync(Home, "up", "--detach", "--json");
        var pid = up.Json.GetProperty("pid").GetInt32();

        var status = await Executed.RunAsync(Home, "status", "--json");
        var doctor = await Executed.RunAsync(Home, "doctor", "--json");

        Assert.Empty(status.Json.GetProperty("models").EnumerateArray());
        Assert.NotEmpty(doctor.Json.EnumerateArray());
        Assert.Contains("MeshClaw.Models.dll", Loaded(pid));
        Assert.Empty(s_libraries.Intersect(Loaded(pid)));

        var connect = await Executed.RunAsync(
            Home,
            "connect",
            "model/a",
            "--openai-compatible",
            server.Root.AbsoluteUri,
            "--model",
            "m"
        );

        Assert.Contains("model/a works: m began to answer after", connect.Output, StringComparison.Ordinal);
        Assert.Contains("OpenAI.dll", Loaded(pid));
        Assert.DoesNotContain("Anthropic.dll", Loaded(pid));
    }

    [Fact]
    public async Task An_address_that_is_not_encrypted_is_refused_before_anything_is_sent()
    {
        var connect = await Executed.RunAsync(
            Home,
            "connect",
            "model/a",
            "--openai-compatible",
            "http://models.example.com/v1",
            "--model",
            "m"
        );

        Assert.NotEqual(0, connect.Code);
        Assert.Contains("--insecure", connect.Error, StringComparison.Ordinal);
    }

    private static HashSet<string> Loaded(int pid) =>
        [
            .. File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps"))
                .Select(line => Path.GetFileName(line.Split(' ')[^1])),
        ];
}
