using MeshClaw.Cli.Tests.Support;

namespace MeshClaw.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData("done", 0)]
    [InlineData("failed", 1)]
    [InlineData("waiting", 3)]
    [InlineData("stopped", 4)]
    public void The_state_of_a_run_decides(string state, int expected) =>
        Assert.Equal(expected, ExitCode.Of(Samples.Run(state, ("done", 2))));

    [Theory]
    [InlineData("stopped", "failed", 4)]
    [InlineData("stopped", "unknown", 4)]
    [InlineData("waiting", "failed", 1)]
    [InlineData("waiting", "unknown", 1)]
    [InlineData("done", "failed", 1)]
    [InlineData("done", "unknown", 1)]
    [InlineData("done", "denied", 0)]
    [InlineData("done", "expired", 0)]
    [InlineData("done", "cancelled", 0)]
    public void Stopped_comes_before_failed_and_failed_before_waiting(string state, string action, int expected) =>
        Assert.Equal(expected, ExitCode.Of(Samples.Run(state, ("done", 2), (action, 1))));

    [Fact]
    public void A_stopped_run_that_leaves_approvals_is_stopped() =>
        Assert.Equal(4, ExitCode.Of(Samples.Run("stopped") with { Approvals = ["p3"] }));

    [Fact]
    public void A_run_that_leaves_approvals_waits() =>
        Assert.Equal(3, ExitCode.Of(Samples.Run("done") with { Approvals = ["p3"] }));

    [Theory]
    [InlineData("stopped", 4)]
    [InlineData("not-found", 1)]
    [InlineData("hash-mismatch", 1)]
    public void A_refusal_because_of_a_stop_is_stopped(string code, int expected) =>
        Assert.Equal(expected, ExitCode.OfCode(code));
}
