using System.CommandLine;
using MeshClaw.Cli.Agents;
using MeshClaw.Cli.Sessions;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;

namespace MeshClaw.Cli.Commands;

/// <summary><c>agents templates</c></summary>
internal sealed class AgentsTemplatesCommand(CliContext context)
    : CliCommand(
        context,
        "templates",
        "Lists the agents that are shipped to begin with.",
        "meshclaw agents templates",
        "meshclaw agents templates --json"
    )
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var templates = await session.Client.ListAgentTemplatesAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(templates, ProtocolJson.Default.IReadOnlyListAgentTemplateResponse);
            return ExitCode.Done;
        }

        var rows = templates.Select(t =>
            new[]
            {
                t.Name,
                string.Join(", ", t.Connectors.Select(c => t.Missing.Contains(c) ? $"{c} (not connected)" : c)),
                t.Description,
            }
        );
        Listing.Write(scope.Screen, ["template", "uses", "what it does"], rows, "There are none.");
        return ExitCode.Done;
    }
}

/// <summary><c>agents edit NAME</c></summary>
internal sealed class AgentsEditCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME")
    {
        Description = "The agent's name, as in: meshclaw agents list",
    };

    public AgentsEditCommand(CliContext context)
        : base(
            context,
            "edit",
            "Opens an agent's file in your editor, checks it, and writes it on your yes.",
            "meshclaw agents edit inbox"
        ) => Add(_name);

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        if (!scope.Interactive)
        {
            throw new CommandFailedException(
                "usage",
                "Editing needs a terminal. The file is agents/NAME/AGENT.md in the home."
            );
        }

        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var agent = await session
            .Client.GetAgentAsync(scope.Arguments.GetRequiredValue(_name), cancellationToken)
            .ConfigureAwait(false);
        var before = agent.Text ?? "";
        var review = new DraftReview(scope, session.Client);
        var draft = new AgentDraftResponse
        {
            Name = agent.Name,
            Replaces = agent.Version,
            Can = [],
            Missing = [],
            Questions = [],
            Notes = [],
            Problems = [],
        };
        draft = await review.EditAsync(draft, before, cancellationToken).ConfigureAwait(false);
        if (draft.Text == before)
        {
            scope.Screen.Note("Nothing was changed.");
            return ExitCode.Done;
        }

        var made = await review.AskAsync(draft, before, cancellationToken).ConfigureAwait(false);
        scope.Screen.Note(made is null ? "Nothing was written." : $"Written. It holds from now on.");
        return ExitCode.Done;
    }
}
