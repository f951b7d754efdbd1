using System.CommandLine;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mail follow-up TEXT --of ACTION</c></summary>
internal sealed class MailFollowUpCommand : CliCommand
{
    private readonly Argument<string> _text = new("TEXT")
    {
        Description = "Whose answer you wait for, and until when.",
    };
    private readonly Option<string> _of = new("--of")
    {
        Description = "What sent the message, as in: meshclaw timeline",
        HelpName = "ACTION",
        Required = true,
    };

    public MailFollowUpCommand(CliContext context)
        : base(
            context,
            "follow-up",
            "Reminds you if a message that you sent is not answered.",
            "meshclaw mail follow-up \"remind me if Ana does not answer by Friday noon\" --of a12",
            "meshclaw mail follow-up \"remind me if nobody replies within 3 days\" --of a12"
        )
    {
        Add(_text);
        Add(_of);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var request = new FollowUpRequest(
            scope.Arguments.GetRequiredValue(_text),
            scope.Arguments.GetRequiredValue(_of)
        );
        var started = await session.Client.FollowUpAsync(request, cancellationToken).ConfigureAwait(false);
        var follower = new RunFollower(session.Client, scope.Screen);
        var run = await follower.SettleAsync(started.Run, cancellationToken).ConfigureAwait(false);
        // The command itself is the yes: nothing leaves this device.
        run = await follower.ApproveAllAsync(run, cancellationToken).ConfigureAwait(false);
        return RunAnswer.Write(scope, run);
    }
}

/// <summary><c>mail follow-ups [--close ID]</c></summary>
internal sealed class MailFollowUpsCommand : CliCommand
{
    private readonly Option<string?> _close = new("--close")
    {
        Description = "Wait no more for this one, or put its reminder away.",
        HelpName = "ID",
    };

    public MailFollowUpsCommand(CliContext context)
        : base(
            context,
            "follow-ups",
            "Lists the answers that you wait for.",
            "meshclaw mail follow-ups",
            "meshclaw mail follow-ups --close f3"
        ) => Add(_close);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetValue(_close) is { } id)
        {
            await session.Client.CloseFollowUpAsync(id, cancellationToken).ConfigureAwait(false);
        }

        var all = await session.Client.ListFollowUpsAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(all, ProtocolJson.Default.IReadOnlyListFollowUpResponse);
            return ExitCode.Done;
        }

        Listing.Write(
            scope.Screen,
            ["id", "state", "from", "whose answer", "until"],
            all.Select(f =>
                new[]
                {
                    f.Id,
                    f.State == "due" ? "no answer" : f.State,
                    f.Connection,
                    f.Person ?? "anybody",
                    LocalTime.Short(f.Due, scope.Context.Time),
                }
            ),
            "You wait for no answer."
        );
        return ExitCode.Done;
    }
}
