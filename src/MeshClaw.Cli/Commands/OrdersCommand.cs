using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>orders list</c></summary>
internal sealed class OrdersListCommand(CliContext context)
    : CliCommand(context, "list", "Lists the orders in force.", "meshclaw orders list")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var orders = await session.Client.ListOrdersAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(orders, ProtocolJson.Default.IReadOnlyListOrderResponse);
            return ExitCode.Done;
        }

        var rows = orders.Select(o => new[] { o.Id, LocalTime.Short(o.Given, scope.Context.Time), o.Means });
        Listing.Write(
            scope.Screen,
            ["id", "given", "means"],
            rows,
            "No order is in force. Give one: meshclaw order --help"
        );
        return ExitCode.Done;
    }
}

/// <summary><c>orders remove ID</c></summary>
internal sealed class OrdersRemoveCommand : CliCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The order, as in: meshclaw orders list" };

    public OrdersRemoveCommand(CliContext context)
        : base(context, "remove", "Removes an order.", "meshclaw orders remove o2") => Add(_id);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var id = scope.Arguments.GetRequiredValue(_id);
        await session.Client.RemoveOrderAsync(id, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(new RemovedOutput(id), CliJson.Default.RemovedOutput);
        }
        else
        {
            scope.Screen.Output.WriteLine($"Removed {Sanitize.Line(id)}.");
        }

        return ExitCode.Done;
    }
}
