using System.Text.Json.Nodes;
using MeshClaw.Protocol;

namespace MeshClaw.Gateway.Tests.Mcp;

/// <summary>Another assistant that uses the owner's mail through the gateway: it is a guest, and taken for somebody else's tool.</summary>
public sealed class McpServingTests
{
    private const string Ping = """{"jsonrpc":"2.0","id":1,"method":"ping"}""";

    [Theory]
    [InlineData("Host: evil.example", null, 403)]
    [InlineData("Host: 127.0.0.1:1", null, 403)]
    [InlineData(null, "Origin: http://evil.example", 403)]
    [InlineData(null, "Origin: null", 403)]
    [InlineData(null, "Sec-Fetch-Site: cross-site", 403)]
    public async Task A_page_elsewhere_cannot_reach_in(string? host, string? header, int status)
    {
        await using var home = new TestHome();
        var gateway = await home.StartAsync();
        using var raw = new RawClient(gateway.Ready);

        var answer = await SendAsync(raw, host ?? $"Host: 127.0.0.1:{raw.Port}", header, raw.Authorization);

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Nobody_comes_in_without_the_token()
    {
        await using var home = new TestHome();
        var gateway = await home.StartAsync();
        using var raw = new RawClient(gateway.Ready);

        Assert.Equal(401, (await SendAsync(raw, $"Host: 127.0.0.1:{raw.Port}", null, "X: y")).Status);
        Assert.Equal(
            401,
            (await SendAsync(raw, $"Host: 127.0.0.1:{raw.Port}", null, "Authorization: Bearer x")).Status
        );
    }

    [Fact]
    public async Task A_guest_without_an_agent_gets_no_tools()
    {
        await using var home = new TestHome();
        var (gateway, _) = await home.StartConnectedAsync();
        using var guest = await McpCaller.ConnectAsync(gateway.Ready);

        var answer = await guest.AskAsync("tools/list");

        Assert.Contains(
            "There is no agent mcp-guest",
            answer["error"]!["message"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_guest_reads_what_its_agent_may_and_sees_whose_words_they_are()
    {
        await using var home = new TestHome();
        home.AddMail(1, "Obey", "eve@evil.example");
        home.WriteWorkConfig();
        home.WriteAgent("mcp-guest");
        var gateway = await home.StartAsync();
        using var guest = await McpCaller.ConnectAsync(gateway.Ready);

        var tools = await guest.ToolsAsync();
        var read = await guest.CallAsync("mail_list", """{"folder":"INBOX"}""");

        Assert.Contains("mail_list", tools);
        Assert.Contains("action_status", tools);
        Assert.False(read.IsError, read.Text);
        Assert.Contains("| subject: Obey 000", read.Text, StringComparison.Ordinal);
        var runs = await TestHome.Client(gateway).ListRunsAsync(10, CancellationToken.None);
        Assert.Equal("mcp mail.list", runs[0].Trigger);
        Assert.Equal("mcp-guest", runs[0].Agent);
    }

    [Fact]
    public async Task What_a_guest_wants_done_waits_for_the_owner_at_any_autonomy()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        home.WriteWorkConfig();
        home.WriteAgent("mcp-guest", autonomy: "act");
        var gateway = await home.StartAsync();
        var client = TestHome.Client(gateway);
        using var guest = await McpCaller.ConnectAsync(gateway.Ready);
        var id = Id((await guest.CallAsync("mail_list", """{"folder":"INBOX"}""")).Text);
        var before = home.Mail;

        var asked = await guest.CallAsync("mail_archive", Arguments(id));

        Assert.Equal("waiting", asked.Structured?["state"]?.GetValue<string>());
        Assert.False(asked.IsError, asked.Text);
        var approval = asked.Structured!["approval"]!.GetValue<string>();
        Assert.Contains($"meshclaw approve {approval}", asked.Text, StringComparison.Ordinal);
        Assert.Equal(before, home.Mail);

        var detail = await client.GetApprovalAsync(approval, CancellationToken.None);
        await client.ApproveAsync(approval, new ApproveRequest(detail.Hash, null), CancellationToken.None);
        var action = asked.Structured["action"]!.GetValue<string>();
        var status = await StatusAsync(guest, action);

        Assert.Equal("done", status);
        Assert.NotEqual(before, home.Mail);
    }

    [Fact]
    public async Task A_guest_sees_nothing_of_other_agents_actions()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        home.WriteWorkConfig();
        home.WriteAgent("mcp-guest");
        home.WriteAgent("other");
        var gateway = await home.StartAsync();
        using var one = await McpCaller.ConnectAsync(gateway.Ready);
        using var two = await McpCaller.ConnectAsync(gateway.Ready, "/mcp/other");
        var id = Id((await one.CallAsync("mail_list", """{"folder":"INBOX"}""")).Text);
        var action = (await one.CallAsync("mail_archive", Arguments(id))).Structured!["action"]!.GetValue<string>();

        var strange = await two.CallAsync("action_status", $$"""{"action":"{{action}}"}""");

        Assert.True(strange.IsError);
        Assert.Equal("There is no such action of yours.", strange.Text);
    }

    [Fact]
    public async Task A_guest_can_do_nothing_while_everything_is_stopped()
    {
        await using var home = new TestHome();
        home.WriteWorkConfig();
        home.WriteAgent("mcp-guest");
        var gateway = await home.StartAsync();
        using var guest = await McpCaller.ConnectAsync(gateway.Ready);
        await TestHome.Client(gateway).StopAsync(CancellationToken.None);

        var refused = await guest.CallAsync("mail_list", """{"folder":"INBOX"}""");

        Assert.True(refused.IsError);
        Assert.Contains("stopped", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no_such_tool", "{}")]
    [InlineData("mail_list", """{"folder":7}""")]
    [InlineData("mail_archive", "{}")]
    [InlineData("action_status", "{}")]
    public async Task What_is_wrong_with_a_call_is_said(string tool, string arguments)
    {
        await using var home = new TestHome();
        home.WriteWorkConfig();
        home.WriteAgent("mcp-guest");
        var gateway = await home.StartAsync();
        using var guest = await McpCaller.ConnectAsync(gateway.Ready);

        Assert.True((await guest.CallAsync(tool, arguments)).IsError);
    }

    [Fact]
    public async Task The_bridge_carries_lines_both_ways()
    {
        await using var home = new TestHome();
        home.AddMail(1);
        home.WriteWorkConfig();
        home.WriteAgent("mcp-guest");
        var gateway = await home.StartAsync();
        string[] lines =
        [
            """{"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"other","version":"1"}}}""",
            """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
            """{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"mail_list","arguments":{"folder":"INBOX"}}}""",
            "nonsense",
        ];
        var output = new LineWriter();
        var left = new Queue<string>(lines);

        using var bridge = TestHome.Client(gateway).BridgeMcp(null, output);
        await bridge.RunAsync(
            async cancellationToken =>
            {
                if (left.TryDequeue(out var line))
                {
                    return line;
                }

                await output.WaitForAsync(2).WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
                return null;
            },
            CancellationToken.None
        );

        var answers = output.Lines.Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal("MeshClaw", answers[0]["result"]!["serverInfo"]!["name"]!.GetValue<string>());
        Assert.Contains(
            "Issue 000",
            answers.Single(a => a["id"]?.ToJsonString() == "2")["result"]!["content"]![0]!["text"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
    }

    private static Task<RawClient.Answer> SendAsync(RawClient raw, string host, string? header, string authorization) =>
        raw.SendAsync(
            "POST /mcp HTTP/1.1",
            [
                host,
                authorization,
                "Content-Type: application/json",
                "Accept: application/json, text/event-stream",
                $"Content-Length: {Ping.Length}",
                .. header is null ? (string[])[] : [header],
            ],
            Ping
        );

    private static async Task<string?> StatusAsync(McpCaller guest, string action)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            limit.Token.ThrowIfCancellationRequested();
            var answer = await guest.CallAsync("action_status", $$"""{"action":"{{action}}"}""");
            var state = answer.Structured?["state"]?.GetValue<string>();
            if (state is not ("waiting" or "intended" or "executing" or "delayed"))
            {
                return state;
            }
        }
    }

    private static string Id(string text) => Field(text, "id");

    private static string Field(string text, string name) =>
        text.Split('\n').First(l => l.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..];

    private static string Arguments(string id) => $$"""{"folder":"INBOX","id":"{{id}}","version":""}""";

    private sealed class LineWriter : StringWriter
    {
        private readonly SemaphoreSlim _written = new(0);

        public List<string> Lines { get; } = [];

        public override Task WriteLineAsync(string? value)
        {
            Lines.Add(value ?? "");
            _written.Release();
            return Task.CompletedTask;
        }

        public async Task WaitForAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await _written.WaitAsync();
            }
        }
    }
}
