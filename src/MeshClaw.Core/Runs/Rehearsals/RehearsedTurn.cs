using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Turns;

namespace MeshClaw.Core.Runs.Rehearsals;

/// <summary>The model's part of one rehearsal: the usual loop, as when a trigger starts the agent, within the agent's own limit of tokens.</summary>
internal sealed class RehearsedTurn(
    TurnParts parts,
    PassingConversations conversations,
    LoopTools own,
    ToolDesk desk,
    IJournal journal,
    Func<RunSettings> settings,
    Func<DateTimeOffset> now
)
{
    /// <summary>Has the model do what the agent's instructions say.</summary>
    /// <param name="run">The run that is none.</param>
    /// <param name="agent">Whose instructions.</param>
    /// <param name="connectors">What it may read from.</param>
    /// <param name="since">From when on it should look.</param>
    /// <param name="notes">Takes what the owner should know of how it ended.</param>
    /// <param name="cancellationToken">Ends the model's calls too.</param>
    /// <returns>Its last words, and what its calls came to.</returns>
    public async Task<(string Reply, TurnUsage Usage)> RunAsync(
        RunRecord run,
        AgentDefinition agent,
        IConnectorSource connectors,
        DateTimeOffset since,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        var from = TimeZoneInfo.ConvertTime(since, settings().Zone);
        var begin = string.Create(
            CultureInfo.InvariantCulture,
            $"{PromptBuilder.Gateway}You were started by your trigger. Do now what your instructions say, about what came since {from:yyyy-MM-dd HH:mm}; if nothing is to be done, say so. Calls that change something are tried, not made."
        );
        var conversation = await conversations.BeginAsync(agent.Name, "test", cancellationToken).ConfigureAwait(false);
        NewEntry[] said = [new(new TurnContent.Said(begin))];
        await conversations.AppendAsync(conversation.Id, run.Id, said, cancellationToken).ConfigureAwait(false);
        using var active = new ActiveRun(run.Id, agent.Name);
        await using var ending = cancellationToken.Register(() => active.Cancel(byOwner: false));
        var belt = await ToolBelt.OpenAsync(agent.Grant, connectors, cancellationToken).ConfigureAwait(false);
        notes.AddRange(belt.Unreachable);
        using var model = parts.Models().Open(new ModelUse { Agent = agent.Name, Trigger = run.Trigger });
        var skills = SkillShelf.Of(parts.Skills, agent);
        var readings = new ModelReadings(TurnRunner.FlowOfFile(agent, belt, settings().Owner), []);
        if (skills.Listed is { } listed)
        {
            readings.Observe(listed);
        }

        var turn = new Turn
        {
            Run = run,
            Active = active,
            Agent = agent,
            Conversation = conversation,
            Readings = readings,
            Belt = belt,
            Skills = skills,
            Model = model,
            Message = begin,
            Task = begin,
            TokensLeft = agent.Grant.Limits.TokensPerRun,
        };
        var prompts = new PromptBuilder(conversations, journal, parts.Orders, () => settings().Owner, now);
        var loop = new TurnLoop(conversations, prompts, new Compactor(conversations), desk, new TurnFeed());
        own.Delegate = (whole, task, tools, tokens) => loop.RunPartAsync(whole, task, tools, tokens, parts.Window);
        try
        {
            return ((await loop.RunAsync(turn, parts.Window).ConfigureAwait(false)).Reply, turn.Usage);
        }
        catch (RunPausedException)
        {
            notes.Add(
                $"The model used its {agent.Grant.Limits.TokensPerRun} tokens (limits.tokens-per-run); a run would have paused here and asked you."
            );
        }
        catch (ModelCallException failed)
        {
            notes.Add($"The model failed: {failed.Message}");
        }

        return ("", turn.Usage);
    }
}
