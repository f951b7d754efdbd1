using System.Text.Json.Serialization;
using MeshClaw.Cli;
using MeshClaw.Cli.Commands;
using MeshClaw.Core.Diagnostics;

namespace MeshClaw.Commands;

/// <summary><c>kill-points</c>, hidden: where <c>MESHCLAW_KILL_AT</c> can end the process.</summary>
internal sealed class KillPointsCommand : CliCommand
{
    public KillPointsCommand(CliContext context)
        : base(
            context,
            "kill-points",
            "Lists the places at which MESHCLAW_KILL_AT=point:n ends the process, for tests.",
            "meshclaw kill-points"
        ) => Hidden = true;

    /// <inheritdoc />
    protected override Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (scope.Json)
        {
            scope.WriteJson(KillPoint.All, KillPointsJson.Default.IReadOnlyListString);
        }
        else
        {
            foreach (var point in KillPoint.All)
            {
                scope.Screen.Output.WriteLine(point);
            }
        }

        return Task.FromResult(ExitCode.Done);
    }
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class KillPointsJson : JsonSerializerContext;
