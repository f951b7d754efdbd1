using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Cli.Turns;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>conversations [C]</c></summary>
internal sealed class ConversationsCommand : CliCommand
{
    private readonly Argument<string?> _conversation = new("C")
    {
        Description = "Show what was said in this one.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "Only those with this agent.",
        HelpName = "A",
    };

    public ConversationsCommand(CliContext context)
        : base(
            context,
            "conversations",
            "Lists what was talked about with agents, or shows one conversation.",
            "meshclaw conversations",
            "meshclaw conversations c4"
        )
    {
        Add(_conversation);
        Add(_agent);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        if (scope.Arguments.GetValue(_conversation) is { } one)
        {
            var lines = await session.Client.GetConversationAsync(one, cancellationToken).ConfigureAwait(false);
            if (scope.Json)
            {
                scope.WriteJson(lines, ProtocolJson.Default.IReadOnlyListConversationLine);
                return ExitCode.Done;
            }

            foreach (var line in lines)
            {
                scope.Screen.Output.WriteLine($"{line.Who}: {Sanitize.Text(line.Text)}");
            }

            return ExitCode.Done;
        }

        var all = await session
            .Client.ListConversationsAsync(scope.Arguments.GetValue(_agent), 50, cancellationToken)
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(all, ProtocolJson.Default.IReadOnlyListConversationResponse);
            return ExitCode.Done;
        }

        ConversationTable.Write(scope, all, "Nothing was talked about yet. Begin with: meshclaw ask \"…\"");
        return ExitCode.Done;
    }
}
