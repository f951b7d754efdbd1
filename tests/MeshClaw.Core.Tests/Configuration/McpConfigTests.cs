using MeshClaw.Core.Configuration;
using MeshClaw.Core.Mcp;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Core.Tests.Configuration;

public sealed class McpConfigTests
{
    private const string Text = """
        connections:
          mcp/files:
            command: [node, /opt/mcp/index.js, '--all', /home/ana/notes]
            workspace: /home/ana/notes
            readable: [/opt/mcp, /usr/share/dict]
            network: true
            environment: { LANG: C, MODE: "a: b" }
            secrets: [API_TOKEN]
            effects: { read_file: read, 'yes': [irreversible, destroys], search: [read, sends] }
            timeout: 2m
          mcp/cloud:
            url: https://mcp.example.com/mcp
            auth: oauth
            client-id: abc
        """;

    [Fact]
    public void A_program_is_read_with_all_that_it_may_have()
    {
        var server = Read(Text)["mcp/files"];

        Assert.Equal(["node", "/opt/mcp/index.js", "--all", "/home/ana/notes"], server.Command);
        Assert.Equal("/home/ana/notes", server.Workspace);
        Assert.Equal(["/opt/mcp", "/usr/share/dict"], server.Readable);
        Assert.True(server.Network);
        Assert.Equal([new("LANG", "C"), new("MODE", "a: b")], server.Environment);
        Assert.Equal(["API_TOKEN"], server.Secrets);
        Assert.Equal(TimeSpan.FromMinutes(2), server.Timeout);
        Assert.Equal(new Effect(EffectClass.Read), server.EffectOf("read_file"));
        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Destroys), server.EffectOf("yes"));
        Assert.Equal(new Effect(EffectClass.Read, EffectTraits.Sends), server.EffectOf("search"));
        Assert.Equal(new Effect(EffectClass.Irreversible, EffectTraits.Sends), server.EffectOf("anything"));
    }

    [Fact]
    public void What_is_written_is_read_back_to_the_same()
    {
        foreach (var (name, server) in Read(Text))
        {
            var edit = ConfigEditor.SetConnection(
                "zone: Etc/UTC\n",
                new ConnectionName(name),
                new ConnectionConfig.Mcp(server)
            );

            Assert.Null(edit.Refusal);
            var again = Read(edit.Text!)[name];
            Assert.Equal(
                ConfigEditor
                    .SetConnection("zone: Etc/UTC\n", new ConnectionName(name), new ConnectionConfig.Mcp(again))
                    .Text,
                edit.Text
            );
            Assert.Equal(server.Effects, again.Effects);
            Assert.Equal(server.Where, again.Where);
            Assert.Equal((server.Auth, server.ClientId, server.Network), (again.Auth, again.ClientId, again.Network));
        }
    }

    [Theory]
    [InlineData("command: []", 3, "\"command\" takes a program")]
    [InlineData("url: http://mcp.example.com/mcp", 3, "http:// only where HOST is this machine")]
    [InlineData("url: https://ana:pw@mcp.example.com/mcp", 3, "without a user or a key")]
    [InlineData("{}", 2, "one of \"command\"")]
    [InlineData("command: [x]\n    url: https://a.example/", 2, "one of \"command\"")]
    [InlineData("command: [x]\n    token: abc", 4, "Secrets are not kept in this file")]
    [InlineData("command: [x]\n    readable: [etc]", 4, "takes a full path")]
    [InlineData("command: [x]\n    effects: { a: reversible }", 4, "can be taken back")]
    [InlineData("command: [x]\n    effects: { a: [read, draft] }", 4, "An effect takes")]
    [InlineData("command: [x]\n    effects: { \"a b\": read }", 4, "a name takes")]
    [InlineData("command: [x]\n    secrets: [\"1X\"]", 4, "environment variable")]
    [InlineData("command: [x]\n    network: perhaps", 4, "takes one of")]
    [InlineData("command: [x]\n    timout: 3s", 4, "Did you mean \"timeout\"")]
    [InlineData("url: https://a.example/\n    network: true", 4, "Unknown key \"network\"")]
    [InlineData("url: https://a.example/\n    client-id: x", 4, "goes with auth: oauth")]
    public void What_is_wrong_is_said_with_its_line(string entry, int line, string message)
    {
        var text = entry == "{}" ? "connections:\n  mcp/a: {}\n" : $"connections:\n  mcp/a:\n    {entry}\n";

        var result = ConfigFile.Parse("config.yaml", text);

        Assert.Null(result.Value);
        Assert.Contains(result.Problems, p => p.Line == line && p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mcp.*", true)]
    [InlineData("mcp.files.*", true)]
    [InlineData("mcp.files.read_File-2", true)]
    [InlineData("mcp.other.*", false)]
    [InlineData("mcp.files", false)]
    [InlineData("mcp.files.", false)]
    [InlineData("mcp.files.a.b", false)]
    [InlineData("mail.*", false)]
    public void A_pattern_means_tools_of_servers_that_are_connected(string pattern, bool means) =>
        Assert.Equal(
            means,
            McpNames.Means(pattern, [new ConnectionName("mail/work"), new ConnectionName("mcp/files")])
        );

    private static Dictionary<string, McpServerConfig> Read(string text)
    {
        var result = ConfigFile.Parse("config.yaml", text);
        Assert.NotNull(result.Value);
        return result.Value.Connections.ToDictionary(c => c.Key.Value, c => ((ConnectionConfig.Mcp)c.Value).Server);
    }
}
