using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>order "…"</c></summary>
internal sealed class OrderCommand : CliCommand
{
    private readonly Argument<string[]> _words = new("TEXT")
    {
        Description = "The order in plain words; best within quotes.",
        Arity = ArgumentArity.OneOrMore,
    };

    public OrderCommand(CliContext context)
        : base(
            context,
            "order",
            "Gives a standing order, shows back what it means, and has it enforced from then on.",
            "meshclaw order \"never delete mail from ana@corp.example\"",
            "meshclaw order \"don't act until I tell you\""
        ) => Add(_words);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var text = string.Join(' ', scope.Arguments.GetRequiredValue(_words));
        var answer = await session.Client.AddOrderAsync(text, cancellationToken).ConfigureAwait(false);
        if (answer.Refusal is { } refusal)
        {
            return Refuse(scope, refusal);
        }

        var order = answer.Order!; // Exactly one of the two is set.
        if (scope.Json)
        {
            scope.WriteJson(order, ProtocolJson.Default.OrderResponse);
        }
        else
        {
            scope.Screen.Markup($"[green]{Screen.Safe(order.Id)}[/] {Screen.Safe(order.Means)}");
            scope.Screen.Markup($"  [dim]Remove it with: meshclaw orders remove {Screen.Safe(order.Id)}[/]");
        }

        return ExitCode.Done;
    }

    private static int Refuse(CommandScope scope, OrderRefusal refusal)
    {
        scope.Screen.Note("Not set: " + refusal.Why);
        if (refusal.Examples.Count > 0)
        {
            scope.Screen.Note("These would be understood:");
        }

        foreach (var example in refusal.Examples)
        {
            scope.Screen.Note("  " + example);
        }

        if (scope.Json)
        {
            scope.WriteJson(
                new OrderRefusedOutput(refusal.Why, "not-understood", refusal.Examples),
                CliJson.Default.OrderRefusedOutput
            );
        }

        return ExitCode.Failed;
    }
}
