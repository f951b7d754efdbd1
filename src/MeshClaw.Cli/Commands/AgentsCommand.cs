using System.CommandLine;
using MeshClaw.Cli.Terminal;
using MeshClaw.Protocol;
using MeshClaw.Protocol.Client;

namespace MeshClaw.Cli.Commands;

/// <summary><c>agents list</c></summary>
internal sealed class AgentsListCommand(CliContext context)
    : CliCommand(context, "list", "Lists the agents.", "meshclaw agents list")
{
    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var agents = await session.Client.ListAgentsAsync(cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(agents, ProtocolJson.Default.IReadOnlyListAgentResponse);
            return ExitCode.Done;
        }

        var rows = agents.Select(a =>
            new[]
            {
                a.Name,
                a.State,
                a.Autonomy,
                a.Next is { } next ? LocalTime.Short(next, scope.Context.Time) : "–",
                a.Description,
            }
        );
        const string none =
            "There is no agent yet. Connect a mailbox, and one is made: meshclaw connect --help; or: meshclaw agents create";
        Listing.Write(scope.Screen, ["agent", "state", "autonomy", "next", "what it does"], rows, none);
        foreach (var problem in agents.SelectMany(a => a.Problems))
        {
            scope.Screen.Note(problem);
        }

        return ExitCode.Done;
    }
}

/// <summary>The three commands that are about one agent.</summary>
internal abstract class AgentCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME")
    {
        Description = "The agent's name, as in: meshclaw agents list",
    };

    protected AgentCommand(CliContext context, string verb, string description)
        : base(context, verb, description, $"meshclaw agents {verb} inbox") => Add(_name);

    /// <summary>Asks the gateway.</summary>
    protected abstract Task<AgentResponse> AskAsync(
        GatewayClient client,
        string agent,
        CancellationToken cancellationToken
    );

    /// <inheritdoc />
    protected override async Task<int> RunAsync(CommandScope scope, CancellationToken cancellationToken)
    {
        await using var session = await scope.OpenAsync(false, cancellationToken).ConfigureAwait(false);
        var name = scope.Arguments.GetRequiredValue(_name);
        var agent = await AskAsync(session.Client, name, cancellationToken).ConfigureAwait(false);
        if (scope.Json)
        {
            scope.WriteJson(agent, ProtocolJson.Default.AgentResponse);
        }
        else
        {
            Write(scope, agent);
        }

        return ExitCode.Done;
    }

    private static void Write(CommandScope scope, AgentResponse agent)
    {
        var screen = scope.Screen;
        screen.Markup($"[bold]{Screen.Safe(agent.Name)}[/]  {Screen.Safe(agent.Description)}");
        screen.Markup($"  state        {Screen.Safe(agent.State)}");
        screen.Markup($"  autonomy     {Screen.Safe(agent.Autonomy)}");
        screen.Markup($"  connections  {Screen.Safe(string.Join(", ", agent.Connections))}");
        var when = agent.When.Count == 0 ? "only when asked" : string.Join("; ", agent.When);
        screen.Markup($"  when         {Screen.Safe(when)}");
        if (agent.Zone is { } zone)
        {
            screen.Markup($"  zone         {Screen.Safe(zone)}");
        }

        if (agent.Quiet is { } quiet)
        {
            screen.Markup($"  quiet        {Screen.Safe(quiet)}");
        }

        if (agent.Next is { } next)
        {
            screen.Markup($"  next         {Screen.Safe(LocalTime.Next(next, agent.NextWhy, scope.Context.Time))}");
        }

        if (agent.Can is { } can)
        {
            screen.Markup($"  can          {Screen.Safe(string.Join("; ", can))}");
        }

        foreach (var problem in agent.Problems)
        {
            screen.Markup($"  [red]{Screen.Safe(problem)}[/]");
        }

        if (agent.Text is { } text)
        {
            screen.Output.WriteLine();
            foreach (var line in Sanitize.Lines(text))
            {
                screen.Output.WriteLine(line);
            }
        }
    }
}

/// <summary><c>agents show NAME</c></summary>
internal sealed class AgentsShowCommand(CliContext context)
    : AgentCommand(context, "show", "Shows an agent and its AGENT.md.")
{
    /// <inheritdoc />
    protected override Task<AgentResponse> AskAsync(
        GatewayClient client,
        string agent,
        CancellationToken cancellationToken
    ) => client.GetAgentAsync(agent, cancellationToken);
}

/// <summary><c>agents pause NAME</c></summary>
internal sealed class AgentsPauseCommand(CliContext context)
    : AgentCommand(context, "pause", "Lets nothing start an agent until it is resumed.")
{
    /// <inheritdoc />
    protected override Task<AgentResponse> AskAsync(
        GatewayClient client,
        string agent,
        CancellationToken cancellationToken
    ) => client.PauseAgentAsync(agent, cancellationToken);
}

/// <summary><c>agents resume NAME</c></summary>
internal sealed class AgentsResumeCommand(CliContext context)
    : AgentCommand(context, "resume", "Lets a paused agent start again.")
{
    /// <inheritdoc />
    protected override Task<AgentResponse> AskAsync(
        GatewayClient client,
        string agent,
        CancellationToken cancellationToken
    ) => client.ResumeAgentAsync(agent, cancellationToken);
}
