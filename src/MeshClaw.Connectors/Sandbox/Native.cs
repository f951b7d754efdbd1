using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>What .NET does not offer of Linux. The numbers are those of both x86-64 and arm64.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Native
{
    public const int Kill = 9;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    private const int Interrupted = 4; // EINTR
    private const int PidFdSendSignal = 424;
    private const int PidFdOpen = 434;
    private const int DuplicateFrom = 1030; // F_DUPFD_CLOEXEC
    private const int EmptyPath = 0x1000;

    /// <summary>Which file a descriptor is of, whatever it is called by now.</summary>
    public static FileIdentity? IdentityOf(int descriptor) => Identity(descriptor, "", EmptyPath);

    /// <summary>Which file stands at a path now, links followed; null where there is none that may be seen.</summary>
    public static FileIdentity? IdentityOf(string path) => Identity(-100, path, 0);

    /// <summary>The same file by a number of at least <paramref name="least"/>, which no program inherits.</summary>
    public static int Duplicate(int descriptor, int least) => fcntl(descriptor, DuplicateFrom, least);

    /// <summary>Whether programs that are started would get it.</summary>
    public static bool IsInherited(int descriptor) => fcntl(descriptor, 1, 0) == 0; // F_GETFD without FD_CLOEXEC

    /// <summary>A handle of a process that never comes to mean another; negative where there is no such process.</summary>
    public static int OpenProcess(int process) => (int)syscall(PidFdOpen, process, 0, 0, 0);

    /// <summary>Kills the process of a handle; nothing happens where it is dead.</summary>
    public static void KillProcess(int handle) => _ = syscall(PidFdSendSignal, handle, Kill, 0, 0);

    /// <summary>Whether the process of a handle has ended, with all of its namespace where it was the first in it.</summary>
    public static bool HasEnded(int handle)
    {
        var wanted = new PollEntry { Descriptor = handle, Events = 1 };
        return poll(&wanted, 1, 0) > 0;
    }

    /// <summary>Takes note of a child's end, so that its number is free again; false while it runs.</summary>
    public static bool TryReap(int child)
    {
        const int WithoutWaiting = 1;
        var reaped = waitpid(child, null, WithoutWaiting);
        // Another part of this process may have taken note of every child: then it is gone as well.
        return reaped > 0 || (reaped < 0 && Marshal.GetLastPInvokeError() != Interrupted);
    }

    private static FileIdentity? Identity(int folder, string path, int flags)
    {
        const uint WantInode = 0x100;
        var buffer = stackalloc byte[256];
        // struct statx is the same on every Linux: stx_ino at 32, stx_dev_major at 136, stx_dev_minor at 140.
        return statx(folder, path, flags, WantInode, buffer) == 0
            ? new FileIdentity(*(ulong*)(buffer + 32), *(ulong*)(buffer + 136))
            : null;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int process, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int prlimit(int process, int resource, ulong* wanted, ulong* old);

    [LibraryImport("libc")]
    public static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int posix_spawn(
        out int process,
        byte* file,
        byte* actions,
        byte* attributes,
        byte** arguments,
        byte** environment
    );

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addclose(byte* actions, int descriptor);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long a, long b, long c, long d);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(PollEntry* entries, ulong count, int milliseconds);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* buffer);

    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}

/// <summary>A file, by its number on its device: two names with one identity are one file.</summary>
internal readonly record struct FileIdentity(ulong Inode, ulong Device);
