using System.CommandLine;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Importing;
using MeshClaw.Core.Importing.OpenClaw;

namespace MeshClaw.Commands;

/// <summary>
/// <c>import openclaw DIR [--dry-run] [--yes]</c>. Needs no gateway, and disturbs none that runs: all that it writes are drafts, which no
/// gateway reads.
/// </summary>
internal sealed class ImportOpenClawCommand : CliCommand
{
    private readonly Argument<string> _folder = new("DIR") { Description = "OpenClaw's home, such as ~/.openclaw" };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Only show what would be taken and left.",
    };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask." };

    public ImportOpenClawCommand(CliContext context)
        : base(
            context,
            "openclaw",
            "Takes agents, memory, skills, cron jobs and allow-lists of OpenClaw as drafts, and says what it left.",
            "meshclaw import openclaw ~/.openclaw --dry-run",
            "meshclaw import openclaw ~/.openclaw",
            "meshclaw import openclaw ~/.clawdbot --yes --json"
        )
    {
        Add(_folder);
        Add(_dryRun);
        Add(_yes);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var folder = FolderOf(scope.Arguments.GetRequiredValue(_folder));
        var home = new MeshClawHome(scope.Home);
        try
        {
            var plan = OpenClawImport.Read(folder);
            var looked = ImportWriter.Look(plan, home, OpenClawImport.Source);
            if (scope.Arguments.GetValue(_dryRun))
            {
                Write(scope, ImportReport.Of(folder, home.Root, true, plan, looked));
                return ExitCode.Done;
            }

            if (!await ConfirmAsync(scope, ImportReport.Of(folder, home.Root, true, plan, looked), cancellationToken))
            {
                scope.Screen.Note("Nothing was changed.");
                return ExitCode.Failed;
            }

            if (home.Prepare() is { } wrong)
            {
                throw new CommandFailedException("invalid", wrong, "Nothing was changed.");
            }

            var written = ImportWriter.Write(plan, home, OpenClawImport.Source);
            Write(scope, ImportReport.Of(folder, home.Root, false, plan, written));
            return ExitCode.Done;
        }
        catch (InvalidDataException refused)
        {
            throw new CommandFailedException("invalid", refused.Message, "Nothing was changed.", refused);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(
                "failed",
                broken.Message,
                "The import can be repeated: it goes on where it was cut off.",
                broken
            );
        }
    }

    private async Task<bool> ConfirmAsync(CommandScope scope, ImportReport report, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_yes))
        {
            return true;
        }

        if (!scope.Interactive)
        {
            throw new CommandFailedException(
                "usage",
                "There is nobody to ask.",
                "Look with --dry-run, then import with --yes."
            );
        }

        report.Write(scope.Screen);
        var prompt = $"Write these drafts into {Screen.Safe(scope.Home)}? [[y/n]]";
        return await scope.Screen.AskAsync(prompt, "yn", cancellationToken).ConfigureAwait(false) == 'y';
    }

    private static void Write(CommandScope scope, ImportReport report)
    {
        if (scope.Json)
        {
            scope.WriteJson(report, ImportReportJson.Default.ImportReport);
            return;
        }

        report.Write(scope.Screen);
        if (report.Taken.Any(t => t.Kind == "agent") && !report.DryRun)
        {
            scope.Screen.Note("Read an agent's draft, change what you like, then: meshclaw import accept NAME");
        }
    }

    private static string FolderOf(string text)
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.GetFullPath(
            text == "~" ? user
            : text.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(user, text[2..])
            : text
        );
    }
}
