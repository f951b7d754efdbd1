using System.CommandLine;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Commands;

/// <summary><c>disconnect mail/NAME</c>, <c>model/NAME</c>, <c>telegram</c>: forgets an account, a model or a channel with its secrets, and gives back what it was signed in to.</summary>
internal sealed class DisconnectCommand : CliCommand
{
    private readonly Argument<string> _connection = new("CONNECTION")
    {
        Description =
            "Which: mail/NAME, model/NAME, web/NAME, chat/NAME or mcp/NAME; or a channel: telegram, slack/NAME",
    };

    public DisconnectCommand(CliContext context)
        : base(
            context,
            "disconnect",
            "Forgets a mailbox, a model, a search, an MCP server or a channel and its secrets; where it was signed in to, gives the access back.",
            "meshclaw disconnect mail/work",
            "meshclaw disconnect model/home",
            "meshclaw disconnect telegram"
        ) => Add(_connection);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var connection = scope.Arguments.GetRequiredValue(_connection);
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var removing = ConnectChannel.IsChannel(connection)
            ? session.Client.RemoveChannelAsync(connection, cancellationToken)
            : session.Client.RemoveConnectionAsync(connection, cancellationToken);
        await removing.ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(new RemovedOutput(connection), CliJson.Default.RemovedOutput);
            return ExitCode.Done;
        }

        var rest = connection.StartsWith("mail/", StringComparison.Ordinal) ? " The mail itself was not touched." : "";
        scope.Screen.Markup($"{Screen.Safe(connection)} is forgotten.{rest}");
        return ExitCode.Done;
    }
}
