using System.Text.Json;
using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class UsageTests
{
    public static TheoryData<string> Wrong =>
        [
            "runn inbox",
            "run",
            "run inbox --force",
            "undo",
            "undo r7 --last",
            "approve",
            "order",
            "timeline --limit 0",
            "timeline --limit many",
            "timeline --state lost",
            "connect work --user u",
            "connect mail/work",
            "connect mail/work --maildir /m --imap imaps://h",
            "connect mail/work --maildir /m --password-stdin",
            "connect mail/work --gmail a@b.example",
            "connect mail/work --oauth yahoo",
            "connect mail/work --user u --client-id 1",
            "connect mail/work --oauth google --token-command x",
            "connect mail/work --oauth google --password-stdin",
            "connect mail/work --maildir /m --jmap https://h",
            "connect mail/work --user u --jmap https://h --imap imaps://h",
            "connect mail/work --user u --auth token",
            "connect mail/work --user u --jmap https://h --auth basic",
            "connect model/a",
            "connect model/a --anthropic",
            "connect model/a --model m",
            "connect model/a --anthropic --model m --azure https://a.example",
            "connect model/a --anthropic --model m --user u",
            "connect mail/work --user u --model m",
            "connect chat/a --anthropic --model m",
            "continue",
            "continue r7 --tokens 0",
            "continue r7 --tokens many",
            "continue r7 --usd -1",
            "usage --day --week",
            "agents",
            "agents show",
            "restore",
            "restore f --resume",
        ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_line_that_is_not_understood_ends_with_2_and_says_why_on_standard_error(string line)
    {
        var run = await CliRun.RunAsync(line.Split(' '));
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
        Assert.Contains("See: meshclaw", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_it_is_one_document_as_well()
    {
        var run = await CliRun.RunAsync("undo", "--json");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            """{"error":"Name either a run or an action, or give --last.","code":"usage"}""",
            Assert.Single(run.Output.TrimEnd().Split('\n'))
        );
        Assert.Contains("See: meshclaw undo --help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_in_json_needs_a_file_because_json_lines_are_not_one_document() =>
        Assert.Equal(2, (await CliRun.RunAsync("audit", "export", "--json")).Code);

    [Fact]
    public async Task A_typing_error_gets_a_suggestion()
    {
        var run = await CliRun.RunAsync("timelin");
        Assert.Contains("timeline", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_word_that_begins_with_an_at_sign_is_no_file_to_read()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Answer("POST /v1/orders", 422, "application/json", """{"why":"no","examples":[]}""");
        await CliRun.RunAsync("order", "@/etc/hostname", "--home", gateway.Home);
        Assert.Contains("@/etc/hostname", Assert.Single(gateway.Bodies("POST /v1/orders")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_home_nothing_is_made()
    {
        var home = Path.Join(Path.GetTempPath(), "meshclaw-none-" + Guid.NewGuid().ToString("N"));
        var run = await CliRun.RunAsync("timeline", "--home", home, "--json");
        Assert.Equal(1, run.Code);
        Assert.Equal("no-home", JsonDocument.Parse(run.Output).RootElement.GetProperty("code").GetString());
        Assert.False(Path.Exists(home));
    }

    [Fact]
    public async Task Status_of_a_home_without_a_gateway_is_an_answer_and_starts_none()
    {
        var run = await CliRun.RunAsync("status", "--home", "/nowhere", "--json");
        Assert.Equal(0, run.Code);
        var status = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(status.GetProperty("running").GetBoolean());
        Assert.Equal("/nowhere", status.GetProperty("home").GetString());
    }
}
