using System.CommandLine;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mcp review NAME</c>: shows what a server says of its tools, the old beside the new, and takes the owner's yes.</summary>
internal sealed class McpReviewCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Which: the part after mcp/" };
    private readonly Option<bool> _yes = new("--yes") { Description = "Let agents have the tools as they are shown." };
    private readonly Option<string[]> _tools = new("--tool")
    {
        Description = "Only this tool. Can be given several times.",
        HelpName = "TOOL",
    };

    public McpReviewCommand(CliContext context)
        : base(
            context,
            "review",
            "Shows tools of an MCP server that are new or changed; agents have them once you said yes.",
            "meshclaw mcp review files",
            "meshclaw mcp review files --yes",
            "meshclaw mcp review files --tool read_file --yes"
        )
    {
        Add(_name);
        Add(_yes);
        Add(_tools);
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var name = McpToolView.Name(scope.Arguments.GetRequiredValue(_name));
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        scope.Screen.Progress("asking the server", 0, 0);
        McpServerResponse server;
        try
        {
            server = await session.Client.RefreshMcpAsync(name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            scope.Screen.EndProgress();
        }

        var only = scope.Arguments.GetValue(_tools) is { Length: > 0 } named ? named : null;
        if (only?.FirstOrDefault(o => server.Tools.All(t => t.Name != o)) is { } unknown)
        {
            throw new CommandFailedException(
                "not-found",
                $"{server.Connection} has no tool \"{Sanitize.Line(unknown)}\".",
                $"See: meshclaw mcp review {name}"
            );
        }

        var waiting = server.Tools.Where(t => t.Offered is not null && only?.Contains(t.Name) != false).ToList();
        if (!scope.Json)
        {
            McpToolView.Write(scope.Screen, server, waiting);
        }

        var says = scope.Arguments.GetValue(_yes);
        if (!says && scope.Interactive && waiting.Count > 0)
        {
            says =
                await scope
                    .Screen.AskAsync($"Let agents have {waiting.Count} tools as shown? (y/n)", "yn", cancellationToken)
                    .ConfigureAwait(false) == 'y';
        }

        if (says && waiting.Count > 0)
        {
            var request = new McpReviewRequest([.. waiting.Select(t => t.Offered!.Hash)]); // Those that wait are offered.
            server = await session.Client.ReviewMcpAsync(name, request, cancellationToken).ConfigureAwait(false);
        }

        if (scope.Json)
        {
            scope.WriteJson(server, ProtocolJson.Default.McpServerResponse);
        }
        else if (says && waiting.Count > 0)
        {
            scope.Screen.Markup(
                $"[green]Agents may have {waiting.Count} tools more.[/] Each counts as irreversible and sending until"
            );
            scope.Screen.Markup($"you say otherwise: meshclaw mcp effects {Screen.Safe(name)} TOOL=read");
        }
        else if (waiting.Count > 0)
        {
            scope.Screen.Markup($"Agents do not have them. Let them: meshclaw mcp review {Screen.Safe(name)} --yes");
        }

        return ExitCode.Done;
    }
}
