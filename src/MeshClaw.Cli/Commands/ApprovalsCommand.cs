using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Runs;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>approvals list</c></summary>
internal sealed class ApprovalsListCommand : CliCommand
{
    private readonly Option<bool> _all = new("--all") { Description = "Those that were answered or ran out, too." };

    public ApprovalsListCommand(CliContext context)
        : base(
            context,
            "list",
            "Lists what waits for your yes.",
            "meshclaw approvals list",
            "meshclaw approvals list --all"
        ) => Add(_all);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var state = scope.Arguments.GetValue(_all) ? null : "waiting";
        var list = await session.Client.ListApprovalsAsync(state, 1000, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(list, ProtocolJson.Default.IReadOnlyListApprovalSummary);
            return ExitCode.Done;
        }

        var rows = list.Select(a =>
            new[]
            {
                a.Id,
                a.State,
                a.Agent,
                a.Run,
                a.Count.ToString("N0", CultureInfo.InvariantCulture),
                LocalTime.Short(a.Expires, scope.Context.Time),
            }
        );
        Listing.Write(
            scope.Screen,
            ["id", "state", "agent", "run", "calls", "expires"],
            rows,
            "Nothing waits for you."
        );
        return ExitCode.Done;
    }
}

/// <summary><c>approvals show ID</c></summary>
internal sealed class ApprovalsShowCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The approval, as in: meshclaw approvals list" };

    public ApprovalsShowCommand(CliContext context)
        : base(
            context,
            "show",
            "Shows every call that an approval holds, every value whole.",
            "meshclaw approvals show p3"
        ) => Add(_id);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var id = scope.Arguments.GetRequiredValue(_id);
        var approval = await session.Client.GetApprovalAsync(id, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(approval, ProtocolJson.Default.ApprovalDetail);
            return ExitCode.Done;
        }

        var calls = Outliers.InOrder(approval.Calls);
        for (var i = 0; i < calls.Count; i++)
        {
            if (Outliers.Heading(calls, i) is { } heading)
            {
                scope.Screen.Markup($"[bold]{Screen.Safe(heading)}[/]");
            }

            var place = string.Create(CultureInfo.InvariantCulture, $"{i + 1} of {calls.Count}");
            foreach (var line in CallCard.Render(calls[i], place, scope.Screen.Traits.Width))
            {
                scope.Screen.Markup(line);
            }

            scope.Screen.Output.WriteLine();
        }

        var until = LocalTime.Short(approval.Expires, scope.Context.Time);
        scope.Screen.Markup(
            $"{Screen.Safe(approval.Id)} of {Screen.Safe(approval.Agent)} is {Screen.Safe(approval.State)}; it expires {until}."
        );
        scope.Screen.Output.WriteLine($"hash {Sanitize.Line(approval.Hash)}");
        return ExitCode.Done;
    }
}
