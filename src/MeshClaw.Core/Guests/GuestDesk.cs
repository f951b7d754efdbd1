using System.Collections.Concurrent;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Tools;
using MeshClaw.Core.Turns;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Guarding;

namespace MeshClaw.Core.Guests;

/// <summary>
/// Makes calls for a program that is not the owner, such as another assistant, as runs of a named agent. It is taken for a model that somebody
/// else has in hand: whatever it gives is third-party text, nothing is the owner's choice, and nothing stands in the run's plan; so an effect
/// asks, whatever the agent's autonomy, unless a policy of the owner's permits it in writing.
/// </summary>
internal sealed class GuestDesk(
    IConnectorSource connectors,
    RunPlanner planner,
    ActionExecutor executor,
    IJournal journal,
    RunFlows flows,
    Func<Owner> owner
)
{
    /// <summary>Begins the trigger of each such run.</summary>
    public const string Trigger = "mcp ";

    private const int MaxArguments = 200_000;
    private const int MaxKept = 100;

    // What calls gave back that were made after the owner's yes: asked for later, and lost with the process.
    private readonly ConcurrentDictionary<ActionId, string> _results = new();

    /// <summary>The tools of an agent.</summary>
    public async Task<IReadOnlyList<GuestTool>> ListAsync(AgentDefinition agent, CancellationToken cancellationToken)
    {
        var belt = await ToolBelt.OpenAsync(agent.Grant, connectors, cancellationToken).ConfigureAwait(false);
        return
        [
            .. belt.All.Select(t => new GuestTool(
                t.WireName,
                t.Definition.Description,
                t.Declaration.JsonSchema.GetRawText(),
                t.Definition.Effect
            )),
        ];
    }

    /// <summary>Finds what a call means, before there is a run.</summary>
    /// <exception cref="ToolException">There is no such tool, or the arguments cannot be understood.</exception>
    public async Task<(OfferedTool Tool, ToolRequest Request)> FindAsync(
        AgentDefinition agent,
        string name,
        string arguments,
        CancellationToken cancellationToken
    )
    {
        if (arguments.Length > MaxArguments)
        {
            throw new ToolException($"The arguments are longer than {MaxArguments} characters.");
        }

        var belt = await ToolBelt.OpenAsync(agent.Grant, connectors, cancellationToken).ConfigureAwait(false);
        var tool = belt.Find(name) ?? throw new ToolException("There is no such tool. List the tools again.");
        return (tool, tool.Request(arguments));
    }

    /// <summary>Makes a call in its run.</summary>
    public async Task<GuestAnswer> CallAsync(
        RunRecord run,
        ActiveRun active,
        OfferedTool tool,
        ToolRequest request,
        CancellationToken cancellationToken
    )
    {
        var readings = new ModelReadings(NewFlow(), []);
        flows.Begin(run.Id, readings);
        using var lease = await connectors.TakeAsync(request.Connection, cancellationToken).ConfigureAwait(false);
        if (tool.Definition.Effect.IsPureRead)
        {
            var read = await planner
                .ReadAsync(run, lease.Connector, readings, request, cancellationToken)
                .ConfigureAwait(false);
            return new GuestAnswer(ObservationText.Of(read.Observation, read.Shown), IsError: false);
        }

        var calls = await lease.Connector.DescribeAsync([request], cancellationToken).ConfigureAwait(false);
        lease.Dispose(); // The executor takes it.
        var rows = await planner
            .DecideAsync(run, [(calls[0], "another assistant asked for it")], Proposer.Agent, cancellationToken)
            .ConfigureAwait(false);
        // From here on it is in the journal: the caller can no longer call it off, the owner can.
        await executor.ExecuteAsync(run, active).ConfigureAwait(false);
        Keep(active, rows[0].Id);
        return await StatusAsync(run.Agent, rows[0].Id, active.Token).ConfigureAwait(false);
    }

    /// <summary>Keeps what calls of a run gave back that the owner has let through since.</summary>
    public async Task CollectAsync(RunRecord run, ActiveRun active)
    {
        if (!run.Trigger.StartsWith(Trigger, StringComparison.Ordinal))
        {
            return;
        }

        var query = new JournalQuery { Run = run.Id, States = [ActionState.Done] };
        foreach (var done in await journal.ListAsync(query, active.Token).ConfigureAwait(false))
        {
            Keep(active, done.Id);
        }
    }

    /// <summary>How an action of an agent's stands.</summary>
    public async Task<GuestAnswer> StatusAsync(AgentName agent, ActionId id, CancellationToken cancellationToken)
    {
        var action = await journal.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (action is null || action.Agent != agent)
        {
            return new GuestAnswer("There is no such action of yours.", IsError: true);
        }

        var text =
            action.State == ActionState.Waiting
                ? $"Not done: waiting for the owner's approval. The owner answers with: meshclaw approve {action.Approval}. "
                    + $"Do not ask for it again; action_status with {id} says what became of it."
                : ActionText.Of(action);
        var isError =
            action.State
            is ActionState.Denied
                or ActionState.Expired
                or ActionState.Failed
                or ActionState.Cancelled
                or ActionState.Unknown;
        return new GuestAnswer(
            _results.TryGetValue(id, out var result) ? $"{text} {result}" : text,
            isError,
            action.State.ToString().ToLowerInvariant(),
            id,
            action.State == ActionState.Waiting ? action.Approval : null
        );
    }

    private void Keep(ActiveRun active, ActionId action)
    {
        if (active.Take(action) is not { } seen)
        {
            return;
        }

        if (_results.Count >= MaxKept)
        {
            _results.Clear(); // As after a restart.
        }

        _results[action] = ObservationText.Of(seen, []);
    }

    private RunFlow NewFlow()
    {
        var me = owner();
        var flow = new RunFlow("", [me.Name, .. me.Addresses], new Plan([]));
        ConversationMemory.TellUnknownTo(flow);
        return flow;
    }
}
