using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Models;
using MeshClaw.Core.Orders;
using MeshClaw.Core.Runs;
using MeshClaw.Core.Skills;
using MeshClaw.Core.Usage;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Core.Turns;

/// <summary>What turns need beside the engine's own parts.</summary>
public sealed record TurnParts
{
    /// <summary>Where conversations are kept.</summary>
    public required IConversationStore Conversations { get; init; }

    /// <summary>The owner's orders.</summary>
    public required IOrderStore Orders { get; init; }

    /// <summary>Whether any model is connected.</summary>
    public required Func<bool> HasModel { get; init; }

    /// <summary>The connected models; asked for when one is used, since their libraries need not be loaded before.</summary>
    public required Func<IModelSource> Models { get; init; }

    /// <summary>Reads a sentence as an order, against what may be named on this device.</summary>
    public required Func<string, CancellationToken, Task<OrderParse>> ReadOrder { get; init; }

    /// <summary>The skills that agents may name.</summary>
    public SkillCatalog Skills { get; init; } = SkillCatalog.None;

    /// <summary>Told what happens.</summary>
    public TurnFeed Feed { get; init; } = new();

    /// <summary>What runs have come to; null where nothing is metered, so that each process counts by itself.</summary>
    public IUsageLedger? Usage { get; init; }

    /// <summary>Tokens of a prompt above which a conversation is compacted.</summary>
    public int Window { get; init; } = TurnLoop.UsualWindow;
}

/// <summary>Begins and continues turns. Thread-safe; one turn of a conversation at a time.</summary>
internal sealed class TurnRunner
{
    private const int MaxSentences = 20;

    private readonly ConversationMemory _memory = new();
    private readonly TurnParts _parts;
    private readonly TurnLoop _loop;
    private readonly ToolDesk _desk;
    private readonly RunFlows _flows;
    private readonly IAgentCatalog _agents;
    private readonly IConnectorSource _connectors;
    private readonly Func<Owner> _owner;

    public TurnRunner(
        TurnParts parts,
        TurnLoop loop,
        ToolDesk desk,
        LoopTools own,
        RunFlows flows,
        IAgentCatalog agents,
        IConnectorSource connectors,
        Func<Owner> owner
    )
    {
        (_parts, _loop, _desk, _flows) = (parts, loop, desk, flows);
        (_agents, _connectors, _owner) = (agents, connectors, owner);
        own.Delegate = (turn, task, tools, tokens) => loop.RunPartAsync(turn, task, tools, tokens, parts.Window);
    }

    /// <summary>Whether any model is connected.</summary>
    public bool HasModel => _parts.HasModel();

    /// <summary>Writes the owner's words down, and the orders that are in them.</summary>
    /// <exception cref="RunRefusedException">There is no such conversation of this agent.</exception>
    public async Task<Conversation> FindAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        if (request.Conversation is not { } id)
        {
            var title = Mail.InvisibleText.Line(request.Text, Conversation.MaxTitle);
            return await _parts.Conversations.BeginAsync(request.Agent, title, cancellationToken).ConfigureAwait(false);
        }

