using MeshClaw.Connectors.OAuth;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Secrets;

namespace MeshClaw.Connectors.Tests.OAuth;

public sealed class TokenCommandTests
{
    [Fact]
    public async Task What_the_command_prints_is_the_token() =>
        Assert.Equal("abc.def-1", (await RunAsync("printf", "abc.%s\n", "def-1")).Reveal());

    [Fact]
    public async Task There_is_no_shell_in_between() =>
        Assert.Equal("$(id);`id`", (await RunAsync("echo", "$(id);`id`")).Reveal());

    [Fact]
    public async Task It_is_asked_again_only_when_the_token_was_refused()
    {
        using var command = new TokenCommand(["date", "+%s.%N"], TimeProvider.System);

        var first = await command.GetAsync(null, default);

        Assert.Same(first, await command.GetAsync(null, default));
        Assert.NotEqual(first.Reveal(), (await command.GetAsync(first, default)).Reveal());
    }

    [Theory]
    [InlineData("ended with 1", "false")]
    [InlineData("printed nothing", "true")]
    [InlineData("printed more than one word", "echo", "Token: hush")]
    [InlineData("printed more than 16384 bytes", "head", "-c", "100000", "/dev/zero")]
    [InlineData("could not be started", "/nowhere/at-all")]
    public async Task What_is_no_token_is_an_error_that_repeats_nothing(string words, params string[] command)
    {
        var failure = await Assert.ThrowsAsync<ConnectorException>(() => RunAsync(command));

        Assert.Equal(
            $"The token-command {command[0]} {words}",
            failure.Message[..$"The token-command {command[0]} {words}".Length]
        );
        Assert.DoesNotContain("hush", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended()
    {
        using var command = new TokenCommand(["sleep", "600"], new Over());

        var failure = await Assert.ThrowsAsync<ConnectorException>(() => command.GetAsync(null, default));

        Assert.Contains("did not end within 30 seconds", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<Secret> RunAsync(params string[] command)
    {
        using var tokens = new TokenCommand([.. command], TimeProvider.System);
        return await tokens.GetAsync(null, default);
    }

    // Every wait is over at once.
    private sealed class Over : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
