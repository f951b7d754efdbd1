using System.CommandLine;
using MeshClaw.Cli.Runs;

namespace MeshClaw.Cli.Commands;

/// <summary><c>undo RUN-OR-ACTION|--last</c></summary>
internal sealed class UndoCommand : CliCommand
{
    private readonly Argument<string?> _target = new("RUN-OR-ACTION")
    {
        Description = "A run (r7) or one action (a1042), as in: meshclaw timeline",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _last = new("--last") { Description = "The last run that did anything." };

    public UndoCommand(CliContext context)
        : base(
            context,
            "undo",
            "Takes back what was done, as far as the world allows.",
            "meshclaw undo r7",
            "meshclaw undo a1042",
            "meshclaw undo --last"
        )
    {
        Add(_target);
        Add(_last);
        Validators.Add(result =>
        {
            if (result.GetValue(_target) is null != result.GetValue(_last))
            {
                result.AddError("Name either a run or an action, or give --last.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var target = scope.Arguments.GetValue(_target);
        var run = await session.Client.UndoAsync(target, cancellationToken).ConfigureAwait(false);
        var follower = new RunFollower(session.Client, scope.Screen);
        return RunAnswer.Write(scope, await follower.SettleAsync(run.Run, cancellationToken).ConfigureAwait(false));
    }
}
