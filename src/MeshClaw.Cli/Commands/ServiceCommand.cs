using MeshClaw.Cli.Services;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Commands;

/// <summary>The two commands about starting at login.</summary>
internal abstract class ServiceCommand(CliContext context, string verb, string description)
    : CliCommand(
        context,
        verb,
        description,
        $"meshclaw service {verb}",
        $"meshclaw service {verb} --home ~/.meshclaw-work"
    )
{
    /// <summary>Does it.</summary>
    protected abstract Task<ServiceOutcome> ActAsync(
        IServiceManager service,
        ServiceUnit unit,
        CancellationToken cancellationToken
    );

    /// <summary>What the one line says.</summary>
    protected abstract string Done { get; }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var executable = Environment.ProcessPath;
        if (executable is null || Path.GetFileNameWithoutExtension(executable) == "dotnet")
        {
            throw new CommandFailedException(
                "unsupported",
                "This meshclaw runs out of its build folder, which may be gone tomorrow.",
                "Publish it first (dotnet publish -c Release src/MeshClaw -o DIR) and run DIR/meshclaw service install."
            );
        }

        var service = scope.Context.Service;
        var unit = new ServiceUnit(executable, scope.Home);
        var outcome = await ActAsync(service, unit, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(new ServiceOutput(outcome.File, outcome.Notes), CliJson.Default.ServiceOutput);
            return ExitCode.Done;
        }

        scope.Screen.Markup($"[green]{Done}[/] {service.Kind}: {Screen.Safe(outcome.File)}");
        foreach (var note in outcome.Notes)
        {
            scope.Screen.Markup($"  {Screen.Safe(note)}");
        }

        return ExitCode.Done;
    }
}

/// <summary><c>service install</c></summary>
internal sealed class ServiceInstallCommand(CliContext context)
    : ServiceCommand(context, "install", "Starts the gateway now and whenever you log in.")
{
    /// <inheritdoc />
    protected override string Done => "Installed";

    /// <inheritdoc />
    protected override Task<ServiceOutcome> ActAsync(
        IServiceManager service,
        ServiceUnit unit,
        CancellationToken cancellationToken
    ) => service.InstallAsync(unit, cancellationToken);
}

/// <summary><c>service remove</c></summary>
internal sealed class ServiceRemoveCommand(CliContext context)
    : ServiceCommand(context, "remove", "Ends that, and removes what was installed.")
{
    /// <inheritdoc />
    protected override string Done => "Removed";

    /// <inheritdoc />
    protected override Task<ServiceOutcome> ActAsync(
        IServiceManager service,
        ServiceUnit unit,
        CancellationToken cancellationToken
    ) => service.RemoveAsync(unit, cancellationToken);
}
