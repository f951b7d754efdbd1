using MeshClaw.Cli.Sessions;

namespace MeshClaw.Cli.Services;

/// <summary>Where the system has no means that we know.</summary>
internal sealed class DisabledService : IServiceManager
{
    /// <inheritdoc />
    public string Kind => "none";

    /// <inheritdoc />
    public Task<ServiceOutcome> InstallAsync(ServiceUnit unit, CancellationToken cancellationToken) => throw Refusal();

    /// <inheritdoc />
    public Task<ServiceOutcome> RemoveAsync(ServiceUnit unit, CancellationToken cancellationToken) => throw Refusal();

    private static CommandFailedException Refusal() =>
        new(
            "unsupported",
            "No way to start at login is known for this system.",
            "Start it yourself: meshclaw up --detach"
        );
}
