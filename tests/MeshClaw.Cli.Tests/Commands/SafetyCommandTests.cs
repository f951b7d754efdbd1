using System.Text.Json;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Tests.Support;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Tests.Commands;

public sealed class SafetyCommandTests : IAsyncLifetime
{
    private const string Confirm = "POST /v1/second-factor/confirm";
    private const string Panic = "PUT /v1/panic-code";
    private const string Unlock = "POST /v1/unlock";
    private const string Address =
        "otpauth://totp/MeshClaw%3Arobin?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=MeshClaw";

    private readonly FakeGateway _gateway = FakeGateway.Start();

    public ValueTask InitializeAsync()
    {
        _gateway.Answer(
            "POST /v1/second-factor",
            new SecondFactorResponse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Address),
            ProtocolJson.Default.SecondFactorResponse
        );
        _gateway.Answer("DELETE /v1/second-factor", 204, "text/plain", "");
        _gateway.Answer("DELETE /v1/panic-code", 204, "text/plain", "");
        _gateway.Answer(Panic, 204, "text/plain", "");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_authenticator_app_is_set_up_by_picture_or_by_hand_and_serves_after_a_right_code()
    {
        _gateway.Refuse(Confirm, 422, "invalid", "That is not the code of this secret.");
        _gateway.Answer(Confirm, 204, "text/plain", "");

        var run = await CliRun.TypeAsync("111111\n 222222 \n", Line("channels", "totp"));

        Assert.Equal(0, run.Code);
        Assert.Contains(string.Join('\n', QrArt.Lines(Address, drawn: false)), run.Output, Ordinal);
        Assert.Contains("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ\n", run.Output, Ordinal);
        Assert.Contains("That is not the code of this secret.", run.Error, Ordinal);
        Assert.Contains("It serves from now on.", run.Output, Ordinal);
        Assert.Equal(["111111", "222222"], _gateway.Bodies(Confirm).Select(CodeOf));
    }

    [Fact]
    public async Task After_three_wrong_codes_nothing_is_set_up()
    {
        _gateway.Refuse(Confirm, 422, "invalid", "That is not the code of this secret.", "Nothing was stored.");

        var wrong = await CliRun.TypeAsync("1\n2\n3\n4\n", Line("channels", "totp"));
        var none = await CliRun.TypeAsync("", Line("channels", "totp"));
        var nobody = await CliRun.RunAsync(Line("channels", "totp"));

        Assert.Equal((1, 1, 1), (wrong.Code, none.Code, nobody.Code));
        Assert.Equal(3, _gateway.Bodies(Confirm).Count());
        Assert.Contains("Nothing was stored.", wrong.Error, Ordinal);
        Assert.Contains("Set it up on a terminal", nobody.Error, Ordinal);
    }

    [Fact]
    public async Task A_panic_code_is_asked_for_twice_and_never_shown()
    {
        var run = await CliRun.TypeAsync("abandon ship\nabandon ship\n", Line("channels", "panic"));
        var other = await CliRun.TypeAsync("abandon ship\nabandon chip\n", Line("channels", "panic"));
        var escape = await CliRun.TypeAsync("", Line("channels", "panic"));

        Assert.Equal((0, 1, 1), (run.Code, other.Code, escape.Code));
        Assert.Contains("meshclaw unlock", run.Output, Ordinal);
        Assert.Contains("The two were not the same.", other.Error, Ordinal);
        Assert.DoesNotContain("abandon", run.Output + run.Error + other.Output + other.Error, Ordinal);
        Assert.Equal("abandon ship", CodeOf(Assert.Single(_gateway.Bodies(Panic))));
    }

