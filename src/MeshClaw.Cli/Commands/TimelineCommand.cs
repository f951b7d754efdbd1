using System.CommandLine;
using MeshClaw.Cli.Runs;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>timeline [--run R] [--state S] [--limit N]</c></summary>
internal sealed class TimelineCommand : CliCommand
{
    // What the gateway answers at once.
    private const int MostAtOnce = 1000;

    private readonly Option<string?> _run = new("--run") { Description = "Of one run only.", HelpName = "R" };
    private readonly Option<string?> _state = new("--state") { Description = "In one state only.", HelpName = "S" };
    private readonly Option<int> _limit = new("--limit")
    {
        Description = "At most so many.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };

    public TimelineCommand(CliContext context)
        : base(
            context,
            "timeline",
            "Shows what was proposed, done, denied and undone, newest first.",
            "meshclaw timeline",
            "meshclaw timeline --run r7 --state unknown",
            "meshclaw timeline --limit 100000 --json"
        )
    {
        _state.AcceptOnlyFromAmong(
            "proposed",
            "waiting",
            "denied",
            "expired",
            "intended",
            "executing",
            "done",
            "failed",
            "unknown",
            "delayed",
            "cancelled",
            "undone"
        );
        _limit.Validators.Add(result =>
        {
            // What is no number at all is reported by the parser itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var limit) && limit < 1)
            {
                result.AddError("--limit takes 1 or more.");
            }
        });
        Add(_run);
        Add(_state);
        Add(_limit);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var entries = await ReadAsync(scope, session.Client, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(entries, ProtocolJson.Default.IReadOnlyListTimelineEntry);
        }
        else
        {
            TimelineTable.Write(scope.Screen, entries, scope.Context.Time);
        }

        return ExitCode.Done;
    }

    private async Task<IReadOnlyList<TimelineEntry>> ReadAsync(
        CommandScope scope,
        GatewayClient client,
        CancellationToken cancellationToken
    )
    {
        var limit = scope.Arguments.GetValue(_limit);
        var entries = new List<TimelineEntry>();
        while (entries.Count < limit)
        {
            var query = new TimelineQuery
            {
                Run = scope.Arguments.GetValue(_run),
                State = scope.Arguments.GetValue(_state),
                Limit = Math.Min(MostAtOnce, limit - entries.Count),
                Before = entries.Count == 0 ? null : entries[^1].Id,
            };
            var page = await client.TimelineAsync(query, cancellationToken).ConfigureAwait(false);
            entries.AddRange(page);
            if (page.Count < query.Limit)
            {
                break;
            }
        }

        return entries;
    }
}
