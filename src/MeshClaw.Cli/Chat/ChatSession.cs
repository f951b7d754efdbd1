using MeshClaw.Cli.Commands;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Turns;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Chat;

/// <summary>
/// A conversation at a terminal: the owner's lines go to an agent, lines that begin with a slash to <see cref="ChatCommands"/>. What is typed
/// while a turn runs is its next line, but for <c>/stop</c>, which is obeyed at once.
/// </summary>
internal sealed class ChatSession
{
    private const string Prompt = "› ";
    private readonly CommandScope _scope;
    private readonly GatewayClient _client;
    private readonly ChatInput _input;
    private readonly ChatView _view;
    private readonly TurnDialog _dialog;
    private readonly ChatCommands _commands;
    private readonly Queue<string> _meanwhile = new();
    private Task _stopping = Task.CompletedTask;

    public ChatSession(CommandScope scope, GatewayClient client, ChatInput input)
    {
        (_scope, _client, _input) = (scope, client, input);
        _view = new ChatView(scope.Screen, input);
        _dialog = new TurnDialog(scope, client, _view);
        _commands = new ChatCommands(this, scope, client);
    }

    /// <summary>Whom it is with; null for the usual one.</summary>
    public string? Agent { get; set; }

    /// <summary><c>c4</c>; null before the first word.</summary>
    public string? Conversation { get; set; }

    /// <summary>The turns since the chat began, in order.</summary>
    public List<TurnResponse> Turns { get; } = [];

    /// <summary>Goes on until the owner leaves.</summary>
    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _input.Meanwhile = line => OnMeanwhile(line, cancellationToken);
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            var text = line.Trim();
            if (text.Length == 0)
            {
                continue;
            }

            try
            {
                if (!text.StartsWith('/'))
                {
                    await TurnAsync(text, cancellationToken).ConfigureAwait(false);
                }
                else if (!await _commands.RunAsync(text, cancellationToken).ConfigureAwait(false))
                {
                    return ExitCode.Done;
                }
            }
            catch (GatewayException refused) when (refused.Code != GatewayException.Unreachable)
            {
                _view.Markup($"[red]{Screen.Safe(refused.Message)}[/]");
                if (refused.Detail is { } detail)
                {
                    _view.Markup($"[dim]{Screen.Safe(detail)}[/]");
                }
            }
        }

        return ExitCode.Done;
    }

    /// <summary>Stays with a turn to its end.</summary>
    public async Task FollowAsync(TurnResponse turn, CancellationToken cancellationToken)
    {
        Conversation = turn.Conversation;
        turn = await _dialog.FollowAsync(turn, yes: false, cancellationToken).ConfigureAwait(false);
        await _stopping.ConfigureAwait(false);
        Turns.RemoveAll(t => t.Run == turn.Run);
        Turns.Add(turn);
        if (turn.Error is { } error)
        {
            _view.Markup($"[red]{Screen.Safe(error)}[/]");
        }

        foreach (var approval in turn.Approvals)
        {
            _view.Markup($"[yellow]{Screen.Safe(approval)}[/] waits for your yes: /approve {Screen.Safe(approval)}");
        }
    }

    /// <summary>Ends everything at once, and says how far it was.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stop = await _client.StopAsync(cancellationToken).ConfigureAwait(false);
        _view.Markup(
            $"[red]Stopped[/] within {stop.ElapsedMs:N0} ms: {stop.Done:N0} done, {stop.NotDone:N0} called off, "
                + $"{stop.InFlight:N0} under way. Nothing starts until /resume."
        );
    }

    private async Task TurnAsync(string text, CancellationToken cancellationToken)
    {
        var request = new AskRequest(text, Conversation is null ? Agent : null, Conversation);
        var turn = await _client.AskAsync(request, cancellationToken).ConfigureAwait(false);
        await FollowAsync(turn, cancellationToken).ConfigureAwait(false);
    }

    private Task<string?> NextAsync(CancellationToken cancellationToken)
    {
        lock (_meanwhile)
        {
            if (_meanwhile.TryDequeue(out var line))
            {
                _view.Markup($"[dim]{Prompt}{Screen.Safe(line)}[/]");
                return Task.FromResult<string?>(line);
            }
        }

        return _input.ReadLineAsync(Prompt, cancellationToken);
    }

    private void OnMeanwhile(string line, CancellationToken cancellationToken)
    {
        if (line.Trim() == "/stop")
        {
            _stopping = StopAsync(cancellationToken);
            return;
        }

        lock (_meanwhile)
        {
            _meanwhile.Enqueue(line);
        }
    }
}
