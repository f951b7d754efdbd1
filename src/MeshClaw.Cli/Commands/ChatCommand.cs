using System.CommandLine;
using MeshClaw.Cli.Chat;
using MeshClaw.Cli.Terminal;

namespace MeshClaw.Cli.Commands;

/// <summary><c>chat</c></summary>
internal sealed class ChatCommand : CliCommand
{
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "Whom to talk with; assistant where left out.",
        HelpName = "A",
    };
    private readonly Option<string?> _resume = new("--resume")
    {
        Description = "Go on with a conversation: with this one, or with the latest where none is named.",
        HelpName = "C",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> _web = new("--web")
    {
        Description = "Give a link to the web chat, for one browser on this device; opens it where there is a display.",
    };
    private readonly Option<bool> _noOpen = new("--no-open") { Description = "With --web: only print the link." };

    public ChatCommand(CliContext context)
        : base(
            context,
            "chat",
            "Talks with an agent, and asks you there before it acts.",
            "meshclaw chat",
            "meshclaw chat --agent inbox",
            "meshclaw chat --resume",
            "meshclaw chat --resume c4",
            "meshclaw chat --web"
        )
    {
        Add(_agent);
        Add(_resume);
        Add(_web);
        Add(_noOpen);
        Validators.Add(Check);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (scope.Arguments.GetValue(_web))
        {
            return await WebChatLink
                .ShowAsync(scope, !scope.Arguments.GetValue(_noOpen), cancellationToken)
                .ConfigureAwait(false);
        }

        if (scope.Json)
        {
            throw new Sessions.CommandFailedException(
                "usage",
                "A chat is for people.",
                "For a script: meshclaw ask --json \"…\""
            );
        }

        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var input = InputOf(scope);
        var chat = new ChatSession(scope, session.Client, input) { Agent = scope.Arguments.GetValue(_agent) };
        var earlier = await session
            .Client.ListConversationsAsync(chat.Agent, 20, cancellationToken)
            .ConfigureAwait(false);
        var latest = earlier is [var first, ..] ? first.Conversation : null;
        await RememberAsync(session.Client, latest, input, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetResult(_resume) is not null)
        {
            chat.Conversation = scope.Arguments.GetValue(_resume) ?? latest;
            await new ChatCommands(chat, scope, session.Client).HistoryAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (scope.Interactive)
        {
            scope.Screen.Markup(
                $"[bold]{Screen.Safe(chat.Agent ?? "assistant")}[/] [dim]listens. /help tells what you can do, /stop stops everything.[/]"
            );
        }

        return await chat.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Check(System.CommandLine.Parsing.CommandResult result)
    {
        var isWeb = result.GetValue(_web);
        if (isWeb && (result.GetValue(_agent) is not null || result.GetResult(_resume) is not null))
        {
            result.AddError("--web goes with neither --agent nor --resume: in the chat, /help tells how to choose.");
        }
        else if (!isWeb && result.GetValue(_noOpen))
        {
            result.AddError("--no-open goes with --web.");
        }
    }

    private static ChatInput InputOf(CommandScope scope) =>
        scope.Interactive && scope.Context.Environment("TERM") != "dumb" && !Console.IsInputRedirected
            ? new KeyChatInput(scope.Screen, ChatCommands.Names, ReadKey)
            : new PlainChatInput(scope.Screen);

    private static (ConsoleKeyInfo Key, bool More)? ReadKey() =>
        (Console.ReadKey(intercept: true), Console.KeyAvailable);

    // The owner's lines of the latest conversation are what the arrow keys bring back.
    private static async Task RememberAsync(
        Protocol.Client.GatewayClient client,
        string? conversation,
        ChatInput input,
        CancellationToken cancellationToken
    )
    {
        if (conversation is null)
        {
            return;
        }

        var lines = await client.GetConversationAsync(conversation, cancellationToken).ConfigureAwait(false);
        foreach (var line in lines.Where(l => l.Who == "owner"))
        {
            input.Remember(line.Text);
        }
    }
}
