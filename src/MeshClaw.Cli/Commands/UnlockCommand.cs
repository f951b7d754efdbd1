using System.CommandLine;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>unlock</c>: ends the lock of a panic code. The stop goes on.</summary>
internal sealed class UnlockCommand : CliCommand
{
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };

    public UnlockCommand(CliContext context)
        : base(
            context,
            "unlock",
            "Ends the lock that a panic code set; everything stays stopped.",
            "meshclaw unlock",
            "meshclaw unlock --yes"
        ) => Add(_yes);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var status = await session.Client.StatusAsync(cancellationToken).ConfigureAwait(false);
        if (status.LockedSince is { } since)
        {
            await ConfirmAsync(scope, since, cancellationToken).ConfigureAwait(false);
        }

        var unlocked = await session.Client.UnlockAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(unlocked, ProtocolJson.Default.UnlockResponse);
        }
        else if (unlocked.Since is { } locked)
        {
            scope.Screen.Output.WriteLine(
                $"Unlocked; it was locked since {LocalTime.Short(locked, scope.Context.Time)}."
            );
            scope.Screen.Markup("  [dim]Everything is still stopped. Go on with: meshclaw resume[/]");
        }
        else
        {
            scope.Screen.Output.WriteLine("It is not locked.");
        }

        return ExitCode.Done;
    }

    private async Task ConfirmAsync(CommandScope scope, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_yes))
        {
            return;
        }

        if (!scope.Interactive)
        {
            throw new CommandFailedException("usage", "There is nobody to ask.", "Say it with: meshclaw unlock --yes");
        }

        var at = LocalTime.Short(since, scope.Context.Time);
        scope.Screen.Markup(
            $"A panic code locked it at {at}. Unpair what was lost first: [bold]meshclaw channels people[/]"
        );
        if (await scope.Screen.AskAsync("Unlock it? y or n:", "yn", cancellationToken).ConfigureAwait(false) != 'y')
        {
            throw new CommandFailedException("interrupted", "It stays locked.", null);
        }
    }
}
