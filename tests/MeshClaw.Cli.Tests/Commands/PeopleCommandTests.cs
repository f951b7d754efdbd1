using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class PeopleCommandTests : IAsyncLifetime
{
    private const string Pair = "POST /v1/channels/slack/acme/pair";
    private const string People = "GET /v1/people";
    private const string Link = "https://t.me/vega_bot";

    private static readonly PersonResponse s_robin = new(
        2,
        "slack/acme",
        "U1001",
        "Robin\u001b[2J",
        ["ask", "stop"],
        Samples.Now
    );

    private readonly FakeGateway _gateway = FakeGateway.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_code_is_shown_grouped_with_a_link_and_whoever_says_it_is_told()
    {
        AnswerPair(Samples.Now.AddMinutes(10));
        AnswerPeople([]);
        AnswerPeople([s_robin with { Channel = "telegram" }, s_robin]);

        var run = await CliRun.TypeAsync("", Line("channels", "pair", "slack/acme", "--rights", "ask, stop"));

        Assert.Equal(0, run.Code);
        Assert.Contains("in a direct chat:  ABCD-EFGH\n", run.Output, Ordinal);
        Assert.Contains("It serves once, until 06:40. Whoever says it may: ask, stop.\n", run.Output, Ordinal);
        Assert.Contains(string.Join('\n', QrArt.Lines(Link, drawn: false)), run.Output, Ordinal);
        Assert.Contains("Paired with Robin", run.Output, Ordinal);
        Assert.Contains("(U1001), who may: ask, stop.\n", run.Output, Ordinal);
        Assert.Contains("meshclaw channels unpair 2", run.Output, Ordinal);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.Equal("""{"rights":["ask","stop"]}""", Assert.Single(_gateway.Bodies(Pair)));
    }

    [Fact]
    public async Task Who_is_paired_anew_with_other_rights_is_told_too()
    {
        AnswerPair(Samples.Now.AddMinutes(10));
        AnswerPeople([s_robin]);
        AnswerPeople([s_robin with { Rights = ["ask"], Paired = Samples.Now.AddSeconds(9) }]);

        var run = await CliRun.RunAsync(Line("channels", "pair", "slack/acme"));

        Assert.Equal(0, run.Code);
        Assert.Contains("who may: ask.\n", run.Output, Ordinal);
        Assert.DoesNotContain('█', run.Output);
        Assert.Equal("{}", Assert.Single(_gateway.Bodies(Pair)));
    }

    [Fact]
    public async Task A_code_that_nobody_said_in_time_ends_with_1()
    {
        AnswerPair(Samples.Now);
        AnswerPeople([s_robin]);

        var run = await CliRun.RunAsync(Line("channels", "pair", "slack/acme"));

        Assert.Equal(1, run.Code);
        Assert.Contains("Nobody said the code in time.\n", run.Error, Ordinal);
    }

    [Theory]
    [InlineData("--no-wait")]
    [InlineData("--json")]
    public async Task A_script_gets_the_code_and_waits_for_nobody(string option)
    {
        AnswerPair(Samples.Now.AddMinutes(10));
        AnswerPeople([]);

        var run = await CliRun.RunAsync(Line("channels", "pair", "slack/acme", option));

        Assert.Equal(0, run.Code);
        Assert.Single(_gateway.Bodies(People));
        if (option == "--json")
        {
            Assert.Equal("ABCDEFGH", JsonElement.Parse(run.Output).GetProperty("code").GetString());
        }
    }

    [Theory]
    [InlineData("channels pair telegram")]
    [InlineData("channels test telegram")]
    public async Task Without_a_gateway_that_listens_nothing_is_begun(string line)
    {
        var home = Directory.CreateTempSubdirectory("mcp-").FullName;

        var run = await CliRun.RunAsync([.. line.Split(' '), "--home", home]);

        Directory.Delete(home);
        Assert.Equal(1, run.Code);
        Assert.Contains("meshclaw up --detach", run.Error, Ordinal);
    }

    [Fact]
    public async Task People_are_listed_and_unpaired()
    {
        AnswerPeople([s_robin]);
        _gateway.Answer("DELETE /v1/people/2", 204, "text/plain", "");

        var list = await CliRun.RunAsync(Line("channels", "people"));
        var json = await CliRun.RunAsync(Line("channels", "people", "--json"));
        var gone = await CliRun.RunAsync(Line("channels", "unpair", "2"));
        var number = await CliRun.RunAsync(Line("channels", "unpair", "Robin"));

        Assert.Matches(@"2 +slack/acme +U1001 +Robin.* +06:30 +ask, stop\n", list.Output);
        Assert.DoesNotContain('\u001b', list.Output);
        Assert.Equal("U1001", JsonElement.Parse(json.Output)[0].GetProperty("sender").GetString());
        Assert.Equal((0, 2), (gone.Code, number.Code));
        Assert.Single(_gateway.Bodies("DELETE /v1/people/2"));
    }

    [Fact]
    public async Task A_test_that_did_not_reach_everybody_ends_with_1()
    {
        ChannelTestResponse[] all =
        [
            new(1, "Robin", "sent", null),
            new(2, "Ana", "failed", "They blocked us."),
            new(3, "Lou", "held", null),
            new(4, "Kim", "waiting", null),
        ];
        const string Route = "POST /v1/channels/telegram/test";
        _gateway.Answer(Route, all, ProtocolJson.Default.IReadOnlyListChannelTestResponse);
        _gateway.Answer(Route, [all[0]], ProtocolJson.Default.IReadOnlyListChannelTestResponse);

        var some = await CliRun.RunAsync(Line("channels", "test", "telegram"));
        var one = await CliRun.RunAsync(Line("channels", "test", "telegram"));

        Assert.Equal((1, 0), (some.Code, one.Code));
        Assert.Matches(
            @"Robin +sent *\nAna +failed: They blocked us\. *\nLou +held .*\nKim +not sent yet",
            some.Output
        );
    }

    private static StringComparison Ordinal => StringComparison.Ordinal;

    private string[] Line(params string[] words) => [.. words, "--home", _gateway.Home];

    private void AnswerPair(DateTimeOffset expires) =>
        _gateway.Answer(
            Pair,
            new PairResponse("ABCDEFGH", expires, ["ask", "stop"], Link),
            ProtocolJson.Default.PairResponse
        );

    private void AnswerPeople(IReadOnlyList<PersonResponse> people) =>
        _gateway.Answer(People, people, ProtocolJson.Default.IReadOnlyListPersonResponse);
}
