using System.Text.Json;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class AgentsCommandTests : IAsyncLifetime
{
    private const string Text = AgentSamples.Text;
    private const string Sentence = "every morning sort my mail";
    private const string Drafts = "POST /v1/agent-drafts";
    private const string File = "POST /v1/agents/sorter/file";

    private static readonly ProtocolJson s_json = ProtocolJson.Default;
    private readonly FakeGateway _gateway = FakeGateway.Start();

    private static AgentDraftResponse Draft => AgentSamples.Draft;

    public ValueTask InitializeAsync()
    {
        _gateway.Answer(File, Samples.Agent with { Name = "sorter" }, s_json.AgentResponse);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_file_is_shown_whole_and_written_on_a_yes()
    {
        _gateway.Answer(Drafts, Draft, s_json.AgentDraftResponse);

        var run = await CliRun.TypeAsync("y\n", "agents", "create", Sentence, "--home", _gateway.Home);

        Assert.Equal(0, run.Code);
        Assert.Contains(Text, run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "cannot send or delete",
            run.Output.Replace("\n", " ", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("no deployments", run.Output, StringComparison.Ordinal);
        Assert.Contains("meshclaw agents test sorter", run.Output, StringComparison.Ordinal);
        Assert.Equal(Text, Json(Assert.Single(_gateway.Bodies(File))).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Three_questions_make_a_wish()
    {
        _gateway.Answer(Drafts, Draft, s_json.AgentDraftResponse);

        await CliRun.TypeAsync(
            "sort my mail\nmail/work, mail/home\nevery morning; mail\nn\n",
            "agents",
            "create",
            "sorter",
            "--home",
            _gateway.Home
        );

        Assert.Equal(
            """{"sentence":"sort my mail","name":"sorter","connections":["mail/work","mail/home"],"when":["every morning","mail"],"byModel":false}""",
            Assert.Single(_gateway.Bodies(Drafts))
        );
        Assert.Empty(_gateway.Bodies(File));
    }

    [Theory]
    [InlineData("sorter", "", "sorter")]
    [InlineData("sort my mail", "sort my mail", "")]
    [InlineData("sorter|sort my mail", "sort my mail", "sorter")]
    [InlineData("sort|my|mail", "sort my mail", "")]
    public async Task A_word_alone_is_a_name_and_more_are_a_sentence(string words, string sentence, string name)
    {
        _gateway.Answer(Drafts, Draft, s_json.AgentDraftResponse);

        await CliRun.RunAsync(["agents", "create", .. words.Split('|'), "--home", _gateway.Home]);

        var asked = Json(Assert.Single(_gateway.Bodies(Drafts)));
        Assert.Equal(sentence, asked.TryGetProperty("sentence", out var said) ? said.GetString() : "");
        Assert.Equal(name, asked.TryGetProperty("name", out var named) ? named.GetString() : "");
    }

    [Fact]
    public async Task What_is_open_is_asked_at_a_screen()
    {
        var question = new AgentQuestionDto("when", "When should it run?", ["06:30 on weekdays"]);
        _gateway.Answer(Drafts, Draft with { Text = null, Questions = [question] }, s_json.AgentDraftResponse);
        _gateway.Answer(Drafts, Draft, s_json.AgentDraftResponse);

        var run = await CliRun.TypeAsync("\ny\n", "agents", "create", "sort my mail", "--home", _gateway.Home);

        Assert.Equal(0, run.Code);
        Assert.Equal("06:30 on weekdays", Json(_gateway.Bodies(Drafts).Last()).GetProperty("when")[0].GetString());
    }

    [Fact]
    public async Task What_is_open_is_an_error_for_scripts_that_names_what_to_add()
    {
        var question = new AgentQuestionDto("when", "When should it run?", []);
        _gateway.Answer(Drafts, Draft with { Text = null, Questions = [question] }, s_json.AgentDraftResponse);

        var run = await CliRun.RunAsync("agents", "create", "sort my mail", "--yes", "--json", "--home", _gateway.Home);

        Assert.Equal(1, run.Code);
        Assert.Equal("incomplete", Json(run.Output).GetProperty("code").GetString());
        Assert.Contains("--when", Json(run.Output).GetProperty("todo").GetString(), StringComparison.Ordinal);
        Assert.Empty(_gateway.Bodies(File));
    }

    [Fact]
    public async Task Piped_without_yes_nothing_is_written()
    {
        _gateway.Answer(Drafts, Draft, s_json.AgentDraftResponse);

        var run = await CliRun.RunAsync("agents", "create", Sentence, "--home", _gateway.Home);

        Assert.Equal(3, run.Code);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        Assert.Empty(_gateway.Bodies(File));
    }

    [Theory]
    [InlineData("y\ny\n", 1)]
    [InlineData("y\nn\n", 0)]
    public async Task Another_agent_is_replaced_after_a_second_question_alone(string typed, int written)
    {
        _gateway.Answer(Drafts, Draft with { Replaces = "abc" }, s_json.AgentDraftResponse);

        await CliRun.TypeAsync(typed, "agents", "create", Sentence, "--home", _gateway.Home);

        Assert.Equal(written, _gateway.Bodies(File).Count());
        Assert.All(_gateway.Bodies(File), b => Assert.Equal("abc", Json(b).GetProperty("replaces").GetString()));
    }

    [Fact]
    public async Task Yes_alone_never_replaces()
    {
        _gateway.Answer(Drafts, Draft with { Replaces = "abc" }, s_json.AgentDraftResponse);

        await CliRun.RunAsync("agents", "create", Sentence, "--yes", "--home", _gateway.Home);

        Assert.False(Json(Assert.Single(_gateway.Bodies(File))).TryGetProperty("replaces", out _));
    }

    [Fact]
    public async Task Escapes_in_a_draft_do_not_reach_the_terminal()
    {
        var hostile = Draft with
        {
            Text = Text + "\u001b[2J\u202e",
            Notes = ["\u001b]0;x\u0007"],
            Can = ["\u001b[31m"],
        };
        _gateway.Answer(Drafts, hostile, s_json.AgentDraftResponse);

        var run = await CliRun.TypeAsync("n\n", "agents", "create", Sentence, "--home", _gateway.Home);

        Assert.DoesNotContain(run.Output + run.Error, c => c is '\u001b' or '\u0007' or '\u202e');
    }

    [Fact]
    public async Task An_edit_is_checked_and_shown_as_what_changed_before_it_is_written()
    {
        _gateway.Answer(
            "GET /v1/agents/sorter",
            Samples.Agent with
            {
                Name = "sorter",
                Text = Text,
                Version = "v1",
            },
            s_json.AgentResponse
        );
        var broken = Draft with { Text = null, Problems = ["AGENT.md:3:1: error"] };
        _gateway.Answer("POST /v1/agents/sorter/check", broken, s_json.AgentDraftResponse);
        var mended = Text.Replace("Sort.", "Sort well.", StringComparison.Ordinal);
        _gateway.Answer("POST /v1/agents/sorter/check", Draft with { Text = mended }, s_json.AgentDraftResponse);
        var edits = new Queue<string>(["broken", mended]);
        var began = new List<string>();

        var run = await CliRun.TypeAsync(
            "e\ny\n",
            (_, file, _) =>
            {
                began.Add(System.IO.File.ReadAllText(file));
                System.IO.File.WriteAllText(file, edits.Dequeue());
                return Task.FromResult(0);
            },
            "agents",
            "edit",
            "sorter",
            "--home",
            _gateway.Home
        );

        Assert.Equal(0, run.Code);
        Assert.Equal([Text, "broken"], began); // What did not parse is not lost.
        Assert.Contains("-Sort.\n+Sort well.", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            (mended, "v1"),
            (
                Json(Assert.Single(_gateway.Bodies(File))).GetProperty("text").GetString(),
                Json(_gateway.Bodies(File).Single()).GetProperty("replaces").GetString()
            )
        );
    }

    [Fact]
    public async Task A_test_looks_as_far_back_as_it_is_told()
    {
        AgentSamples.Fill(_gateway);

        var run = await CliRun.RunAsync(
            "agents",
            "test",
            "inbox",
            "--since",
            "7d",
            "--limit",
            "2",
            "--home",
            _gateway.Home
        );

        Assert.Equal(0, run.Code);
        Assert.Equal("""{"minutes":10080,"limit":2}""", Assert.Single(_gateway.Bodies("POST /v1/agents/inbox/test")));
    }

    [Theory]
    [InlineData("24h", 1440)]
    [InlineData("90m", 90)]
    [InlineData("31d", 44_640)]
    [InlineData("32d", null)]
    [InlineData("0h", null)]
    [InlineData("-1h", null)]
    [InlineData("h", null)]
    [InlineData("99999999999h", null)]
    [InlineData("1w", null)]
    public void How_far_back_is_read(string text, int? minutes) =>
        Assert.Equal(minutes, AgentsTestCommand.MinutesOf(text));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
