using System.Collections.Concurrent;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Guests;
using MeshClaw.Core.Tools;
using MeshClaw.Policy;

namespace MeshClaw.Core.Runs;

/// <content>Calls of programs that are not the owner, as runs of a named agent.</content>
public sealed partial class RunEngine
{
    private readonly ConcurrentDictionary<AgentName, SemaphoreSlim> _guestTurns = new();

    /// <summary>The tools that a guest of an agent may ask for.</summary>
    /// <exception cref="RunRefusedException">There is no such agent, or its file has errors.</exception>
    public Task<IReadOnlyList<GuestTool>> ListGuestToolsAsync(AgentName agent, CancellationToken cancellationToken) =>
        _agents.List().FirstOrDefault(a => a.Name == agent) is { Definition: { } definition }
            ? _guests.ListAsync(definition, cancellationToken)
            : throw new RunRefusedException($"There is no agent {agent}, or its file has errors.", "not-found");

    /// <summary>
    /// Makes one call as a run of an agent, one after another. Returns when it was done, was refused, or waits for the owner.
    /// </summary>
    /// <param name="agent">Whose run it is.</param>
    /// <param name="tool">The tool's name, as <see cref="ListGuestToolsAsync"/> gives it.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <param name="cancellationToken">Calls it off, until it is in the journal.</param>
    public async Task<GuestAnswer> CallAsGuestAsync(
        AgentName agent,
        string tool,
        string arguments,
        CancellationToken cancellationToken
    )
    {
        var turn = _guestTurns.GetOrAdd(agent, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await AloneAsync(
                    agent,
                    $"{agent} is being started already.",
                    () => CallAdmittedAsync(agent, tool, arguments, cancellationToken)
                )
                .ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is ToolException or RunRefusedException or ConnectorException)
        {
            return new GuestAnswer(refused.Message, IsError: true);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>How an action of an agent's stands, for its guest.</summary>
    public Task<GuestAnswer> GuestStatusAsync(AgentName agent, ActionId action, CancellationToken cancellationToken) =>
        _guests.StatusAsync(agent, action, cancellationToken);

    private async Task<GuestAnswer> CallAdmittedAsync(
        AgentName agent,
        string tool,
        string arguments,
        CancellationToken cancellationToken
    )
    {
        var definition = await AdmitAsync(agent, cancellationToken).ConfigureAwait(false);
        var (offered, request) = await _guests
            .FindAsync(definition, tool, arguments, cancellationToken)
            .ConfigureAwait(false);
        var run = await _runs
            .BeginAsync(agent, $"{GuestDesk.Trigger}{request.Tool}", cancellationToken)
            .ConfigureAwait(false);
        Log.RunBegan(_logger, run.Id, agent, run.Trigger);
        GuestAnswer? answer = null;
        var launched = _active.Launch(
            run,
            async active =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(active.Token, cancellationToken);
                try
                {
                    answer = await _guests.CallAsync(run, active, offered, request, either.Token).ConfigureAwait(false);
                    return null;
                }
                catch (OperationCanceledException) when (!active.Token.IsCancellationRequested)
                {
                    return "The caller called it off.";
                }
            }
        );
        await launched!.Settled.ConfigureAwait(false); // The run is new: nobody works on it.
        cancellationToken.ThrowIfCancellationRequested();
        return answer ?? new GuestAnswer(await FailureOfAsync(run.Id).ConfigureAwait(false), IsError: true);
    }

    private async Task<string> FailureOfAsync(RunId run)
    {
        var record = await _runs.FindAsync(run, CancellationToken.None).ConfigureAwait(false);
        return record is null
            ? "It failed."
            : AsItStands(record).Error ?? "The owner stopped everything, or the gateway ended.";
    }
}
