using MeshClaw.Core.Agents;
using MeshClaw.Core.Runs;
using MeshClaw.Policy;
using MeshClaw.Policy.Flow;
using Microsoft.Extensions.AI;

namespace MeshClaw.Core.Turns;

/// <summary>What begins a turn.</summary>
/// <param name="Agent">Whom it is for.</param>
/// <param name="Text">The owner's words.</param>
/// <param name="Conversation">Which to go on with; null for a new one.</param>
/// <param name="Trigger">How it came about: <c>asked</c>, <c>chat</c>.</param>
public sealed record TurnRequest(AgentName Agent, string Text, ConversationId? Conversation, string Trigger);

/// <summary>Tokens that the calls of a turn came to, as providers said.</summary>
public sealed record TurnUsage
{
    /// <summary>What went to the model, cached parts included; null where a provider did not say.</summary>
    public long? Input { get; init; } = 0;

    /// <summary>What it wrote; null where a provider did not say.</summary>
    public long? Output { get; init; } = 0;

    /// <summary>Of the input, what the provider had in its cache.</summary>
    public long Cached { get; init; }

    /// <summary>With what other calls came to.</summary>
    public TurnUsage With(TurnUsage others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new()
        {
            Input = Input + others.Input,
            Output = Output + others.Output,
            Cached = Cached + others.Cached,
        };
    }

    /// <summary>With one call more.</summary>
    public TurnUsage With(UsageDetails? call) =>
        new()
        {
            Input = Input + call?.InputTokenCount,
            Output = Output + call?.OutputTokenCount,
            Cached = Cached + (call?.CachedInputTokenCount ?? 0),
        };
}

/// <summary>How a turn stands when its run stops running.</summary>
/// <param name="Reply">The model's last words; empty where it said nothing.</param>
/// <param name="IsOver">False where it goes on once the owner has answered.</param>
public sealed record TurnOutcome(string Reply, bool IsOver);

/// <summary>One turn under way. Used by one thread at a time.</summary>
internal sealed class Turn
{
    public required RunRecord Run { get; init; }

    public required ActiveRun Active { get; init; }

    public required AgentDefinition Agent { get; init; }

    public required Conversation Conversation { get; set; }

    public required ModelReadings Readings { get; init; }

    public required ToolBelt Belt { get; init; }

    /// <summary>The skills that it may use.</summary>
    public SkillShelf Skills { get; init; } = SkillShelf.Empty;

    public required IChatClient Model { get; init; }

    /// <summary>The owner's message, which alone makes the plan; of a run that a trigger started, the agent's reviewed instructions.</summary>
    public required string Message { get; init; }

    /// <summary>What its conversation began with: the same message, or the part of it that a sub-run has.</summary>
    public required string Task { get; init; }

    /// <summary>The actions that this turn proposed.</summary>
    public HashSet<ActionId> Proposed { get; } = [];

    /// <summary>How deep it is among sub-runs; 0 for the owner's own turn.</summary>
    public int Depth { get; init; }

    public TurnUsage Usage { get; set; } = new();

    /// <summary>Tokens that may still be used; what providers do not say is estimated.</summary>
    public long TokensLeft { get; set; }

    /// <summary>Whether each call is held against the run's budget before it is made; then nothing but that pauses it.</summary>
    public bool IsMetered { get; init; }

    /// <summary>Whether the plan was asked for, from the owner's message alone.</summary>
    public bool IsPlanned { get; set; }

    /// <summary>A part of this turn, done apart: it has read all that this one has, and may do less.</summary>
    public Turn Part(Conversation conversation, string task, ToolBelt belt, long tokens) =>
        new()
        {
            Run = Run,
            Active = Active,
            Agent = Agent,
            Conversation = conversation,
            Readings = Readings.ForSubRun(new Plan((Flow.Plan?.Grants ?? []).Where(g => belt.Has(g.Tool)))),
            Belt = belt,
            Skills = Skills,
            Model = Model,
            Message = Message,
            Task = task,
            Depth = Depth + 1,
            TokensLeft = tokens,
            IsMetered = IsMetered,
            IsPlanned = IsPlanned,
        };

    public LoopWatch Watch { get; } = new();

    public RunFlow Flow => Readings.Flow;

    public CancellationToken Token => Active.Token;
}
