using System.CommandLine;
using MeshClaw.Cli.Sessions;

namespace MeshClaw.Cli.Commands;

/// <summary><c>channels panic</c></summary>
internal sealed class ChannelsPanicCommand : CliCommand
{
    private readonly Option<bool> _off = new("--off") { Description = "There is no panic code any more." };
    private readonly Option<bool> _stdin = new("--stdin") { Description = "Read the code from standard input." };

    public ChannelsPanicCommand(CliContext context)
        : base(
            context,
            "panic",
            "Sets a code that stops and locks everything when it is said in a channel.",
            "meshclaw channels panic",
            "meshclaw channels panic --stdin < code.txt",
            "meshclaw channels panic --off"
        )
    {
        Add(_off);
        Add(_stdin);
        Validators.Add(result =>
        {
            if (result.GetValue(_off) && result.GetValue(_stdin))
            {
                result.AddError("--off takes no code.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_off))
        {
            await using var open = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
            await open.Client.RemovePanicCodeAsync(cancellationToken).ConfigureAwait(false);
            SafetyOutput.Write(scope, "panic-code", isSet: false, "There is no panic code any more.");
            return ExitCode.Done;
        }

        var code = await ReadAsync(scope, cancellationToken).ConfigureAwait(false);
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        await session.Client.SetPanicCodeAsync(code, cancellationToken).ConfigureAwait(false);
        SafetyOutput.Write(
            scope,
            "panic-code",
            isSet: true,
            "Said in any channel by somebody who may stop, it stops and locks everything, until: meshclaw unlock"
        );
        return ExitCode.Done;
    }

    private async Task<string> ReadAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        const string Nothing = "Nothing was stored.";
        if (scope.Arguments.GetValue(_stdin))
        {
            var piped = await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false);
            return string.IsNullOrWhiteSpace(piped)
                ? throw new CommandFailedException("usage", "There is nothing on standard input.", Nothing)
                : piped;
        }

        if (!scope.Interactive)
        {
            throw new CommandFailedException("usage", "There is nobody to ask for the code.", "Give it with --stdin.");
        }

        var first = await scope.Screen.ReadHiddenAsync("The panic code: ", cancellationToken).ConfigureAwait(false);
        var second = first is null
            ? null
            : await scope.Screen.ReadHiddenAsync("The same again: ", cancellationToken).ConfigureAwait(false);
        if (first is null || second is null)
        {
            throw new CommandFailedException("interrupted", "You gave no code.", Nothing);
        }

        return first == second
            ? first
            : throw new CommandFailedException("usage", "The two were not the same.", Nothing);
    }
}
