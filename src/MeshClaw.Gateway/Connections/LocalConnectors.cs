using System.Collections.Immutable;
using MeshClaw.Connectors.Files;
using MeshClaw.Connectors.Sandbox;
using MeshClaw.Connectors.Shell;
using MeshClaw.Connectors.Skills;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Sandbox;
using MeshClaw.Core.Skills;
using MeshClaw.Policy;

namespace MeshClaw.Gateway.Connections;

/// <summary>
/// The connections of this machine, which are there without any configuration: the workspace's files, and a shell in it. An agent gets one
/// by naming it in its AGENT.md. Nothing is made or looked at before one is used.
/// </summary>
internal sealed class LocalConnectors(MeshClawHome home, SkillCatalog skills, TimeProvider time)
{
    private readonly Lazy<ISandbox> _sandbox = new(() =>
        Sandboxes.ForThisSystem(
            new SandboxPlaces(home, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)),
            time
        )
    );

    /// <summary>What every program of an agent runs in.</summary>
    public ISandbox Sandbox => _sandbox.Value;

    /// <summary>Their names.</summary>
    public static ImmutableArray<ConnectionName> Names { get; } =
    [FilesTools.Connection, ShellTools.Connection, SkillTools.Connection];

    /// <summary>The names of all of their tools.</summary>
    public static ImmutableArray<ToolName> Tools { get; } =
    [.. FilesTools.Definitions.Concat(ShellTools.Definitions).Concat(SkillTools.Definitions).Select(t => t.Name)];

    /// <summary>Null where it is not one of them.</summary>
    public IConnector? Open(ConnectionName connection) =>
        connection == FilesTools.Connection
            ? new FilesConnector(connection, home.WorkspaceFolder, home.HoldingFolder, time)
        : connection == ShellTools.Connection ? new ShellConnector(connection, home.WorkspaceFolder, Sandbox)
        : connection == SkillTools.Connection ? OpenSkills(connection)
        : null;

    private SkillsConnector OpenSkills(ConnectionName connection)
    {
        var runs = new SkillRuns(home, skills);
        runs.Tidy(); // Nothing runs: whoever asks for a connection that is open already is lent that.
        return new SkillsConnector(connection, home.WorkspaceFolder, runs, Sandbox);
    }
}