        return
            await _parts.Conversations.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } found
            && found.Agent == request.Agent
            ? found
            : throw new RunRefusedException($"There is no conversation {id} with {request.Agent}.", "not-found");
    }

    /// <summary>From now on what happens in a run can be watched: before its name is told, so that nobody who watches it at once comes too early.</summary>
    public void Announce(RunId run) => _parts.Feed.Begin(run);

    /// <summary>What was announced does not come.</summary>
    public void Withdraw(RunId run) => _parts.Feed.End(run);

    /// <summary>Begins a turn with the owner's words, and goes on until it is over or waits.</summary>
    /// <param name="run">The run, which has come to nothing yet.</param>
    /// <param name="active">The same, under way.</param>
    /// <param name="agent">Whom it is for.</param>
    /// <param name="conversation">Which it belongs to.</param>
    /// <param name="isFirst">Nothing was said in it before.</param>
    /// <param name="text">The owner's words.</param>
    public async Task BeginAsync(
        RunRecord run,
        ActiveRun active,
        AgentDefinition agent,
        Conversation conversation,
        bool isFirst,
        string text
    )
    {
        _parts.Feed.Begin(run.Id);
        text = text.Replace(PromptBuilder.Gateway, "[gateway]: ", StringComparison.Ordinal); // That is nobody else's to say.
        var said = new List<NewEntry> { new(new TurnContent.Said(text)) };
        foreach (var note in await TakeOrdersAsync(text, active.Token).ConfigureAwait(false))
        {
            said.Add(new NewEntry(new TurnContent.Noted(note, Ends: false)));
            _parts.Feed.Publish(run.Id, new TurnEvent.Noted(note));
        }

        await _parts.Conversations.AppendAsync(conversation.Id, run.Id, said, active.Token).ConfigureAwait(false);
        var start = new Start(text) { IsFirst = isFirst, HasSpentNothing = true };
        await WorkAsync(run, active, agent, conversation, start).ConfigureAwait(false);
    }

    /// <summary>
    /// Has an agent's model do what its instructions say, where a trigger started it or the owner ran it without a word. Nothing where it has no
    /// instructions or there is no model.
    /// </summary>
    /// <param name="run">The run; its reflex has done its part.</param>
    /// <param name="active">The same, under way.</param>
    /// <param name="agent">Whose instructions.</param>
    public async Task FollowInstructionsAsync(RunRecord run, ActiveRun active, AgentDefinition agent)
    {
        if (!HasModel || string.IsNullOrWhiteSpace(agent.Instructions))
        {
            return;
        }

        var conversation = await _parts
            .Conversations.BeginAsync(
                agent.Name,
                Mail.InvisibleText.Line($"{run.Id}: {run.Trigger}", Conversation.MaxTitle),
                active.Token
            )
            .ConfigureAwait(false);
        // What the trigger carries is no order; that it came is all that is said of it.
        const string Begin =
            "[gateway] You were started by your trigger. Do now what your instructions say; if nothing is to be done, say so.";
        var said = new NewEntry(new TurnContent.Said(Begin));
        _parts.Feed.Begin(run.Id);
        await _parts.Conversations.AppendAsync(conversation.Id, run.Id, [said], active.Token).ConfigureAwait(false);
        await WorkAsync(run, active, agent, conversation, new Start(Begin) { IsFirst = true }).ConfigureAwait(false);
    }

    /// <summary>Goes on with the turn of a run after the owner answered or a process ended. Nothing where it is over, or was none.</summary>
    public async Task<bool> ContinueAsync(RunRecord run, ActiveRun active)
    {
        if (
            await _parts.Conversations.OfRunAsync(run.Id, active.Token).ConfigureAwait(false) is not { } conversation
            || _agents.Find(run.Agent) is not { } agent
        )
        {
            return false;
        }

        var entries = await _parts.Conversations.ReadAsync(conversation.Id, 0, active.Token).ConfigureAwait(false);
        var mine = entries.Where(e => e.Run == run.Id).ToList();
        if (
            mine.Count == 0
            || entries[^1].Run != run.Id // The conversation has gone on without it.
            || mine[^1].Content is TurnContent.Answered { Calls.IsEmpty: true } or TurnContent.Noted { Ends: true }
        )
        {
            return false;
        }

        _parts.Feed.Begin(run.Id);
        var text = mine.Select(e => e.Content).OfType<TurnContent.Said>().FirstOrDefault()?.Text ?? "";
        await WorkAsync(run, active, agent, conversation, new Start(text) { Left = mine }).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether a run is a turn.</summary>
    public async Task<bool> IsTurnAsync(RunId run, CancellationToken cancellationToken) =>
        await _parts.Conversations.OfRunAsync(run, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>With what a turn begins or goes on.</summary>
    /// <param name="Text">The owner's words, or what stands for them.</param>
    private sealed record Start(string Text)
    {
        /// <summary>Nothing was said in the conversation before, so that nothing was read in it.</summary>
        public bool IsFirst { get; init; }

        /// <summary>The run begins here, so that no call was made in it and nothing allowed to it.</summary>
        public bool HasSpentNothing { get; init; }

        /// <summary>What of it is there already, where it goes on.</summary>
        public IReadOnlyList<TurnEntry>? Left { get; init; }
    }

    private async Task WorkAsync(
        RunRecord run,
        ActiveRun active,
        AgentDefinition agent,
        Conversation conversation,
        Start start
    )
    {
        try
        {
            using var model = _parts
                .Models()
                .Open(
                    new ModelUse
                    {
                        Agent = run.Agent,
                        Run = run.Id,
                        Trigger = run.Trigger,
                    }
                );
            var belt = await ToolBelt.OpenAsync(agent.Grant, _connectors, active.Token).ConfigureAwait(false);
            var skills = SkillShelf.Of(_parts.Skills, agent);
            await _parts.Skills.TellWithdrawnAsync(active.Token).ConfigureAwait(false);
            var readings = await ReadingsAsync(run, agent, belt, conversation, start, active.Token)
                .ConfigureAwait(false);
            if (skills.Listed is { } listed)
            {
                readings.Observe(listed); // What others wrote of their skills stands in the prompt.
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
                Message = start.Text,
                Task = start.Text,
                TokensLeft = start.HasSpentNothing
                    ? agent.Grant.Limits.TokensPerRun
                    : await TokensLeftAsync(run.Id, agent, active.Token).ConfigureAwait(false),
                IsMetered = _parts.Usage is not null,
            };
            try
            {
                if (start.Left is { } left)
                {
                    await _desk.CatchUpAsync(turn, left).ConfigureAwait(false);
                    if (await _desk.WaitsAsync(turn).ConfigureAwait(false))
                    {
                        return;
                    }
                }

                await _loop.RunAsync(turn, _parts.Window).ConfigureAwait(false);
            }
            finally
            {
                Remember(turn);
            }
        }
        finally
        {
            _parts.Feed.End(run.Id);
        }
    }

    private async Task<long> TokensLeftAsync(RunId run, AgentDefinition agent, CancellationToken cancellationToken)
    {
        long all = agent.Grant.Limits.TokensPerRun;
        return
            _parts.Usage is { } usage
            && await usage.OfRunAsync(run, cancellationToken).ConfigureAwait(false) is var spent
            ? Math.Max(0, all + spent.Allowance.Tokens - spent.Counted)
            : all;
    }

    // A trigger's run follows the reviewed file: its words are the owner's, and its tools the plan.
    private RunFlow NewFlow(AgentDefinition agent, ToolBelt belt, string text)
    {
        var me = _owner();
        string[] identities = [me.Name, .. me.Addresses];
        return text.StartsWith(PromptBuilder.Gateway, StringComparison.Ordinal)
            ? FlowOfFile(agent, belt, me)
            : new RunFlow(text, identities, new Plan([]));
    }

    /// <summary>What is known of a run that a trigger starts, before it has read anything.</summary>
    internal static RunFlow FlowOfFile(AgentDefinition agent, ToolBelt belt, Owner me) =>
        new(
            string.Join('\n', agent.Rules.Select(r => r.Text).Append(agent.Instructions)),
            [me.Name, .. me.Addresses],
            new Plan(belt.All.Select(t => new PlanGrant(t.Definition.Name, Count: null)))
        );

    private async Task<ModelReadings> ReadingsAsync(
        RunRecord run,
        AgentDefinition agent,
        ToolBelt belt,
        Conversation conversation,
        Start start,
        CancellationToken cancellationToken
    )
    {
        if (_flows.Find(run.Id) is ModelReadings known)
        {
            return known;
        }

        var flow = NewFlow(agent, belt, start.Text);
        if (!start.IsFirst && !_memory.TellTo(flow, conversation.Id))
        {
            var entries = await _parts
                .Conversations.ReadAsync(conversation.Id, 0, cancellationToken)
                .ConfigureAwait(false);
            if (entries.Any(e => e.Content is TurnContent.Returned { Foreign: true } or TurnContent.Proposed))
            {
                ConversationMemory.TellUnknownTo(flow); // It is in the prompt.
            }
        }

        var readings = new ModelReadings(flow, []);
        _flows.Begin(run.Id, readings);
        return readings;
    }

    private void Remember(Turn turn)
    {
        _memory.Add(turn.Conversation.Id, turn.Readings.Seen);
        turn.Readings.Seen.Clear();
    }

    // Orders only narrow what is allowed, so that one taken from a message can do no harm; one that is overlooked could.
    private async Task<IReadOnlyList<string>> TakeOrdersAsync(string text, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var sentences = text.Split(
            ['\n', '.', '!', ';'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        foreach (var sentence in sentences.Take(MaxSentences))
        {
            if (
                await _parts.ReadOrder(sentence, cancellationToken).ConfigureAwait(false)
                is not OrderParse.Understood understood
            )
            {
                continue;
            }

            var book = await _parts.Orders.ReadAsync(cancellationToken).ConfigureAwait(false);
            var words = OrderWords.Describe(understood.Rule);
            if (book.Orders.All(o => OrderWords.Describe(o.Rule) != words))
            {
                var order = await _parts
                    .Orders.AddAsync(sentence, understood.Rule, cancellationToken)
                    .ConfigureAwait(false);
                notes.Add(
                    $"Taken as an order, {order.Id}: {words} It holds until you remove it: meshclaw orders remove {order.Id}"
                );
            }
        }

        return notes;
    }
}
