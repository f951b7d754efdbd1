using MeshClaw.Cli.Agents;
using MeshClaw.Cli.Chat;
using MeshClaw.Cli.Services;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Commands;

/// <summary>What the commands get from the world.</summary>
internal sealed record CliContext
{
    /// <summary>Where to write and ask.</summary>
    public required Screen Screen { get; init; }

    /// <summary>Starts a gateway where none runs.</summary>
    public required IGatewayLauncher Launcher { get; init; }

    /// <summary>Makes the gateway start with the owner's login.</summary>
    public required IServiceManager Service { get; init; }

    /// <summary>Clock and timers.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>Opens the owner's editor.</summary>
    public Editor Editor { get; init; } = Editing.RunAsync;

    /// <summary>Shows an address in the owner's browser; false where that cannot be.</summary>
    public Func<Uri, bool> Browser { get; init; } = Browsing.Open;
}
