using System.CommandLine;
using System.Globalization;
using MeshClaw.Cli.Turns;

namespace MeshClaw.Cli.Commands;

/// <summary><c>continue RUN [--tokens N|--usd X]</c></summary>
internal sealed class ContinueCommand : CliCommand
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run, such as r7." };
    private readonly Option<long?> _tokens = new("--tokens")
    {
        Description = "Let it use so many tokens beyond its budgets.",
        HelpName = "N",
    };
    private readonly Option<decimal?> _usd = new("--usd")
    {
        Description = "Let it spend so many US dollars beyond its budgets.",
        HelpName = "X",
    };

    public ContinueCommand(CliContext context)
        : base(
            context,
            "continue",
            "Goes on with an agent's turn that paused: over its budget, with as many tokens again or what you name; or after a restart.",
            "meshclaw continue r7",
            "meshclaw continue r7 --tokens 50000",
            "meshclaw continue r7 --usd 0.25"
        )
    {
        Add(_run);
        Add(_tokens);
        Add(_usd);
        // What is no number at all is reported by the parser itself.
        _tokens.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && long.TryParse(token.Value, CultureInfo.InvariantCulture, out var count)
                && count < 1
            )
            {
                result.AddError("--tokens takes 1 or more.");
            }
        });
        _usd.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && decimal.TryParse(token.Value, CultureInfo.InvariantCulture, out var amount)
                && amount <= 0
            )
            {
                result.AddError("--usd takes more than 0.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var run = scope.Arguments.GetRequiredValue(_run);
        var (tokens, usd) = (scope.Arguments.GetValue(_tokens), scope.Arguments.GetValue(_usd));
        var turn = await session.Client.ContinueTurnAsync(run, tokens, usd, cancellationToken).ConfigureAwait(false);
        var view = new PlainTurnView(scope.Screen, scope.Interactive, silent: scope.Json);
        turn = await new TurnDialog(scope, session.Client, view)
            .FollowAsync(turn, yes: false, cancellationToken)
            .ConfigureAwait(false);
        return TurnAnswer.Write(scope, turn);
    }
}
