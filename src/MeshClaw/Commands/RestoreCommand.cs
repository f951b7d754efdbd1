using System.CommandLine;
using System.Text.Json.Serialization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol.Client;
using MeshClaw.Storage;
using MeshClaw.Storage.Backups;

namespace MeshClaw.Commands;

/// <summary>What <c>restore</c> did.</summary>
/// <param name="Home">The home that holds the backup's content now.</param>
/// <param name="Before">The folder with what was there before; null after <c>--resume</c>.</param>
internal sealed record RestoreOutput(string Home, string? Before);

/// <summary><c>restore FILE [--yes]</c>; the gateway must not run.</summary>
internal sealed class RestoreCommand : CliCommand
{
    private readonly Argument<string?> _file = new("FILE")
    {
        Description = "What meshclaw backup wrote.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };
    private readonly Option<bool> _resume = new("--resume") { Description = "Finish a restore that was cut short." };

    public RestoreCommand(CliContext context)
        : base(
            context,
            "restore",
            "Puts a backup in the place of the home; what was there is kept beside it.",
            "meshclaw restore ~/meshclaw.backup",
            "meshclaw restore ~/meshclaw.backup --home ~/.meshclaw-new --yes",
            "meshclaw restore --resume"
        )
    {
        Add(_file);
        Add(_yes);
        Add(_resume);
        Validators.Add(result =>
        {
            if (result.GetValue(_file) is null != result.GetValue(_resume))
            {
                result.AddError("Name the file of a backup, or give --resume.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (await GatewayClient.FindAsync(scope.Home, cancellationToken).ConfigureAwait(false) is { } running)
        {
            running.Dispose();
            throw new CommandFailedException(
                "already-running",
                $"A gateway runs on {scope.Home}.",
                "End it first: meshclaw down"
            );
        }

        if (scope.Arguments.GetValue(_file) is not { } file)
        {
            return Resume(scope);
        }

        if (!await ConfirmAsync(scope, cancellationToken).ConfigureAwait(false))
        {
            scope.Screen.Note("Nothing was changed.");
            return ExitCode.Failed;
        }

        var before = await RestoreAsync(scope, Path.GetFullPath(file), cancellationToken).ConfigureAwait(false);
        Write(scope, before);
        return ExitCode.Done;
    }

    private static int Resume(CommandScope scope)
    {
        if (!Restore.Resume(scope.Home))
        {
            throw new CommandFailedException(
                "not-found",
                $"No restore of {scope.Home} was cut short.",
                "There is nothing to do."
            );
        }

        Write(scope, null);
        return ExitCode.Done;
    }

    private async Task<bool> ConfirmAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_yes) || !Directory.Exists(scope.Home))
        {
            return true;
        }

        if (!scope.Interactive)
        {
            throw new CommandFailedException(
                "usage",
                $"There is a home at {scope.Home} already, and nobody to ask.",
                "To put the backup in its place, give --yes; what was there is kept beside it."
            );
        }

        var prompt =
            $"Put the backup in the place of {Screen.Safe(scope.Home)}? What is there now is kept beside it. [[y/n]]";
        return await scope.Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) == 'y';
    }

    private static async Task<string> RestoreAsync(CommandScope scope, string file, CancellationToken cancellationToken)
    {
        try
        {
            return await Restore
                .RunAsync(file, scope.Home, scope.Context.Time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or StorageException)
        {
            throw new CommandFailedException("invalid", e.Message, "Nothing was changed.", e);
        }
    }

    private static void Write(CommandScope scope, string? before)
    {
        if (scope.Json)
        {
            scope.WriteJson(new RestoreOutput(scope.Home, before), RestoreJson.Default.RestoreOutput);
            return;
        }

        scope.Screen.Markup($"[green]Restored[/] {Screen.Safe(scope.Home)}");
        if (before is not null)
        {
            scope.Screen.Markup($"  [dim]What was there before is in {Screen.Safe(before)}[/]");
        }
    }
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RestoreOutput))]
internal sealed partial class RestoreJson : JsonSerializerContext;
