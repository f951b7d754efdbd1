using System.Globalization;
using System.Runtime.Versioning;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>
/// What a program sees of the file system, as bubblewrap's arguments: the system's programs, an empty home, its own temporary folders, and
/// what it was given. Nothing but <see cref="SandboxedProgram.Workspace"/> and those temporary folders can be written, each of which has an
/// end: they lie in memory.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class SandboxMounts
{
    public const string HomeFolder = "/home/agent";
    public const string SearchPath = "/usr/local/bin:/usr/bin:/bin";
    private const long TemporarySize = 512L << 20;
    private const long HomeSize = 256L << 20;
    private const long SharedMemorySize = 64L << 20;

    private static readonly string[] s_programs = ["/usr", "/nix/store"];
    private static readonly string[] s_oldRoots = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    // No machine-id, no shadow, no sudoers: what programs need to find libraries, other programs and the time.
    private static readonly string[] s_settings =
    [
        "/etc/alternatives",
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/localtime",
        "/etc/mime.types",
        "/etc/os-release",
        "/etc/timezone",
        "/etc/magic",
    ];

    private static readonly string[] s_networkSettings =
    [
        "/etc/ca-certificates",
        "/etc/crypto-policies",
        "/etc/gai.conf",
        "/etc/host.conf",
        "/etc/hosts",
        "/etc/nsswitch.conf",
        "/etc/pki/ca-trust",
        "/etc/pki/tls/certs",
        "/etc/pki/tls/cert.pem",
        "/etc/protocols",
        "/etc/resolv.conf",
        "/etc/services",
        "/etc/ssl/certs",
        "/etc/ssl/cert.pem",
        "/etc/ssl/openssl.cnf",
    ];

    // A gateway of root has root's number inside too, without any of its powers; the kernel asks for the number alone here.
    private static readonly string[] s_kernelSettings = ["/proc/sys", "/proc/fs", "/proc/sysrq-trigger"];
    private static readonly string[] s_kernelMemory = ["/proc/kcore", "/proc/keys", "/proc/timer_list"];

    /// <summary>The arguments that mount what every program gets.</summary>
    /// <param name="network">Whether it gets the network, and so what is needed to use it.</param>
    /// <param name="hidden">What must not be seen, should it lie among the system's programs.</param>
    public static IEnumerable<string> Root(bool network, IEnumerable<string> hidden)
    {
        foreach (var folder in s_programs.Where(Directory.Exists))
        {
            yield return "--ro-bind";
            yield return folder;
            yield return folder;
        }

        foreach (var old in s_oldRoots.Where(Directory.Exists))
        {
            var target = new DirectoryInfo(old).LinkTarget;
            yield return target is null ? "--ro-bind" : "--symlink";
            yield return target ?? old;
            yield return old;
        }

        foreach (var setting in network ? s_settings.Concat(s_networkSettings) : s_settings)
        {
            yield return "--ro-bind-try";
            yield return setting;
            yield return setting;
        }

        foreach (var argument in Kernel().Concat(Temporary()).Concat(Hide(hidden)))
        {
            yield return argument;
        }
    }

    /// <summary>The arguments that mount what one program is given, the outer before the inner.</summary>
    public static IEnumerable<string> Given(PinnedPath workspace, IEnumerable<PinnedPath> readable) =>
        readable
            .Where(r => r.Path != workspace.Path)
            .Select(r => (r.Path, How: "--ro-bind"))
            .Append((workspace.Path, How: "--bind"))
            .OrderBy(m => m.Path, StringComparer.Ordinal)
            .SelectMany(m => new[] { m.How, m.Path, m.Path });

    /// <summary>The arguments that come last: what was only made to mount upon is not for writing.</summary>
    public static IEnumerable<string> Seal() => ["--remount-ro", "/dev", "--remount-ro", "/"];

    private static IEnumerable<string> Kernel()
    {
        yield return "--proc";
        yield return "/proc";
        foreach (var settings in s_kernelSettings.Where(Path.Exists))
        {
            yield return "--ro-bind";
            yield return settings;
            yield return settings;
        }

        foreach (var memory in s_kernelMemory.Where(File.Exists))
        {
            yield return "--ro-bind";
            yield return "/dev/null";
            yield return memory;
        }

        yield return "--dev";
        yield return "/dev";
    }

    private static IEnumerable<string> Temporary() =>
        [
            .. Memory("/dev/shm", SharedMemorySize),
            .. Memory("/tmp", TemporarySize),
            .. Memory("/var/tmp", HomeSize),
            .. Memory(HomeFolder, HomeSize),
        ];

    private static IEnumerable<string> Hide(IEnumerable<string> hidden) =>
        hidden
            .Where(h => Directory.Exists(h) && s_programs.Concat(s_oldRoots).Any(p => SandboxPlaces.Holds(p, h)))
            .SelectMany(h => Memory(h, 1 << 20));

    private static string[] Memory(string folder, long size) =>
        ["--size", size.ToString(CultureInfo.InvariantCulture), "--tmpfs", folder];
}
