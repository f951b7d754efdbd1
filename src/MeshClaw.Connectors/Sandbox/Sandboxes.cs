using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>The sandbox of this system.</summary>
public static class Sandboxes
{
    /// <summary>Bubblewrap on Linux; elsewhere one that refuses and says why. Looks at nothing before it is used.</summary>
    /// <param name="places">Which folders may be given.</param>
    /// <param name="time">Measures how long programs run.</param>
    public static ISandbox ForThisSystem(SandboxPlaces places, TimeProvider time) =>
        OperatingSystem.IsLinux() ? new BubblewrapSandbox(places, time)
        : OperatingSystem.IsWindows()
            ? new DisabledSandbox(
                "There is no sandbox on Windows yet, and programs are not run without one. Run MeshClaw in WSL 2 (wsl --install), with "
                    + "bubblewrap installed there."
            )
        : new DisabledSandbox(
            "There is no sandbox on this system yet, and programs are not run without one. Run MeshClaw on Linux for this, or in a virtual "
                + "machine with Linux (such as OrbStack, Lima or UTM), with bubblewrap installed there."
        );
}
