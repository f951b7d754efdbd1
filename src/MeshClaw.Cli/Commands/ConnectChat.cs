using System.CommandLine;
using System.CommandLine.Parsing;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>connect chat/NAME --slack --token-stdin</c>. The option of the token is that of MCP servers, the one of the place that of channels.</summary>
internal sealed class ConnectChat(Argument<string> connection, Option<bool> token, Option<string?> root) : IConnectKind
{
    private readonly Option<bool> _slack = new("--slack")
    {
        Description = "Your company's Slack; takes your own user token (xoxp-…): --token-stdin",
    };
    private readonly Option<string[]> _watch = new("--watch")
    {
        Description =
            "The id of a channel that starts agents: mentions, messages, reactions. Can be given several times.",
        HelpName = "CHANNEL",
    };

    /// <inheritdoc />
    public string Prefix => "chat/";

    /// <inheritdoc />
    public IReadOnlyList<Option> Options => [_slack, _watch, token, root];

    /// <inheritdoc />
    public async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var arguments = scope.Arguments;
        var request = new ChatConnectRequest
        {
            Connection = arguments.GetRequiredValue(connection),
            Token = await ConnectModel.KeyAsync(scope, token, cancellationToken).ConfigureAwait(false),
            Watch = arguments.GetValue(_watch) is { Length: > 0 } watch ? watch : null,
            Root = arguments.GetValue(root),
        };
        await using var session = await scope.OpenAsync(true, cancellationToken).ConfigureAwait(false);
        var connected = await session.Client.ConnectChatAsync(request, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(connected, ProtocolJson.Default.ChatConnectResponse);
            return ExitCode.Done;
        }

        scope.Screen.Markup(
            $"[green]{Screen.Safe(connected.Connection)}[/] works: {Screen.Safe(connected.User)} ({Screen.Safe(connected.UserId)}) in {Screen.Safe(connected.Team)} ({Screen.Safe(connected.TeamId)})."
        );
        foreach (var note in connected.Notes)
        {
            scope.Screen.Markup($"  [dim]{Screen.Safe(note)}[/]");
        }

        return ExitCode.Done;
    }

    /// <inheritdoc />
    public void Validate(CommandResult result)
    {
        if (!result.GetValue(_slack))
        {
            result.AddError("Say which chat: --slack");
        }
        else if (!result.GetValue(token))
        {
            result.AddError("Your user token is needed: --token-stdin");
        }
    }
}
