using System.Collections.Immutable;
using MeshClaw.Connectors.Local;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Connectors.Shell;

/// <summary>What the shell offers.</summary>
public static class ShellTools
{
    /// <summary><c>shell.run</c>: <c>{command, timeoutSeconds?, network?}</c>.</summary>
    public static readonly ToolName Run = new("shell.run");

    /// <summary>The connection that is there without any configuration: agents get it by naming it.</summary>
    public static readonly ConnectionName Connection = new("shell/workspace");

    /// <summary>How long a command may run where nothing is said, in seconds.</summary>
    public const int DefaultSeconds = 120;

    /// <summary>How long one may run at the most, in seconds.</summary>
    public const int MaxSeconds = 1800;

    internal const string RecordKind = "command";
    private const int LongestCommand = 32_000; // A single argument of a program ends at 128 KiB.

    private static readonly Effect s_offline = new(EffectClass.Irreversible, EffectTraits.Executes);
    private static readonly Effect s_online = new(EffectClass.Irreversible, EffectTraits.Executes | EffectTraits.Sends);

    internal static ImmutableArray<LocalTool> All { get; } =
    [
        new(
            Run,
            "Runs a bash command in a sandbox, in the workspace, which alone it can write; without network unless asked for.",
            s_online, // The most that it can do: a call without network says so itself.
            [
                // The guard parses what is called so, and asks for what it cannot read.
                new("command", ValueForm.Text, ValueRole.Content, true, LongestCommand, "For bash -c."),
                new(
                    "timeoutSeconds",
                    ValueForm.Number,
                    ValueRole.Parameter,
                    false,
                    MaxSeconds,
                    "It is killed then; 120 where left out."
                ),
                new("network", ValueForm.Boolean, ValueRole.Parameter, false, 0, "Whether it may reach the network."),
            ]
        ),
    ];

    /// <summary>What the connector offers.</summary>
    public static IReadOnlyList<ToolDefinition> Definitions { get; } = [.. All.Select(t => t.Definition)];

    internal static Effect EffectOf(bool network) => network ? s_online : s_offline;
}
