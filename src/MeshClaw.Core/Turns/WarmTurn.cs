using System.Collections.Immutable;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Journal;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Runs.Rehearsals;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Grants;
using MeshClaw.Policy.Orders;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>
/// A turn that is none: what turns are made of is gone through once with a model whose answer is made up, so that the first real one finds it loaded
/// and compiled. It has no tools, reads the journal and the orders, writes nothing, and nobody is told of it.
/// </summary>
internal sealed class WarmTurn(TurnParts parts, IJournal journal, ToolDesk desk, Func<Owner> owner, TimeProvider time)
{
    private const string Words = "hello";
    private static readonly RunId s_none = new(0);

    /// <summary>Goes through it with a model that answers by itself.</summary>
    public async Task RunAsync(IChatClient model, CancellationToken cancellationToken)
    {
        var grant = new AgentGrant
        {
            Agent = new AgentName("warm-up"),
            Tools = [],
            Connections = [],
        };
        var agent = new AgentDefinition
        {
            Name = grant.Agent,
            Description = "",
            Grant = grant,
            Version = "",
        };
        var conversations = new PassingConversations(time);
        var conversation = await conversations.BeginAsync(agent.Name, Words, cancellationToken).ConfigureAwait(false);
        NewEntry[] said = [new(new TurnContent.Said(Words))];
        await conversations.AppendAsync(conversation.Id, s_none, said, cancellationToken).ConfigureAwait(false);
        var vocabulary = new OrderVocabulary
        {
            Contacts = ImmutableDictionary<string, ImmutableArray<string>>.Empty,
            Agents = [],
            Folders = [],
            Today = DateOnly.FromDateTime(time.GetUtcNow().Date),
        };
        _ = OrderParser.Parse(Words, vocabulary);
        using var active = new ActiveRun(s_none, agent.Name);
        await using var ending = cancellationToken.Register(() => active.Cancel(byOwner: false));
        var turn = new Turn
        {
            Run = new RunRecord
            {
                Id = s_none,
                Agent = agent.Name,
                Trigger = "",
                State = RunState.Running,
                Started = time.GetUtcNow(),
            },
            Active = active,
            Agent = agent,
            Conversation = conversation,
            Readings = new ModelReadings(new RunFlow(Words, [owner().Name], new Plan([])), []),
            Belt = ToolBelt.Empty,
            Model = model,
            Message = Words,
            Task = Words,
            TokensLeft = int.MaxValue,
        };
        var prompts = new PromptBuilder(conversations, journal, parts.Orders, owner, time.GetUtcNow);
        var feed = new TurnFeed();
        feed.Begin(s_none);
        var loop = new TurnLoop(conversations, prompts, new Compactor(conversations), desk, feed);
        await loop.RunAsync(turn, parts.Window).ConfigureAwait(false);
        feed.End(s_none);
        await foreach (var _ in feed.Watch(s_none, cancellationToken).ConfigureAwait(false))
        {
            // Read, as whoever follows a turn does.
        }
    }
}
