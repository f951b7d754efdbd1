using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MeshClaw.Connectors.Files;

/// <summary>Linux's calls that take a folder by descriptor, which .NET has none of.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class FileCalls
{
    // x86-64; arm64 has other numbers for folders and not following links.
    private static readonly bool s_arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    private static readonly int s_folder = s_arm ? 0x4000 : 0x10000; // O_DIRECTORY
    private static readonly int s_noFollow = s_arm ? 0x8000 : 0x20000; // O_NOFOLLOW
    private const int CloseOnExec = 0x80000;
    private const int DoNotBlock = 0x800; // A pipe without a writer would be waited for.

    public const int NotThere = 2; // ENOENT
    public const int NotFolder = 20; // ENOTDIR
    private const int Exists = 17; // EEXIST
    private const int OpenAt2 = 437;
    private static readonly int s_renameAt2 = s_arm ? 276 : 316;

    // RESOLVE_NO_XDEV, NO_MAGICLINKS, NO_SYMLINKS, BENEATH.
    private const ulong Within = 0x01 | 0x02 | 0x04 | 0x08;

    public static int ReadFile => CloseOnExec | DoNotBlock | s_noFollow;

    public static int ReadFolder => CloseOnExec | s_folder;

    /// <summary>Opens a folder by its full path; the last step is no link.</summary>
    public static SafeFileHandle? OpenRoot(string path) => Handle(open(path, CloseOnExec | s_folder));

    /// <summary>Opens what lies in a folder, without a step over a link, out of the folder, or on to another disk.</summary>
    public static SafeFileHandle? Open(SafeFileHandle folder, string path, int flags)
    {
        var how = stackalloc ulong[3]; // struct open_how: flags, mode, resolve.
        (how[0], how[1], how[2]) = ((ulong)flags, 0, Within);
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return Handle((int)syscall(OpenAt2, Number(folder), (nint)name, (nint)how, 24, 0));
        }
    }

    /// <summary>Renames at once; false where the source is not there or, when asked, the target is.</summary>
    /// <exception cref="IOException">Anything else.</exception>
    public static bool TryRename(SafeFileHandle from, string name, SafeFileHandle to, string newName, int flags)
    {
        fixed (
            byte* source = Encoding.UTF8.GetBytes(name + '\0'),
                target = Encoding.UTF8.GetBytes(newName + '\0')
        )
        {
            if (syscall(s_renameAt2, Number(from), (nint)source, Number(to), (nint)target, flags) == 0)
            {
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NotThere or Exists
            ? false
            : throw new IOException($"'{name}' cannot be put in its place: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    /// <summary>Makes a folder for its owner alone; nothing happens where something stands there.</summary>
    public static void MakeFolder(SafeFileHandle parent, string name)
    {
        if (mkdirat(Number(parent), name, 0b111_000_000) != 0 && Marshal.GetLastPInvokeError() != Exists)
        {
            throw new IOException(
                $"The folder '{name}' cannot be made: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."
            );
        }
    }

    /// <summary>Puts a folder's names on the disk.</summary>
    public static void Flush(SafeFileHandle folder) => _ = fsync(Number(folder));

    public static FileKind KindOf(SafeFileHandle file) => Kind(Number(file), "", 0x1000);

    public static FileKind KindIn(SafeFileHandle folder, string name) => Kind(Number(folder), name, 0x100);

    /// <summary>Which file it is, and not which content it has.</summary>
    public static string IdentityIn(SafeFileHandle folder, string name)
    {
        var buffer = stackalloc byte[256];
        return statx(Number(folder), name, 0x100, 0x100, buffer) == 0
            ? (*(ulong*)(buffer + 32)).ToString(CultureInfo.InvariantCulture)
            : "gone";
    }

    private static FileKind Kind(int folder, string name, int flags)
    {
        var buffer = stackalloc byte[256];
        if (statx(folder, name, flags, 1, buffer) != 0)
        {
            return FileKind.None;
        }

        return (*(ushort*)(buffer + 28) & 0xF000) switch // stx_mode
        {
            0x8000 => FileKind.File,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            _ => FileKind.Other,
        };
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static SafeFileHandle? Handle(int descriptor) =>
        descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long a, long b, long c, long d, long e);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(int folder, string name, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* buffer);
}
