using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Chat;

public sealed class ChatCommandTests : IAsyncLifetime
{
    private static readonly ProtocolJson s_json = ProtocolJson.Default;
    private readonly FakeGateway _gateway = FakeGateway.Start();

    public ValueTask InitializeAsync()
    {
        _gateway.Answer("GET /v1/conversations", [], s_json.IReadOnlyListConversationResponse);
        _gateway.Answer("POST /v1/turns", Turn("running"), s_json.TurnResponse);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Words_calls_and_results_are_shown_as_they_come()
    {
        Events(
            new TurnProgress { Kind = "text", Text = "I look.\nDo it? [y] yes" },
            new TurnProgress
            {
                Kind = "called",
                Name = "mail_list",
                Detail = """{"folder":"INBOX"}""",
                Effect = "read",
            },
            new TurnProgress
            {
                Kind = "returned",
                Name = "mail_list",
                Detail = "Found: | subject: \u001b[31mhi",
                Foreign = true,
            },
            new TurnProgress { Kind = "text", Text = "One message." },
            Final(Turn("done"))
        );

        var run = await CliRun.TypeAsync("What is new?\n/cost\n/quit\n", "chat", "--home", _gateway.Home);

        Assert.Equal(0, run.Code);
        Assert.Equal(
            """
            assistant listens. /help tells what you can do, /stop stops everything.
            ›   I look.
              Do it? [y] yes
            · mail_list folder=INBOX  read
              ↳ Found: | subject: \u{1B}[31mhi  others' words
              One message.
            › 1 turns: 1,200 tokens in (1,000 cached), 30 out, 0.0007 US dollars.
            › 
            """.ReplaceLineEndings("\n"),
            run.Output
        );
        Assert.Contains(
            "\"text\":\"What is new?\"",
            _gateway.Bodies("POST /v1/turns").Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_waits_is_asked_for_in_the_chat_and_bound_to_what_was_shown()
    {
        Events(Final(Turn("waiting")));
        Events(Final(Turn("done") with { Reply = "It is filed." }));
        var call = Samples.Call("a1", "news@list.example", "Reading") with
        {
            Changes = [new CallChangeDto("folder", "INBOX", "Reading"), new CallChangeDto("notes.md", "a\nb", "a\nc")],
        };
        _gateway.Answer("GET /v1/approvals/p3", Samples.Approval(call), s_json.ApprovalDetail);
        _gateway.Answer("POST /v1/approvals/p3/approve", Samples.Run("running"), s_json.RunResponse);
        _gateway.Settle(Samples.Run("done", ("done", 1)));

        var run = await CliRun.TypeAsync("File it\nmaybe\ny\n", "chat", "--home", _gateway.Home);

        Assert.Equal(0, run.Code);
        Assert.Contains("  │ folder: INBOX → Reading\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  │ notes.md\n  │  a\n  │ -b\n  │ +c\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Type one of y, n, l", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("  It is filed.\n› ", run.Output, StringComparison.Ordinal); // Said before the chat listened again.
        var approved = Assert.Single(_gateway.Bodies("POST /v1/approvals/p3/approve"));
        Assert.Contains(Samples.Approval(call).Hash, approved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Piped_it_asks_nothing_and_says_what_waits()
    {
        Events(Final(Turn("waiting")));

        var run = await CliRun.RunAsync(new TerminalTraits(), "File it\n", "chat", "--home", _gateway.Home);

        Assert.Equal("p3 waits for your yes: /approve p3\n", run.Output);
        Assert.Empty(_gateway.Bodies("POST /v1/approvals/p3/approve"));
    }

    [Fact]
    public async Task A_refusal_is_said_and_the_chat_goes_on()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Answer("GET /v1/conversations", [], s_json.IReadOnlyListConversationResponse);
        gateway.Refuse("POST /v1/turns", 409, "no-model", "No model is connected.", "meshclaw connect model/home");

        var run = await CliRun.RunAsync(
            new TerminalTraits(),
            "Hello\n/why\n/nonsense\n",
            "chat",
            "--home",
            gateway.Home
        );

        Assert.Equal(0, run.Code);
        Assert.Equal(
            "No model is connected.\nmeshclaw connect model/home\nNothing was decided in this chat yet.\n"
                + "There is no /nonsense without more words, or not at all. See /help\n",
            run.Output
        );
    }

    [Fact]
    public async Task The_latest_conversation_is_gone_on_with()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Answer(
            "GET /v1/conversations",
            [new("c4", "assistant", "Hello", Samples.Now, Samples.Now, 0)],
            s_json.IReadOnlyListConversationResponse
        );
        gateway.Answer(
            "GET /v1/conversations/c4",
            [new("owner", "Hello", "r1"), new("agent", "Hi.", "r1")],
            s_json.IReadOnlyListConversationLine
        );
        gateway.Answer("POST /v1/turns", Turn("running"), s_json.TurnResponse);
        gateway.Answer("GET /v1/turns/r7/events", 200, "text/event-stream", Sse(Final(Turn("done"))));

        var run = await CliRun.RunAsync(new TerminalTraits(), "And now?\n", "chat", "--resume", "--home", gateway.Home);

        Assert.Equal("› Hello\n  Hi.\n", run.Output);
        Assert.Contains("\"conversation\":\"c4\"", gateway.Bodies("POST /v1/turns").Single(), StringComparison.Ordinal);
    }

    private void Events(params TurnProgress[] all) =>
        _gateway.Answer("GET /v1/turns/r7/events", 200, "text/event-stream", Sse(all));

    private static string Sse(params TurnProgress[] all) =>
        string.Concat(all.Select(p => $"data: {JsonSerializer.Serialize(p, s_json.TurnProgress)}\n\n"));

    private static TurnProgress Final(TurnResponse turn) => new() { Kind = "final", Final = turn };

    private static TurnResponse Turn(string state) =>
        new()
        {
            Reply = "One message.",
            Run = "r7",
            Agent = "assistant",
            Conversation = "c4",
            State = state,
            Usage = new TurnUsageDto(1200, 30, 1000, 700_000),
            Calls = [],
            Approvals = state == "waiting" ? ["p3"] : [],
        };
}
