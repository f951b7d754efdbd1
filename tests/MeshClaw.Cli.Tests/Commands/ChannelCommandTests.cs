using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class ChannelCommandTests : IAsyncLifetime
{
    private const string Connect = "POST /v1/channels";

    private readonly FakeGateway _gateway = FakeGateway.Start();

    public ValueTask InitializeAsync()
    {
        ChannelSamples.Fill(_gateway);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Somebody_is_shown_the_steps_and_asked_for_each_setting_with_secrets_hidden()
    {
        var run = await CliRun.TypeAsync("\n1:hunter2\nVega\n\n", Line("connect", "telegram"));

        Assert.Equal(0, run.Code);
        Assert.Contains("1. Write to @BotFather: https://t.me/BotFather\n2. Send /newbot,", run.Error, Ordinal);
        Assert.Contains("The bot's token: \nIt cannot do without.\nThe bot's token: \n", run.Error, Ordinal);
        Assert.Contains("A second token (Enter: none): ", run.Error, Ordinal);
        Assert.DoesNotContain("hunter2", run.Output + run.Error, Ordinal);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.Contains("on Telegram your agent is @vega_bot.", run.Output, Ordinal);
        Assert.Contains(ChannelSamples.Link, run.Output, Ordinal);
        Assert.Contains("meshclaw channels pair telegram", run.Output, Ordinal);
        Assert.Contains(
            string.Join('\n', QrArt.Lines(ChannelSamples.Link, drawn: false)),
            Trimmed(run.Output),
            Ordinal
        );
        Assert.Equal(
            ("telegram", "token=1:hunter2", "chat-title=Vega"),
            (Sent().Name, Pairs(Sent().Secrets), Pairs(Sent().Settings))
        );
    }

    [Fact]
    public async Task Without_a_qr_code_the_link_is_shown_alone()
    {
        var run = await CliRun.TypeAsync("1:a\nVega\n\n", Line("connect", "telegram", "--no-qr"));

        Assert.Contains(ChannelSamples.Link, run.Output, Ordinal);
        Assert.DoesNotContain('█', run.Output);
    }

    [Fact]
    public async Task A_code_that_does_not_fit_on_the_screen_is_left_out()
    {
        var narrow = new TerminalTraits
        {
            InputIsTerminal = true,
            OutputIsTerminal = true,
            Width = 30,
        };

        var run = await CliRun.RunAsync(narrow, "1:a\nVega\n\n", Line("connect", "telegram"));

        Assert.Contains("t.me/vega_bot", run.Output, Ordinal);
        Assert.DoesNotContain('█', run.Output);
    }

    [Fact]
    public async Task Nobody_who_presses_Escape_connects_anything()
    {
        var run = await CliRun.TypeAsync("", Line("connect", "telegram"));

        Assert.Equal(1, run.Code);
        Assert.Contains("Nothing was stored.", run.Error, Ordinal);
        Assert.Empty(_gateway.Bodies(Connect));
    }

    [Fact]
    public async Task A_script_gives_settings_by_options_and_one_secret_on_standard_input()
    {
        var run = await CliRun.RunAsync(
            new TerminalTraits(),
            "1:hunter2\n",
            Line(
                "connect",
                "telegram",
                "--secret-stdin",
                "token",
                "--set",
                "chat-title=a=b",
                "--agent",
                "helper",
                "--root",
                "http://127.0.0.1:9",
                "--notify",
                "--json"
            )
        );

        Assert.Equal(0, run.Code);
        Assert.Equal("@vega_bot", JsonElement.Parse(run.Output).GetProperty("account").GetString());
        Assert.DoesNotContain("hunter2", run.Output + run.Error, Ordinal);
        Assert.DoesNotContain("BotFather", run.Error, Ordinal);
        var sent = Sent();
        Assert.Equal(("token=1:hunter2", "chat-title=a=b"), (Pairs(sent.Secrets), Pairs(sent.Settings)));
        Assert.Equal(("helper", "http://127.0.0.1:9", true), (sent.Agent, sent.Root, sent.Notify));
    }

    [Fact]
    public async Task A_script_gives_several_secrets_as_lines()
    {
        var run = await CliRun.RunAsync(
            new TerminalTraits(),
            "token=1:a=b\n\napp-token=c\r\n",
            Line("connect", "telegram", "--secrets-stdin", "--set", "chat-title=Vega")
        );

        Assert.Equal(0, run.Code);
        Assert.Equal("app-token=c token=1:a=b", Pairs(Sent().Secrets));
        Assert.DoesNotContain('█', run.Output);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_what_is_missing_is_said_with_how_to_give_it()
    {
        var run = await CliRun.RunAsync(Line("connect", "telegram"));

        Assert.Equal(1, run.Code);
        Assert.Contains("There is nobody to ask for: token, chat-title.", run.Error, Ordinal);
        Assert.Contains("--secret-stdin token and --set chat-title=VALUE", run.Error, Ordinal);
        Assert.Contains("https://t.me/BotFather", run.Error, Ordinal);
        Assert.Empty(_gateway.Bodies(Connect));
    }

    [Fact]
    public async Task Of_a_channel_that_is_connected_what_is_left_out_stays()
    {
        _gateway.Answer(
            "GET /v1/channels",
            [
                new ChannelResponse
                {
                    Name = "telegram",
                    Kind = "telegram",
                    Title = "Telegram",
                },
            ],
            ProtocolJson.Default.IReadOnlyListChannelResponse
        );
        _ = await CliRun.RunAsync(Line("channels")); // Takes the first answer.

        var asked = await CliRun.TypeAsync("\n\n\n", Line("connect", "telegram", "--notify"));
        var script = await CliRun.RunAsync(Line("connect", "telegram", "--notify"));

        Assert.Equal((0, 0), (asked.Code, script.Code));
        Assert.Contains("The bot's token (Enter: as it is): ", asked.Error, Ordinal);
        Assert.All(
            _gateway.Bodies(Connect),
            b => Assert.Equal("{\"name\":\"telegram\",\"settings\":{},\"secrets\":{},\"notify\":true}", b)
        );
    }

    [Fact]
    public async Task A_refusal_is_shown_and_ends_with_1()
    {
        await using var gateway = FakeGateway.Start();
        gateway.Refuse(
            Connect,
            422,
            "connection-failed",
            "Pager does not accept what you gave: no.",
            "Nothing was stored."
        );
        gateway.Answer("GET /v1/channels", [], ProtocolJson.Default.IReadOnlyListChannelResponse);
        gateway.Answer(
            "GET /v1/channels/kinds",
            [ChannelSamples.Plain],
            ProtocolJson.Default.IReadOnlyListChannelKindResponse
        );

        var run = await CliRun.RunAsync("connect", "pager", "--home", gateway.Home);

        Assert.Equal(1, run.Code);
        Assert.Contains("Pager does not accept what you gave: no.\nNothing was stored.\n", run.Error, Ordinal);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("telegran", "There is no kind of channel 'telegran'.\nChannels: telegram, pager.")]
    [InlineData("mial/work", "There is no kind of channel 'mial'.")]
    [InlineData("mail", "All else is mail/, model/, web/ or mcp/ and a name, such as mail/work.")]
    public async Task An_unknown_kind_is_answered_with_those_that_there_are(string name, string said)
    {
        var run = await CliRun.RunAsync(Line("connect", name));

        Assert.Equal(1, run.Code);
        Assert.Contains(said, run.Error, Ordinal);
    }

    [Theory]
    [InlineData("connect telegram --user u", "--user is not for a channel.")]
    [InlineData("connect telegram --set token", "--set takes KEY=VALUE.")]
    [InlineData("connect telegram --secrets-stdin --secret-stdin token", "either one secret or all")]
    [InlineData("connect mail/work --user u --set a=b", "--set is not for mail/NAME.")]
    [InlineData("connect mail/work --user u --secrets-stdin", "--secrets-stdin is not for mail/NAME.")]
    [InlineData("connect Telegram", "is no connection's name")]
    [InlineData("connect telegram -- program", "not for a channel")]
    public async Task A_line_that_makes_no_sense_is_explained(string line, string said)
    {
        var run = await CliRun.RunAsync(Line(line.Split(' ')));

        Assert.Equal(2, run.Code);
        Assert.Contains(said, run.Error, Ordinal);
        Assert.Empty(_gateway.Asked);
    }

    [Theory]
    [InlineData("telegram")]
    [InlineData("slack/acme")]
    public async Task A_channel_is_forgotten(string name)
    {
        var run = await CliRun.RunAsync(Line("disconnect", name));

        Assert.Equal((0, $"{name} is forgotten.\n"), (run.Code, run.Output));
        Assert.Single(_gateway.Bodies($"DELETE /v1/channels/{name}"));
    }

    private static StringComparison Ordinal => StringComparison.Ordinal;

    private string[] Line(params string[] words) => [.. words, "--home", _gateway.Home];

    private ConnectChannelRequest Sent() =>
        JsonSerializer.Deserialize(
            Assert.Single(_gateway.Bodies(Connect)),
            ProtocolJson.Default.ConnectChannelRequest
        )!;

    private static string Pairs(IReadOnlyDictionary<string, string>? pairs) =>
        string.Join(' ', (pairs ?? new Dictionary<string, string>()).Select(p => $"{p.Key}={p.Value}").Order());

    private static string Trimmed(string text) => text.ReplaceLineEndings("\n");
}
