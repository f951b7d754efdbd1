using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Core.Turns;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Runs;

/// <content>Turns of a model.</content>
public sealed partial class RunEngine
{
    private WarmTurn? _warmUp;

    /// <summary>Begins a turn with the owner's words; returns as soon as the run is written down.</summary>
    /// <exception cref="RunRefusedException">No such agent or conversation, no model, paused, stopped, or running already.</exception>
    public Task<(RunRecord Run, ConversationId Conversation)> AskAsync(
        TurnRequest request,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        return AloneAsync(
            request.Agent,
            $"{request.Agent} is being started already.",
            () => AskAdmittedAsync(request, cancellationToken)
        );
    }

    /// <summary>Goes on with a turn that is paused. What waits for the owner goes on waiting.</summary>
    /// <param name="run">Which.</param>
    /// <param name="more">
    /// What it may spend beyond its budgets; null for as many tokens again as a run of its agent has, where it is paused, and no money.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunRefusedException">Everything is stopped.</exception>
    public async Task ContinueTurnAsync(RunId run, RunAllowance? more, CancellationToken cancellationToken)
    {
        await RefuseWhenStoppedAsync(cancellationToken).ConfigureAwait(false);
        if (
            _usage is not null
            && (more ?? await AsManyAgainAsync(run, cancellationToken).ConfigureAwait(false)) is { } allowed
        )
        {
            await _usage.RaiseAsync(run, allowed, cancellationToken).ConfigureAwait(false);
        }

        await ContinueAsync(run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Goes once through what a turn needs, so that the first one need not load and compile it. Reads, writes nothing, and reaches nobody.
    /// </summary>
    /// <param name="model">Answers by itself, without a provider.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task WarmUpAsync(IChatClient model, CancellationToken cancellationToken) =>
        _warmUp?.RunAsync(model, cancellationToken) ?? Task.CompletedTask;

    /// <summary>
    /// Sees what an agent would have done with what came since a time, by its file as it stands. Reads and asks its model; changes nothing, and
    /// writes no run down.
    /// </summary>
    /// <param name="agent">Which; one that is paused too.</param>
    /// <param name="since">From when on.</param>
    /// <param name="limit">Calls that are looked at, at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RunRefusedException">No such agent, an invalid file, everything is stopped, or another test is under way.</exception>
    public Task<Rehearsal> RehearseAsync(
        AgentName agent,
        DateTimeOffset since,
        int limit,
        CancellationToken cancellationToken
    ) => _rehearsals.RunAsync(agent, since, limit, cancellationToken);

    // A run that waits with a reason of its own is paused; one that waits for an answer has none.
    private async Task<RunAllowance?> AsManyAgainAsync(RunId run, CancellationToken cancellationToken) =>
        await _runs.FindAsync(run, cancellationToken).ConfigureAwait(false)
            is { State: RunState.Waiting, Error: not null } paused
            ? new RunAllowance(GrantOf(paused.Agent).Limits.TokensPerRun, 0)
            : null;

    // The reflex first, where there is mail to sort: what it does costs nothing. Then the model, where there is one and it was told something.
    private async Task WorkAsync(RunRecord run, AgentDefinition definition, ActiveRun active)
    {
        if (RunPlanner.HasReflex(definition) || _turns is not { HasModel: true })
        {
            await _planner.ProposeAsync(run, definition, active.Token).ConfigureAwait(false);
            await _executor.ExecuteAsync(run, active).ConfigureAwait(false);
        }

        if (_turns is not null)
        {
            await _turns.FollowInstructionsAsync(run, active, definition).ConfigureAwait(false);
        }
    }

    private TurnRunner Compose(TurnParts parts, IConnectorSource connectors, RunFlows flows, Func<RunSettings> settings)
    {
        var own = new LoopTools(parts.Conversations);
        var desk = new ToolDesk(connectors, parts.Conversations, own, _planner, _executor, _journal);
        var prompts = new PromptBuilder(
            parts.Conversations,
            _journal,
            parts.Orders,
            () => settings().Owner,
            () => _snapshots.Now
        );
        _warmUp = new WarmTurn(parts, _journal, desk, () => settings().Owner, _snapshots.Time);
        var loop = new TurnLoop(parts.Conversations, prompts, new Compactor(parts.Conversations), desk, parts.Feed);
        return new TurnRunner(parts, loop, desk, own, flows, _agents, connectors, () => settings().Owner);
    }

    private async Task<(RunRecord, ConversationId)> AskAdmittedAsync(
        TurnRequest request,
        CancellationToken cancellationToken
    )
    {
        var definition = await AdmitAsync(request.Agent, cancellationToken).ConfigureAwait(false);
        if (_turns is not { HasModel: true })
        {
            throw new RunRefusedException(
                "No model is connected. Connect one: meshclaw connect model/NAME --openai-compatible URL --model M",
                "no-model"
            );
        }

        var conversation = await _turns.FindAsync(request, cancellationToken).ConfigureAwait(false);
        var run = await _runs.BeginAsync(request.Agent, request.Trigger, cancellationToken).ConfigureAwait(false);
        Log.RunBegan(_logger, run.Id, run.Agent, run.Trigger);
        _turns.Announce(run.Id);
        _active.Launch(
            run,
            async active =>
            {
                try
                {
                    await FinishLeftAsync(request.Agent, run.Id, active.Token).ConfigureAwait(false);
                }
                catch
                {
                    _turns.Withdraw(run.Id);
                    throw;
                }

                await _turns
                    .BeginAsync(run, active, definition, conversation, request.Conversation is null, request.Text)
                    .ConfigureAwait(false);
                return null;
            }
        );
        return (run, conversation.Id);
    }

    // What the owner has allowed is carried out; where that was a model's turn, the model goes on with what came of it.
    private Func<ActiveRun, Task<string?>> ExecuteOnlyAsync(RunRecord run) =>
        async active =>
        {
            await _executor.ExecuteAsync(run, active).ConfigureAwait(false);
            await _guests.CollectAsync(run, active).ConfigureAwait(false);
            if (_turns is not null)
            {
                await _turns.ContinueAsync(run, active).ConfigureAwait(false);
            }

            return null;
        };

    private async Task<bool> IsTurnAsync(RunId run, CancellationToken cancellationToken) =>
        _turns is not null && await _turns.IsTurnAsync(run, cancellationToken).ConfigureAwait(false);
}
