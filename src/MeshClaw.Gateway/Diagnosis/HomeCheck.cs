using MeshClaw.Core.Configuration;

namespace MeshClaw.Gateway.Diagnosis;

/// <summary>The folder itself: whose it is, who else can read it, whether it can be written, how much room there is.</summary>
internal static class HomeCheck
{
    private const long LowSpace = 200L * 1024 * 1024;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    public static void Run(GatewayOptions options, Findings findings)
    {
        var home = options.Home;
        CheckModes(home, findings);
        CheckWriting(home, findings);
        CheckSpace(home, findings);
        CheckClock(options, findings);
    }

    private static void CheckModes(MeshClawHome home, Findings findings)
    {
        if (OperatingSystem.IsWindows())
        {
            findings.Ok("home", $"{home.Root} is protected by your user profile.");
            return;
        }

        string[] secret =
        [
            home.KeysFolder,
            home.RunFolder,
            home.DatabaseFile,
            Storage.HomeFiles.Secrets(home.Root),
            home.TokenFile,
        ];
        var open = secret.Where(p => (File.Exists(p) || Directory.Exists(p)) && OthersReach(p)).ToList();
        foreach (var path in open)
        {
            findings.Error("home", $"Other users can reach {path}.", $"Take it back with: chmod go-rwx '{path}'");
        }

        if (OthersReach(home.Root))
        {
            findings.Warn("home", $"Other users can look into {home.Root}.", $"Close it with: chmod 700 '{home.Root}'");
        }
        else if (open.Count == 0)
        {
            findings.Ok("home", $"{home.Root} is yours alone.");
        }
    }

    private static bool OthersReach(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0;

    private static void CheckWriting(MeshClawHome home, Findings findings)
    {
        var probe = Path.Join(home.Root, $".doctor-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "doctor");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Error(
                "home",
                $"{home.Root} cannot be written: {e.Message}",
                "Give this user write access, or free some space."
            );
        }
    }

    private static void CheckSpace(MeshClawHome home, Findings findings)
    {
        try
        {
            var free = new DriveInfo(home.Root).AvailableFreeSpace;
            if (free < LowSpace)
            {
                findings.Warn(
                    "disk",
                    $"Only {free / 1024 / 1024} MB are free.",
                    "Free some space: without it nothing can be written down, so nothing is done."
                );
            }
            else
            {
                findings.Ok("disk", $"{free / 1024 / 1024 / 1024} GB are free.");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            findings.Warn(
                "disk",
                $"The free space cannot be told: {e.Message}",
                "Look for yourself that there is some."
            );
        }
    }

    // A clock that is behind what was written last makes approvals and schedules wrong.
    private static void CheckClock(GatewayOptions options, Findings findings)
    {
        var now = options.Time.GetUtcNow();
        var database = new FileInfo(options.Home.DatabaseFile);
        if (database.Exists && database.LastWriteTimeUtc > now.UtcDateTime.AddMinutes(5))
        {
            findings.Error(
                "clock",
                $"The clock says {now:yyyy-MM-dd HH:mm}Z, which is before the database was last written.",
                "Set this device's clock."
            );
        }
        else
        {
            findings.Ok("clock", $"{now:yyyy-MM-dd HH:mm}Z; this device's zone is {TimeZoneInfo.Local.Id}.");
        }
    }
}
