using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MeshClaw.Core.Sandbox;

namespace MeshClaw.Connectors.Sandbox;

/// <summary>What bubblewrap is told about one program.</summary>
[SupportedOSPlatform("linux")]
internal sealed class BwrapCommand
{
    /// <summary>The number that the program has inside, whoever runs the gateway: it is nobody's out there.</summary>
    public const int User = 1000;

    // The program waits for a line before it begins: by then its limits are set, what is mounted was looked at, and everything is bound to
    // the gateway's life. No line comes from a gateway that died meanwhile. Shells differ in the letter for processes.
    private const string Gate =
        "ulimit -u \"$1\" 2>/dev/null || ulimit -p \"$1\" || exit 125; shift; "
        + "printf r >&7 && read -r _ <&6 && exec 6<&- 7>&- && exec \"$@\"; exit 126";

    private BwrapCommand(IReadOnlyList<string> visible, byte[] hidden, byte[] filter) =>
        (Visible, Hidden, Filter) = (visible, hidden, filter);

    /// <summary>Its command line, which others on this machine can see.</summary>
    public IReadOnlyList<string> Visible { get; }

    /// <summary>Its other arguments, by a pipe.</summary>
    public byte[] Hidden { get; }

    /// <summary>The filter of system calls.</summary>
    public byte[] Filter { get; }

    /// <summary>Who there is inside.</summary>
    public static byte[] Users { get; } =
        Encoding.UTF8.GetBytes(
            $"agent:x:{User}:{User}::{SandboxMounts.HomeFolder}:/bin/sh\nnobody:x:65534:65534::/:/usr/sbin/nologin\n"
        );

    /// <inheritdoc cref="Users" />
    public static byte[] Groups { get; } = Encoding.UTF8.GetBytes($"agent:x:{User}:\nnogroup:x:65534:\n");

    /// <exception cref="SandboxException">It names what cannot be handed over.</exception>
    public static BwrapCommand Of(
        SandboxedProgram program,
        PinnedPath workspace,
        IReadOnlyList<PinnedPath> readable,
        IEnumerable<string> hidden
    )
    {
        Check(program);
        var calls =
            SeccompCalls.Of(RuntimeInformation.ProcessArchitecture)
            ?? throw new SandboxException(
                $"There is no sandbox yet for {RuntimeInformation.ProcessArchitecture} processors: programs are not run here."
            );
        string[] arguments =
        [
            .. Namespaces(program.Network),
            .. SandboxMounts.Root(program.Network, hidden),
            .. Number("--ro-bind-data", BwrapPipes.UsersAt),
            "/etc/passwd",
            .. Number("--ro-bind-data", BwrapPipes.GroupsAt),
            "/etc/group",
            .. SandboxMounts.Given(workspace, readable),
            .. Alias(program, workspace),
            .. SandboxMounts.Seal(),
            "--chdir",
            workspace.Path,
            .. Environment(program).SelectMany(e => new[] { "--setenv", e.Name, e.Value }),
        ];
        string[] visible =
        [
            "bwrap",
            .. Number("--args", BwrapPipes.ArgumentsAt),
            "--",
            "/bin/sh",
            "-c",
            Gate,
            "sh",
            SandboxLimits.ProcessesFor(program).ToString(CultureInfo.InvariantCulture),
            program.File,
            .. program.Arguments,
        ];
        return new BwrapCommand(
            visible,
            BwrapPipes.ToBytes(arguments),
            SeccompFilter.Build(calls, unixSockets: !program.Network)
        );
    }

    private static IEnumerable<string> Namespaces(bool network) =>
        [
            "--unshare-all",
            .. network ? (string[])["--share-net"] : [],
            "--unshare-user",
            "--disable-userns",
            "--die-with-parent",
            "--new-session",
            "--clearenv",
            "--cap-drop",
            "ALL",
            .. Number("--uid", User),
            .. Number("--gid", User),
            "--hostname",
            "sandbox",
            .. Number("--json-status-fd", BwrapPipes.StatusAt),
            .. Number("--seccomp", BwrapPipes.FilterAt),
        ];

    /// <summary>The name that the workspace was given by, where links lead from it to the place itself.</summary>
    private static IEnumerable<string> Alias(SandboxedProgram program, PinnedPath workspace)
    {
        var named = Path.TrimEndingDirectorySeparator(Path.GetFullPath(program.Workspace));
        return named == workspace.Path ? [] : ["--symlink", workspace.Path, named];
    }

    private static IEnumerable<(string Name, string Value)> Environment(SandboxedProgram program) =>
        [
            ("PATH", SandboxMounts.SearchPath),
            ("HOME", SandboxMounts.HomeFolder),
            ("LANG", "C.UTF-8"),
            ("TMPDIR", "/tmp"),
            .. program.Environment.Select(e => (e.Key, e.Value)),
            .. program.Secrets.Select(s => (s.Key, s.Value.Reveal())),
        ];

    private static void Check(SandboxedProgram program)
    {
        if (program.File.Length == 0 || program.File[0] == '-')
        {
            throw new SandboxException($"'{program.File}' is no name of a program.");
        }

        if (program.Arguments.Append(program.File).Any(a => a.Contains('\0', StringComparison.Ordinal)))
        {
            throw new SandboxException("An argument of a program cannot hold a zero character.");
        }

        foreach (var (name, value) in Environment(program))
        {
            if (
                name.Length == 0
                || char.IsAsciiDigit(name[0])
                || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
                || value.Contains('\0', StringComparison.Ordinal)
            )
            {
                throw new SandboxException(
                    $"'{name}' cannot be set in a program's environment: a name has letters, digits and _, a value no zero character."
                );
            }
        }

        if (program.ProcessLimit < 2 || program.MemoryLimit < 1 << 20)
        {
            throw new SandboxException("A program needs at least two processes and a mebibyte of memory.");
        }
    }

    private static string[] Number(string option, int number) =>
        [option, number.ToString(CultureInfo.InvariantCulture)];
}
