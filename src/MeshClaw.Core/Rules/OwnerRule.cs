using System.Collections.Immutable;
using MeshClaw.Core.Attention;
using MeshClaw.Core.Events;
using MeshClaw.Core.Presence;
using MeshClaw.Policy;

namespace MeshClaw.Core.Rules;

/// <summary>
/// A line of <c>rules</c> in config.yaml: what the owner wants to happen by itself. It needs no model, is matched on facts and presence alone, and comes from
/// that file only: no agent, message or memory can make one.
/// </summary>
/// <param name="Id">Names it in explanations and in <see cref="Happening.Lineage"/>: <c>rule-</c> and eight hex digits of its text's SHA-256.</param>
/// <param name="Text">As the owner wrote it.</param>
/// <param name="Line">Its line in the file, from 1; 0 where it stands in none.</param>
public abstract record OwnerRule(string Id, string Text, int Line)
{
    /// <summary>"while I'm in a meeting, only page me for production": what reaches the owner when.</summary>
    /// <param name="Id">See above.</param>
    /// <param name="Text">See above.</param>
    /// <param name="Line">See above.</param>
    /// <param name="While">What must hold of the owner; empty for always.</param>
    /// <param name="Fate">What becomes of the notices that it is about.</param>
    /// <param name="Where">Which notices it is about; null for all.</param>
    /// <param name="OthersWait">Whether all other notices are held: the rule says "only".</param>
    public sealed record Attend(
        string Id,
        string Text,
        int Line,
        ImmutableArray<PresenceState> While,
        NoticeFate Fate,
        Condition? Where,
        bool OthersWait
    ) : OwnerRule(Id, Text, Line);

    /// <summary>"staging: roll back when health fails for 5 minutes": what is done without asking. Never where production is.</summary>
    /// <param name="Id">See above.</param>
    /// <param name="Text">See above.</param>
    /// <param name="Line">See above.</param>
    /// <param name="Environment">Where: an environment's name, or a target's id.</param>
    /// <param name="Kind">On what: <c>health.failed</c>, <c>deployment.failed</c> or <c>deployment.stuck</c>.</param>
    /// <param name="For">For how long it must have held.</param>
    public sealed record RollBack(string Id, string Text, int Line, string Environment, string Kind, TimeSpan For)
        : OwnerRule(Id, Text, Line);

    /// <summary>"when deployment.failed where env = production, run doctor": starts an agent.</summary>
    /// <param name="Id">See above.</param>
    /// <param name="Text">See above.</param>
    /// <param name="Line">See above.</param>
    /// <param name="Kind">The kind of happening.</param>
    /// <param name="Where">Which of them; null for all.</param>
    /// <param name="Agent">Which agent.</param>
    /// <param name="Debounce">How long nothing more must come before it starts.</param>
    public sealed record Run(
        string Id,
        string Text,
        int Line,
        string Kind,
        Condition? Where,
        AgentName Agent,
        TimeSpan Debounce
    ) : OwnerRule(Id, Text, Line);
}

/// <summary>What must be true of a happening and of its owner: <c>env = production and I am in a meeting</c>. Pure.</summary>
public abstract record Condition
{
    private Condition() { }

    /// <summary>Both.</summary>
    public sealed record And(Condition Left, Condition Right) : Condition;

    /// <summary>One of them or both.</summary>
    public sealed record Or(Condition Left, Condition Right) : Condition;

    /// <summary>Not.</summary>
    public sealed record Not(Condition Inner) : Condition;

    /// <summary>A fact compared with a value. A fact that is not known makes every comparison false, also <see cref="Comparison.IsNot"/>.</summary>
    public sealed record Fact(string Name, Comparison How, string Value) : Condition;

    /// <summary>Something holds of the owner: <c>I am in a meeting</c>.</summary>
    public sealed record Holds(PresenceState State) : Condition;
}

/// <summary>How a fact is compared; texts without case.</summary>
public enum Comparison
{
    /// <summary><c>=</c>: the same; <c>*</c> in the value stands for anything.</summary>
    Is,

    /// <summary><c>!=</c>.</summary>
    IsNot,

    /// <summary><c>contains</c>.</summary>
    Contains,

    /// <summary><c>&gt;</c>, of numbers.</summary>
    Over,

    /// <summary><c>&lt;</c>, of numbers.</summary>
    Under,
}
