using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>mcp list</c></summary>
internal sealed class McpListCommand(CliContext context)
    : CliCommand(context, "list", "Lists the MCP servers and their tools, as they were last seen.", "meshclaw mcp list")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var servers = await session.Client.ListMcpAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(servers, ProtocolJson.Default.IReadOnlyListMcpServerResponse);
            return ExitCode.Done;
        }

        Listing.Write(
            scope.Screen,
            ["tool", "counts as", "state"],
            servers.SelectMany(s => s.Tools).Select(t => new[] { t.Tool, McpToolView.Effect(t), t.State }),
            "No MCP server is connected. Connect one: meshclaw connect mcp/NAME --command PROGRAM"
        );
        return ExitCode.Done;
    }
}

/// <summary><c>mcp effects NAME tool=effect …</c></summary>
internal sealed class McpEffectsCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Which: the part after mcp/" };
    private readonly Argument<string[]> _effects = new("TOOL=EFFECT")
    {
        Description =
            "read, draft or irreversible; with sends, destroys, spends, executes, changes-access after commas; nothing to forget it.",
        Arity = ArgumentArity.OneOrMore,
    };

    public McpEffectsCommand(CliContext context)
        : base(
            context,
            "effects",
            "Says what tools of an MCP server do; all others count as irreversible and sending.",
            "meshclaw mcp effects files read_file=read list_directory=read",
            "meshclaw mcp effects search query=read,sends",
            "meshclaw mcp effects files read_file="
        )
    {
        Add(_name);
        Add(_effects);
        Validators.Add(result =>
        {
            if ((result.GetValue(_effects) ?? []).Any(e => e.IndexOf('=') < 1))
            {
                result.AddError("Write TOOL=EFFECT, such as read_file=read.");
            }
        });
    }

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        var effects = scope
            .Arguments.GetRequiredValue(_effects)
            .Select(e => e.Split('=', 2))
            .GroupBy(p => p[0], p => p[1], StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g =>
                    (IReadOnlyList<string>)
                        g.Last().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                StringComparer.Ordinal
            );
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var server = await session
            .Client.SetMcpEffectsAsync(
                McpToolView.Name(scope.Arguments.GetRequiredValue(_name)),
                new McpEffectsRequest(effects),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(server, ProtocolJson.Default.McpServerResponse);
            return ExitCode.Done;
        }

        foreach (var tool in server.Tools.Where(t => effects.ContainsKey(t.Name)))
        {
            scope.Screen.Markup($"{Screen.Safe(tool.Tool)} counts as {Screen.Safe(McpToolView.Effect(tool))}.");
        }

        return ExitCode.Done;
    }
}

/// <summary><c>mcp serve [--agent A]</c></summary>
internal sealed class McpServeCommand : CliCommand
{
    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "Whose tools the other assistant gets; mcp-guest where left out. Its AGENT.md must be there.",
        HelpName = "A",
    };

    public McpServeCommand(CliContext context)
        : base(
            context,
            "serve",
            "Serves an agent's tools to another assistant over standard input and output (MCP); what has an effect waits for you.",
            "meshclaw mcp serve",
            "meshclaw mcp serve --agent mcp-guest"
        ) => Add(_agent);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        using var bridge = session.Client.BridgeMcp(scope.Arguments.GetValue(_agent), scope.Screen.Output);
        await bridge.RunAsync(scope.Screen.ReadLineAsync, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
