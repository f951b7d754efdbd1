using MeshClaw.Core.Agents;
using MeshClaw.Core.Connectors;
using MeshClaw.Core.Models;
using MeshClaw.Core.Orders;
using MeshClaw.Core.Runs;
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

    /// <summary>The connected models.</summary>
    public required IModelSource Models { get; init; }

    /// <summary>Reads a sentence as an order, against what may be named on this device.</summary>
    public required Func<string, CancellationToken, Task<OrderParse>> ReadOrder { get; init; }

    /// <summary>Told what happens.</summary>
    public TurnFeed Feed { get; init; } = new();

    /// <summary>Tokens of a prompt above which a conversation is compacted.</summary>
    public int Window { get; init; } = TurnLoop.UsualWindow;
}

/// <summary>Begins and continues turns. Thread-safe; one turn of a conversation at a time.</summary>
internal sealed class TurnRunner(
    TurnParts parts,
    TurnLoop loop,
    ToolDesk desk,
    RunFlows flows,
    IAgentCatalog agents,
    IConnectorSource connectors,
    Func<Owner> owner
)
{
    private const int MaxTitle = 80;
    private const int MaxSentences = 20;

    private readonly ConversationMemory _memory = new();

    /// <summary>Whether any model is connected.</summary>
    public bool HasModel => parts.Models.Models.Count > 0;

    /// <summary>Writes the owner's words down, and the orders that are in them.</summary>
    /// <exception cref="RunRefusedException">There is no such conversation of this agent.</exception>
    public async Task<Conversation> FindAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        if (request.Conversation is not { } id)
        {
            var title = Mail.InvisibleText.Line(request.Text, MaxTitle);
            return await parts.Conversations.BeginAsync(request.Agent, title, cancellationToken).ConfigureAwait(false);
        }

        return
            await parts.Conversations.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } found
            && found.Agent == request.Agent
            ? found
            : throw new RunRefusedException($"There is no conversation {id} with {request.Agent}.", "not-found");
    }

    /// <summary>Begins a turn with the owner's words, and goes on until it is over or waits.</summary>
    public async Task BeginAsync(
        RunRecord run,
        ActiveRun active,
        AgentDefinition agent,
        Conversation conversation,
        string text
    )
    {
        parts.Feed.Begin(run.Id);
        var said = new List<NewEntry> { new(new TurnContent.Said(text)) };
        foreach (var note in await TakeOrdersAsync(text, active.Token).ConfigureAwait(false))
        {
            said.Add(new NewEntry(new TurnContent.Noted(note, Ends: false)));
            parts.Feed.Publish(run.Id, new TurnEvent.Noted(note));
        }

        await parts.Conversations.AppendAsync(conversation.Id, run.Id, said, active.Token).ConfigureAwait(false);
        await WorkAsync(run, active, agent, conversation, text).ConfigureAwait(false);
    }

    /// <summary>Goes on with the turn of a run after the owner answered or a process ended. Nothing where it is over, or was none.</summary>
    public async Task<bool> ContinueAsync(RunRecord run, ActiveRun active)
    {
        if (
            await parts.Conversations.OfRunAsync(run.Id, active.Token).ConfigureAwait(false) is not { } conversation
            || agents.Find(run.Agent) is not { } agent
        )
        {
            return false;
        }

        var entries = await parts.Conversations.ReadAsync(conversation.Id, 0, active.Token).ConfigureAwait(false);
        var mine = entries.Where(e => e.Run == run.Id).ToList();
        if (
            mine.Count == 0
            || entries[^1].Run != run.Id // The conversation has gone on without it.
            || mine[^1].Content is TurnContent.Answered { Calls.IsEmpty: true } or TurnContent.Noted { Ends: true }
        )
        {
            return false;
        }

        parts.Feed.Begin(run.Id);
        var text = mine.Select(e => e.Content).OfType<TurnContent.Said>().FirstOrDefault()?.Text ?? "";
        await WorkAsync(run, active, agent, conversation, text, mine).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether a run is a turn.</summary>
    public async Task<bool> IsTurnAsync(RunId run, CancellationToken cancellationToken) =>
        await parts.Conversations.OfRunAsync(run, cancellationToken).ConfigureAwait(false) is not null;

    private async Task WorkAsync(
        RunRecord run,
        ActiveRun active,
        AgentDefinition agent,
        Conversation conversation,
        string text,
        IReadOnlyList<TurnEntry>? left = null
    )
    {
        try
        {
            using var model = parts.Models.Open(
                new ModelUse
                {
                    Agent = run.Agent,
                    Run = run.Id,
                    Trigger = run.Trigger,
                }
            );
            var turn = new Turn
            {
                Run = run,
                Active = active,
                Agent = agent,
                Conversation = conversation,
                Readings = await ReadingsAsync(run, conversation, text, active.Token).ConfigureAwait(false),
                Belt = await ToolBelt.OpenAsync(agent.Grant, connectors, active.Token).ConfigureAwait(false),
                Model = model,
                Message = text,
                TokensLeft = agent.Grant.Limits.TokensPerRun,
            };
            try
            {
                if (left is not null)
                {
                    await desk.CatchUpAsync(turn, left).ConfigureAwait(false);
                    if (await desk.WaitsAsync(run.Id, active.Token).ConfigureAwait(false))
                    {
                        return;
                    }
                }

                await loop.RunAsync(turn, parts.Window).ConfigureAwait(false);
            }
            finally
            {
                Remember(turn);
            }
        }
        finally
        {
            parts.Feed.End(run.Id);
        }
    }

    private async Task<ModelReadings> ReadingsAsync(
        RunRecord run,
        Conversation conversation,
        string text,
        CancellationToken cancellationToken
    )
    {
        if (flows.Find(run.Id) is ModelReadings known)
        {
            return known;
        }

        var me = owner();
        var flow = new RunFlow(text, [me.Name, .. me.Addresses], new Plan([]));
        if (!_memory.TellTo(flow, conversation.Id))
        {
            var entries = await parts
                .Conversations.ReadAsync(conversation.Id, 0, cancellationToken)
                .ConfigureAwait(false);
            if (entries.Any(e => e.Content is TurnContent.Returned { Foreign: true } or TurnContent.Proposed))
            {
                ConversationMemory.TellUnknownTo(flow); // It is in the prompt.
            }
        }

        var readings = new ModelReadings(flow);
        flows.Begin(run.Id, readings);
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
                await parts.ReadOrder(sentence, cancellationToken).ConfigureAwait(false)
                is not OrderParse.Understood understood
            )
            {
                continue;
            }

            var book = await parts.Orders.ReadAsync(cancellationToken).ConfigureAwait(false);
            var words = OrderWords.Describe(understood.Rule);
            if (book.Orders.All(o => OrderWords.Describe(o.Rule) != words))
            {
                var order = await parts
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
