using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>Finds bubblewrap, and out whether this system lets it work, by trying.</summary>
[SupportedOSPlatform("linux")]
internal static class BwrapProbe
{
    private const string Install =
        "Install it: sudo apt install bubblewrap (Debian, Ubuntu), sudo dnf install bubblewrap (Fedora), sudo pacman -S bubblewrap (Arch).";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly string[] s_places =
    [
        "/usr/bin/bwrap",
        "/bin/bwrap",
        "/usr/local/bin/bwrap",
        "/run/current-system/sw/bin/bwrap",
    ];

    /// <summary>Its full path; or why programs cannot be run, and what to do.</summary>
    public static (string? Bwrap, string? Why) Look() => Look(s_places);

    internal static (string? Bwrap, string? Why) Look(IEnumerable<string> places)
    {
        if (places.FirstOrDefault(File.Exists) is not { } bwrap)
        {
            return (null, $"Programs are not run without a sandbox, and bubblewrap is not installed. {Install}");
        }

        var complaint = Try(bwrap);
        return complaint is null ? (bwrap, null) : (null, Explain(complaint));
    }

    /// <summary>What to do about what bubblewrap says.</summary>
    internal static string Explain(string complaint)
    {
        var what = complaint.Contains("nknown option", StringComparison.Ordinal)
            ? $"the bubblewrap that is installed is too old; 0.8 is needed. {Install}"
            : "this system does not let bubblewrap make user namespaces. Allow them: on Ubuntu 24.04 and later "
                + "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0, on older Debian sudo sysctl "
                + "kernel.unprivileged_userns_clone=1, elsewhere sudo sysctl user.max_user_namespaces=15000; in a container, "
                + "let it make namespaces (docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined).";
        return $"Programs are not run without a sandbox, and {what} It said: {complaint}";
    }

    /// <summary>Runs nothing at all in namespaces; what it says where that fails.</summary>
    private static string? Try(string bwrap)
    {
        string[] arguments =
        [
            "--unshare-all",
            "--unshare-user",
            "--disable-userns",
            "--die-with-parent",
            "--ro-bind",
            "/",
            "/",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "/bin/sh",
            "-c",
            ":",
        ];
        var start = new ProcessStartInfo(bwrap, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        try
        {
            using var process = Process.Start(start)!; // Never null without the shell.
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEnd();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill();
                return "nothing for ten seconds";
            }

            return process.ExitCode == 0 ? null : Clean(said);
        }
        catch (Win32Exception failure)
        {
            return failure.Message;
        }
    }

    private static string Clean(string said)
    {
        var line = string.Join(
            ' ',
            said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        return line.Length == 0 ? "nothing" : line[..Math.Min(line.Length, 300)];
    }
}
