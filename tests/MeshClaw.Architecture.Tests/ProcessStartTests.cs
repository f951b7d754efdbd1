using System.Reflection;
using System.Runtime.InteropServices;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace MeshClaw.Architecture.Tests;

/// <summary>
/// Every place in this program that starts another one. What an agent can make run goes through the sandbox's launcher; whatever else
/// starts a program stands here with the reason why no agent has a say in it.
/// </summary>
public sealed class ProcessStartTests
{
    private const BindingFlags Everything =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, string> s_known = new()
    {
        ["MeshClaw.Connectors.Sandbox.Native"] = "The launcher: posix_spawn of bubblewrap, and of nothing else.",
        ["MeshClaw.Connectors.Sandbox.BwrapProbe"] =
            "Asks bubblewrap whether it works here; its arguments are constants.",
        ["MeshClaw.Connectors.OAuth.TokenCommand"] =
            "The owner's own program in config.yaml, which no agent can write; it runs as the owner.",
        ["MeshClaw.Hosting.DetachedGateway"] = "Starts this very program in the background, when the owner says so.",
        ["MeshClaw.Cli.Agents.Editing"] = "The owner's own editor, when the owner edits an agent's file in a terminal.",
        ["MeshClaw.Cli.Chat.Browsing"] =
            "xdg-open or open, with the gateway's own address, when the owner asks for the web chat.",
        ["MeshClaw.Cli.Services.SystemTools"] =
            "systemctl, launchctl and schtasks, when the owner installs or removes the service.",
        ["MeshClaw.Cli.Services.ServiceManagers"] =
            "id -u, for launchctl, when the owner installs or removes the service.",
    };

    private static readonly string[] s_imports =
    [
        "posix_spawn",
        "posix_spawnp",
        "fork",
        "vfork",
        "clone",
        "clone3",
        "execl",
        "execle",
        "execlp",
        "execv",
        "execve",
        "execveat",
        "execvp",
        "execvpe",
        "fexecve",
        "system",
        "popen",
        "CreateProcess",
        "CreateProcessA",
        "CreateProcessW",
        "ShellExecuteW",
        "ShellExecuteExW",
        "WinExec",
    ];

    // Those of libraries too: each starts a program by itself.
    private static readonly string[] s_types =
    [
        "System.Diagnostics.ProcessStartInfo",
        "ModelContextProtocol.Client.StdioClientTransport",
    ];

    private static readonly Assembly[] s_assemblies = [.. Reached(Assembly.Load("meshclaw")).Distinct()];

    [Fact]
    public void Every_start_of_a_program_is_the_launchers_or_has_a_reason() =>
        Assert.Equal(s_known.Keys.Order(StringComparer.Ordinal), Starters(s_assemblies));

    [Fact]
    public void All_projects_are_looked_at() =>
        Assert.Superset(
            new HashSet<string>
            {
                "MeshClaw.Connectors",
                "MeshClaw.Core",
                "MeshClaw.Gateway",
                "MeshClaw.Models",
                "MeshClaw.Storage",
            },
            s_assemblies.Select(a => a.GetName().Name!).ToHashSet() // It was loaded by it.
        );

    [Fact]
    public void The_check_sees_each_way_to_start_one() =>
        Assert.Equal(
            [typeof(ByImport).FullName, typeof(ByInfo).FullName, typeof(ByName).FullName],
            Starters([typeof(ProcessStartTests).Assembly])
        );

    /// <summary>Outermost types that refer to what a program is started by.</summary>
    private static IEnumerable<string?> Starters(Assembly[] assemblies)
    {
        var managed = new ArchLoader()
            .LoadAssemblies(assemblies)
            .Build()
            .Types.Where(t => assemblies.Any(a => t.Assembly.Name.Split(',')[0] == a.GetName().Name))
            .Where(t => t.Dependencies.Any(d => s_types.Contains(d.Target.FullName)) || StartsOne(t))
            .Select(t => t.FullName.Split('/', '+')[0]);
        var imported = assemblies
            .SelectMany(a => a.GetTypes())
            .Where(t => t.GetMethods(Everything).Any(m => s_imports.Contains(EntryPoint(m))))
            .Select(t => t.FullName?.Split('+')[0]);
        return managed.Concat(imported).Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<Assembly> Reached(Assembly from) =>
        from.GetReferencedAssemblies()
            .Where(a => a.Name!.StartsWith("MeshClaw.", StringComparison.Ordinal)) // What is referred to has a name.
            .Select(Assembly.Load)
            .SelectMany(Reached)
            .Prepend(from);

    private static bool StartsOne(IType type) =>
        type.GetCalledMethods()
            .Any(m =>
                m.DeclaringType.FullName == "System.Diagnostics.Process"
                && m.Name.StartsWith("Start(", StringComparison.Ordinal)
            );

    private static string? EntryPoint(MethodInfo method) =>
        method.GetCustomAttribute<DllImportAttribute>() is { } import ? import.EntryPoint ?? method.Name : null;
}

internal static class ByName
{
    public static object Run() => System.Diagnostics.Process.Start("/bin/true");
}

internal static class ByInfo
{
    public static object Prepare() => new System.Diagnostics.ProcessStartInfo("/bin/true");
}

internal static class ByImport
{
    [DllImport("libc", EntryPoint = "execve")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static extern int Run(byte[] file, nint arguments, nint environment);
}