    [Fact]
    public async Task A_script_gives_the_panic_code_on_standard_input()
    {
        var run = await CliRun.RunAsync(
            new TerminalTraits(),
            "abandon ship\n",
            Line("channels", "panic", "--stdin", "--json")
        );
        var empty = await CliRun.RunAsync(new TerminalTraits(), "\n", Line("channels", "panic", "--stdin"));
        var nobody = await CliRun.RunAsync(Line("channels", "panic"));
        var both = await CliRun.RunAsync(Line("channels", "panic", "--stdin", "--off"));

        Assert.Equal((0, 1, 1, 2), (run.Code, empty.Code, nobody.Code, both.Code));
        Assert.Equal("""{"what":"panic-code","set":true}""" + "\n", run.Output);
        Assert.Equal("abandon ship", CodeOf(Assert.Single(_gateway.Bodies(Panic))));
        Assert.Contains("--stdin", nobody.Error, Ordinal);
    }

    [Fact]
    public async Task Both_are_taken_away()
    {
        var factor = await CliRun.RunAsync(Line("channels", "totp", "--off"));
        var code = await CliRun.RunAsync(Line("channels", "panic", "--off"));

        Assert.Equal((0, 0), (factor.Code, code.Code));
        Assert.Single(_gateway.Bodies("DELETE /v1/second-factor"));
        Assert.Single(_gateway.Bodies("DELETE /v1/panic-code"));
    }

    [Theory]
    [InlineData("y\n", 0, 1)]
    [InlineData("n\n", 1, 0)]
    [InlineData("", 1, 0)]
    public async Task A_lock_ends_only_with_a_yes(string typed, int code, int asked)
    {
        AnswerLocked();

        var run = await CliRun.TypeAsync(typed, Line("unlock"));

        Assert.Equal(code, run.Code);
        Assert.Equal(asked, _gateway.Bodies(Unlock).Count());
        Assert.Contains("A panic code locked it at 05:30.", run.Output, Ordinal);
        if (code == 0)
        {
            Assert.Contains("Unlocked; it was locked since 05:30.\n", run.Output, Ordinal);
            Assert.Contains("Everything is still stopped. Go on with: meshclaw resume\n", run.Output, Ordinal);
        }
    }

    [Fact]
    public async Task A_script_has_to_say_yes()
    {
        AnswerLocked();

        var silent = await CliRun.RunAsync(Line("unlock"));
        var yes = await CliRun.RunAsync(Line("unlock", "--yes", "--json"));

        Assert.Equal((1, 0), (silent.Code, yes.Code));
        Assert.Contains("meshclaw unlock --yes", silent.Error, Ordinal);
        Assert.Single(_gateway.Bodies(Unlock));
        Assert.True(JsonElement.Parse(yes.Output).TryGetProperty("since", out _));
    }

    [Fact]
    public async Task What_is_not_locked_says_so()
    {
        _gateway.Answer(Unlock, new UnlockResponse(null), ProtocolJson.Default.UnlockResponse);

        var run = await CliRun.RunAsync(Line("unlock"));

        Assert.Equal((0, "It is not locked.\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task Status_and_resume_tell_of_a_lock()
    {
        AnswerLocked();
        _gateway.Refuse("POST /v1/resume", 409, "locked", "The gateway is locked.", "meshclaw unlock");

        var status = await CliRun.RunAsync(Line("status"));
        var resume = await CliRun.RunAsync(Line("resume"));

        Assert.StartsWith("locked (meshclaw unlock)", status.Output, Ordinal);
        Assert.Equal(1, resume.Code);
        Assert.Contains("meshclaw unlock", resume.Error, Ordinal);
    }

    private static StringComparison Ordinal => StringComparison.Ordinal;

    private static string? CodeOf(string body) => JsonElement.Parse(body).GetProperty("code").GetString();

    private string[] Line(params string[] words) => [.. words, "--home", _gateway.Home];

    private void AnswerLocked()
    {
        var since = Samples.Now.AddHours(-1);
        _gateway.Answer(Unlock, new UnlockResponse(since), ProtocolJson.Default.UnlockResponse);
        var status = Samples.Status(_gateway.Home) with
        {
            Stopped = true,
            StoppedSince = since,
            Locked = true,
            LockedSince = since,
        };
        _gateway.Answer("GET /v1/status", status, ProtocolJson.Default.StatusResponse);
    }
}
