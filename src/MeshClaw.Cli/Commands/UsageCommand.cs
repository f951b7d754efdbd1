using System.CommandLine;
using MeshClaw.Cli.Runs;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>usage [--day] [--week]</c></summary>
internal sealed class UsageCommand : CliCommand
{
    private const int Week = 7;

    private readonly Option<bool> _day = new("--day") { Description = "Of today; this is what holds unless said." };
    private readonly Option<bool> _week = new("--week") { Description = "Of the last seven days, today included." };

    public UsageCommand(CliContext context)
        : base(
            context,
            "usage",
            "Shows what models used and cost, by agent, model and trigger, beside what became of the runs.",
            "meshclaw usage",
            "meshclaw usage --week --json"
        )
    {
        Add(_day);
        Add(_week);
        Validators.Add(result =>
        {
            if (result.GetValue(_day) && result.GetValue(_week))
            {
                result.AddError("Give --day or --week, not both.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var days = scope.Arguments.GetValue(_week) ? Week : 1;
        var usage = await session.Client.UsageAsync(days, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(usage, ProtocolJson.Default.UsageResponse);
        }
        else
        {
            UsageTable.Write(scope.Screen, usage);
        }

        return ExitCode.Done;
    }
}
