using MeshClaw.Connectors.Tests.Sandbox;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Mcp;
using MeshClaw.Policy.Calls;
using MeshClaw.Testing;

namespace MeshClaw.Connectors.Tests.Mcp;

/// <summary>The servers that everybody uses, from npm, in the real sandbox.</summary>
public sealed class NpmServerTests
{
    private static readonly Effect s_read = new(EffectClass.Read);
    private static readonly Effect s_draft = new(EffectClass.Draft);

    [Fact]
    public async Task Files_are_read_within_what_was_given_and_nowhere_else()
    {
        await using var home = new SandboxHome();
        File.WriteAllText(Path.Join(home.Workspace, "note.txt"), "Buy bread.");
        await using var bench = await OpenAsync(home, "server-filesystem", home.Workspace);
        await bench.ReviewAsync();
        await bench.SetEffectsAsync(("read_text_file", s_read), ("list_directory", s_read));

        var note = await bench.ReadAsync("read_text_file", $$"""{"path":"{{home.Workspace}}/note.txt"}""");
        var outside = await bench.ReadAsync("read_text_file", """{"path":"/etc/passwd"}""");

        Assert.Contains("Buy bread.", McpPinTests.Text(note), StringComparison.Ordinal);
        Assert.Contains("Access denied", McpPinTests.Text(outside), StringComparison.Ordinal);
        Assert.Contains(outside.Observation.Records[0].Fields, f => f.Name == "state");
        var write = bench.Connector.Tools.Single(t => t.Name.Value == "mcp.notes.write_file");
        Assert.Equal(McpServerConfig.UnknownEffect, write.Effect);
    }

    [Fact]
    public async Task A_program_that_lies_outside_of_what_it_may_read_does_not_start()
    {
        await using var home = new SandboxHome();
        var place = await NodeServer.InstallAsync();
        var server = new McpServerConfig
        {
            Command = ["node", Path.Join(place, "node_modules/@modelcontextprotocol/server-memory/dist/index.js")],
            Workspace = home.Workspace,
        };
        await using var bench = new McpBench(home.Sandbox, server, TimeProvider.System);

        await Assert.ThrowsAsync<ConnectorException>(() => bench.Connector.RefreshAsync(null, CancellationToken.None));
        Assert.Contains("Cannot find module", bench.Connector.Complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_lists_its_tools_and_its_answers_of_all_kinds_are_said()
    {
        await using var home = new SandboxHome();
        await using var bench = await OpenAsync(home, "server-everything", "stdio");
        await bench.ReviewAsync();
        await bench.SetEffectsAsync([.. bench.Pins.Of(McpBench.Name).Select(s => (s.Name, s_read))]);

        Assert.Empty(bench.Connector.Refused);
        Assert.Contains(
            "hello",
            McpPinTests.Text(await bench.ReadAsync("echo", """{"message":"hello"}""")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "image/png",
            McpPinTests.Text(await bench.ReadAsync("get-tiny-image")),
            StringComparison.Ordinal
        );
        var structured = await bench.ReadAsync("get-structured-content", """{"location":"Chicago"}""");
        Assert.Contains("temperature", McpPinTests.Text(structured), StringComparison.Ordinal);
        var wrong = await bench.ReadAsync("get-sum", """{"a":"x"}""");
        Assert.Contains(wrong.Observation.Records[0].Fields, f => f.Name == "state");
        // What needs the owner's model is not even offered to us: we said that we have none for servers.
        Assert.DoesNotContain(bench.Connector.Tools, t => t.Name.Value.Contains("sampling", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Memory_is_kept_in_its_own_folder()
    {
        await using var home = new SandboxHome();
        await using var bench = await OpenAsync(home, "server-memory");
        await bench.ReviewAsync();
        await bench.SetEffectsAsync(("read_graph", s_read), ("create_entities", s_draft));

        var call = await bench.DescribeAsync(
            "create_entities",
            """{"entities":[{"name":"Ana","entityType":"person","observations":["likes tea"]}]}"""
        );
        Assert.Equal(s_draft, call.Effect);
        Assert.Empty(call.Destinations);
        Assert.Contains("entities", McpPinTests.Text(await bench.ReadAsync("read_graph")), StringComparison.Ordinal);
    }

    private static async Task<McpBench> OpenAsync(SandboxHome home, string package, params string[] arguments)
    {
        var place = await NodeServer.InstallAsync();
        var server = new McpServerConfig
        {
            Command = ["node", $"{place}/node_modules/@modelcontextprotocol/{package}/dist/index.js", .. arguments],
            Workspace = home.Workspace,
            Readable = [place],
            Environment = McpServerConfigEnvironment(home),
        };
        return new McpBench(home.Sandbox, server, TimeProvider.System);
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, string> McpServerConfigEnvironment(
        SandboxHome home
    ) => new McpServerConfig().Environment.Add("MEMORY_FILE_PATH", Path.Join(home.Workspace, "memory.jsonl"));
}
