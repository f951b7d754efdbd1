using System.CommandLine;
using System.Reflection;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Commands;

namespace MeshClaw;

/// <summary>The whole program: the commands that hold a gateway, and all others.</summary>
internal static class Executable
{
    /// <summary>As <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(Executable).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0.0.0";

    /// <summary>Every command.</summary>
    public static RootCommand Build(CliContext context) =>
        CommandLine.Build(
            context,
            [
                new DemoCommand(context),
                new UpCommand(context),
                new DoctorCommand(context),
                new RestoreCommand(context),
                new CommandGroup(
                    "import",
                    "Takes what another program kept, as drafts that you review.",
                    new ImportOpenClawCommand(context),
                    new ImportAcceptCommand(context)
                ),
                new CommandGroup(
                    "eval",
                    "Measures the guard and triage on benchmarks, without a model.",
                    new EvalReplayCommand(context),
                    new EvalTriageCommand(context)
                ),
                new KillPointsCommand(context),
            ],
            [new AuditVerifyCommand(context)],
            [new PolicyCheckCommand(context), new PolicySchemaCommand(context)]
        );
}
