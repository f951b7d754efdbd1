using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace MeshClaw.Core.Configuration;

/// <summary>Folders that must belong to the user who runs this program, and that nobody else may write.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode Alone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Makes the folder where it is missing. What is wrong with it, and how to mend it; null when nothing is.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="alone">Nobody else may even read, and it may be no symbolic link, which somebody else could have put there.</param>
    public static string? Prepare(string path, bool alone)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return null;
        }

        Directory.CreateDirectory(path, Alone);
        return Check(path, alone);
    }

    [UnsupportedOSPlatform("windows")]
    private static string? Check(string path, bool alone)
    {
        if (alone && new DirectoryInfo(path).LinkTarget is not null)
        {
            return $"{path} is a symbolic link. Remove it: rm '{path}'";
        }

        var (owner, me) = (UnixOwner.Of(path), UnixOwner.Me());
        if (owner != me)
        {
            return $"{path} belongs to another user (id {owner}; you are {me}). Use a folder of your own (--home FOLDER), "
                + $"or take it over: sudo chown -R {me} '{path}'";
        }

        var mode = File.GetUnixFileMode(path);
        var forbidden = alone ? ~Alone & (UnixFileMode)0b111_111_111 : OthersWrite;
        return (mode & forbidden) == 0
            ? null
            : $"Others can {((mode & OthersWrite) != 0 ? "write to" : "read")} {path}. Take that from them: chmod 700 '{path}'";
    }
}

/// <summary>Who owns a file: .NET tells modes, not owners.</summary>
[UnsupportedOSPlatform("windows")]
internal static class UnixOwner
{
    private const int CurrentFolder = -100;
    private const uint WantOwner = 0x8;

    /// <summary>The effective user's id.</summary>
    public static uint Me() => geteuid();

    /// <summary>The user id of a file's owner, links followed.</summary>
    /// <exception cref="IOException">It cannot be told.</exception>
    public static uint Of(string path)
    {
        var name = Encoding.UTF8.GetBytes(path + '\0');
        var buffer = new byte[256];
        var failed = OperatingSystem.IsMacOS()
            ? MacStat(name, buffer)
            : statx(CurrentFolder, name, 0, WantOwner, buffer);
        if (failed != 0)
        {
            throw new IOException($"Cannot tell who owns {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // struct statx is the same on every Linux: stx_uid at 20. Darwin's struct stat (64-bit inodes): st_uid at 16.
        return BitConverter.ToUInt32(buffer, OperatingSystem.IsMacOS() ? 16 : 20);
    }

    private static int MacStat(byte[] name, byte[] buffer) =>
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? stat_inode64(name, buffer) : stat(name, buffer);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int stat(byte[] path, byte[] buffer);

    [DllImport("libc", EntryPoint = "stat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int stat_inode64(byte[] path, byte[] buffer);
}
