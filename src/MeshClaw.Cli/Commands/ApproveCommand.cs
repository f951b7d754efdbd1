using System.CommandLine;
using MeshClaw.Cli.Runs;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>approve ID [--hash H]</c>, also as <c>approvals approve</c>.</summary>
internal sealed class ApproveCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The approval, as in: meshclaw approvals list" };
    private readonly Option<string?> _hash = new("--hash")
    {
        Description = "Only if it is still what you saw: the hash that was shown.",
        HelpName = "H",
    };

    public ApproveCommand(CliContext context, string words)
        : base(
            context,
            "approve",
            "Says yes, and waits until the run has settled.",
            $"meshclaw {words} p3",
            $"meshclaw {words} p3 --hash 5f0c…"
        )
    {
        Add(_id);
        Add(_hash);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var id = scope.Arguments.GetRequiredValue(_id);
        var request = new ApproveRequest(scope.Arguments.GetValue(_hash), null);
        var run = await session.Client.ApproveAsync(id, request, cancellationToken).ConfigureAwait(false);
        var follower = new RunFollower(session.Client, scope.Screen);
        return RunAnswer.Write(scope, await follower.SettleAsync(run.Run, cancellationToken).ConfigureAwait(false));
    }
}

/// <summary><c>deny ID</c>, also as <c>approvals deny</c>. A no that was taken is done, whatever else the run waits for.</summary>
internal sealed class DenyCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The approval, as in: meshclaw approvals list" };

    public DenyCommand(CliContext context, string words)
        : base(context, "deny", "Says no to all that an approval holds.", $"meshclaw {words} p3") => Add(_id);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var id = scope.Arguments.GetRequiredValue(_id);
        var run = await session.Client.DenyAsync(id, cancellationToken).ConfigureAwait(false);
        var follower = new RunFollower(session.Client, scope.Screen);
        var code = RunAnswer.Write(scope, await follower.SettleAsync(run.Run, cancellationToken).ConfigureAwait(false));
        return code == ExitCode.Waiting ? ExitCode.Done : code;
    }
}
