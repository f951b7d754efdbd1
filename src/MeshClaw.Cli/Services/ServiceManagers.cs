using System.Globalization;

namespace MeshClaw.Cli.Services;

/// <summary>Chooses by operating system.</summary>
internal static class ServiceManagers
{
    /// <summary>That of this machine; one that refuses and says so where there is none.</summary>
    public static IServiceManager ForThisMachine(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
        {
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            var name = $"{Environment.UserDomainName}\\{Environment.UserName}";
            return new WindowsTaskService(Path.Combine(local, "MeshClaw"), name, SystemTools.RunAsync);
        }

        if (OperatingSystem.IsMacOS())
        {
            return new LaunchdService(user, UserId, SystemTools.RunAsync);
        }

        if (OperatingSystem.IsLinux())
        {
            var config = environment("XDG_CONFIG_HOME") is { Length: > 0 } given
                ? given
                : Path.Combine(user, ".config");
            return new SystemdService(config, SystemTools.RunAsync);
        }

        return new DisabledService();
    }

    private static uint UserId() => uint.Parse(UserIdText(), CultureInfo.InvariantCulture);

    // .NET knows no getuid; id(1) is on every macOS.
    private static string UserIdText()
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/usr/bin/id", "-u") { RedirectStandardOutput = true }
        )!;
        return process.StandardOutput.ReadToEnd().Trim();
    }
}
