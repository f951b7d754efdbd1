using System.ComponentModel;
using System.Diagnostics;

namespace MeshClaw.Cli.Chat;

/// <summary>Shows an address in the owner's browser, by the program that the system has for it.</summary>
internal static class Browsing
{
    /// <summary>
    /// Starts it, without a shell, and does not wait; false where there is no display or no such program. Others on this machine may see the address in
    /// the list of processes.
    /// </summary>
    public static bool Open(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [address.AbsoluteUri])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            );
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false; // It is not installed.
        }
    }

    /// <summary>Whether there is something to show it on.</summary>
    public static bool HasDisplay(Func<string, string?> environment) =>
        OperatingSystem.IsMacOS()
            ? string.IsNullOrEmpty(environment("SSH_CONNECTION"))
            : !string.IsNullOrEmpty(environment("DISPLAY")) || !string.IsNullOrEmpty(environment("WAYLAND_DISPLAY"));
}
