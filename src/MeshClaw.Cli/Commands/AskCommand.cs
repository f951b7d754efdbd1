using System.CommandLine;
using MeshClaw.Cli.Turns;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>ask TEXT</c></summary>
internal sealed class AskCommand : CliCommand
{
    private readonly Argument<string?> _text = new("TEXT")
    {
        Description = "What you want; read from standard input where it is left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "Whom to ask; assistant where left out.",
        HelpName = "A",
    };
    private readonly Option<string?> _conversation = new("--conversation")
    {
        Description = "Go on with this one, as in: meshclaw conversations",
        HelpName = "C",
    };
    private readonly Option<bool> _yes = new("--yes") { Description = "Approve what asks; never what is denied." };

    public AskCommand(CliContext context)
        : base(
            context,
            "ask",
            "Asks an agent once, and shows its answer.",
            "meshclaw ask \"What came from Ana this week?\"",
            "meshclaw ask --agent inbox --json \"File the newsletters\"",
            "meshclaw ask --conversation c4 \"And before that?\""
        )
    {
        Add(_text);
        Add(_agent);
        Add(_conversation);
        Add(_yes);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var text =
            scope.Arguments.GetValue(_text) ?? await scope.Screen.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var request = new AskRequest(text, scope.Arguments.GetValue(_agent), scope.Arguments.GetValue(_conversation));
        var turn = await session.Client.AskAsync(request, cancellationToken).ConfigureAwait(false);
        var view = new PlainTurnView(scope.Screen, scope.Interactive, silent: scope.Json);
        var dialog = new TurnDialog(scope, session.Client, view);
        turn = await dialog.FollowAsync(turn, scope.Arguments.GetValue(_yes), cancellationToken).ConfigureAwait(false);
        return TurnAnswer.Write(scope, turn);
    }
}
