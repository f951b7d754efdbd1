using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>backup FILE [--force]</c></summary>
internal sealed class BackupCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The file to write." };
    private readonly Option<bool> _force = new("--force") { Description = "Overwrite the file." };

    public BackupCommand(CliContext context)
        : base(
            context,
            "backup",
            "Writes all that the home holds into one file, while the gateway goes on.",
            "meshclaw backup ~/meshclaw.backup",
            "meshclaw backup /mnt/usb/meshclaw.backup --force"
        )
    {
        Add(_file);
        Add(_force);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var path = Path.GetFullPath(scope.Arguments.GetRequiredValue(_file));
        var request = new BackupRequest(path, scope.Arguments.GetValue(_force));
        var backup = await session.Client.BackupAsync(request, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(backup, ProtocolJson.Default.BackupResponse);
            return ExitCode.Done;
        }

        var size = (backup.Bytes / 1024.0 / 1024.0).ToString("N1", CultureInfo.InvariantCulture);
        scope.Screen.Output.WriteLine($"{Sanitize.Line(backup.File)}: {size} MB.");
        scope.Screen.Output.WriteLine("It holds your passwords and their keys: keep it where only you can read it.");
        return ExitCode.Done;
    }
}
