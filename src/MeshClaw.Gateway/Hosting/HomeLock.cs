using System.Globalization;
using MeshClaw.Core.Configuration;

namespace MeshClaw.Gateway.Hosting;

/// <summary>
/// Makes a home one gateway's alone: an exclusive lock that the system itself releases when the process dies, however it dies. The
/// process id beside it is for messages; the lock alone decides.
/// </summary>
internal sealed class HomeLock : IDisposable
{
    private readonly FileStream _stream;
    private readonly string _pidFile;

    private HomeLock(FileStream stream, string pidFile)
    {
        _stream = stream;
        _pidFile = pidFile;
    }

    /// <summary>Takes the lock.</summary>
    /// <exception cref="GatewayStartException">Another process has it, or this file system knows no locks.</exception>
    public static HomeLock Take(MeshClawHome home)
    {
        var pidFile = PidFile(home);
        if (TryOpen(home.LockFile) is not { } stream)
        {
            var pid = ReadPid(home) is { } known ? $" (process {known})" : "";
            throw new GatewayStartException(
                "already-running",
                $"A gateway{pid} already runs on {home.Root}. Use it, or end it with: meshclaw down"
            );
        }

        // Where locks are not kept (some network file systems, or a runtime told not to), a second one succeeds too.
        if (TryOpen(home.LockFile) is { } second)
        {
            second.Dispose();
            stream.Dispose();
            throw new GatewayStartException(
                "home",
                $"{home.Root} lies where files cannot be locked, so two gateways could run on it. Put it on a local disk."
            );
        }

        File.WriteAllText(pidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new HomeLock(stream, pidFile);
    }

    /// <summary>Whether some process holds the lock now.</summary>
    public static bool IsHeld(MeshClawHome home)
    {
        if (!File.Exists(home.LockFile))
        {
            return false;
        }

        using var probe = TryOpen(home.LockFile);
        return probe is null;
    }

    /// <summary>The process that held the lock last; null where that is not known.</summary>
    public static int? ReadPid(MeshClawHome home)
    {
        try
        {
            return int.TryParse(File.ReadAllText(PidFile(home)), CultureInfo.InvariantCulture, out var pid)
                ? pid
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        File.Delete(_pidFile);
        _stream.Dispose(); // The file stays: to delete it would let two processes lock two files of one name.
    }

    private static string PidFile(MeshClawHome home) => home.LockFile + ".pid";

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GatewayStartException(
                "home",
                $"The home cannot be written to ({e.Message}). If its file system is mounted read-only, mount it for writing; "
                    + "or name another home with --home DIR."
            );
        }
    }

    // EWOULDBLOCK of flock(2) on Linux and on macOS; ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeldElsewhere(IOException failure) => (failure.HResult & 0xFFFF) is 11 or 35 or 32;
}
