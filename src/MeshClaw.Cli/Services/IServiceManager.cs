namespace MeshClaw.Cli.Services;

/// <summary>Makes the gateway start when its owner logs in, by the means of one operating system.</summary>
public interface IServiceManager
{
    /// <summary>What it is called there: <c>systemd user unit</c>.</summary>
    string Kind { get; }

    /// <summary>Writes the unit and starts it, as far as this machine lets it.</summary>
    /// <exception cref="Sessions.CommandFailedException">It cannot be done here; nothing was written.</exception>
    Task<ServiceOutcome> InstallAsync(ServiceUnit unit, CancellationToken cancellationToken);

    /// <summary>Stops it and removes the unit; nothing happens where there is none.</summary>
    Task<ServiceOutcome> RemoveAsync(ServiceUnit unit, CancellationToken cancellationToken);
}

/// <summary>What to start.</summary>
/// <param name="Executable">Absolute path of meshclaw.</param>
/// <param name="Home">Absolute path of the home folder.</param>
public sealed record ServiceUnit(string Executable, string Home);

/// <summary>What came of it.</summary>
/// <param name="File">The file that was written or removed.</param>
/// <param name="Notes">What is left to do by hand, and what it cannot do here.</param>
public sealed record ServiceOutcome(string File, IReadOnlyList<string> Notes);
