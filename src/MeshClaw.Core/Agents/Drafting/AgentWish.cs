using System.Collections.Immutable;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>What an owner says of an agent that is to be made. All of it is the owner's word.</summary>
public sealed record AgentWish
{
    /// <summary>The most characters of a sentence.</summary>
    public const int MaxSentence = 2000;

    /// <summary>What it should do, in a sentence; empty where a template alone says it.</summary>
    public string Sentence { get; init; } = "";

    /// <summary>A shipped template; null where the sentence decides.</summary>
    public string? Template { get; init; }

    /// <summary>Its name; null for one that the draft proposes.</summary>
    public string? Name { get; init; }

    /// <summary>The connections that it gets, and no others; empty where the sentence decides.</summary>
    public ImmutableArray<string> Connections { get; init; } = [];

    /// <summary>Times and events: <c>06:30 on weekdays</c>, <c>every morning</c>, <c>when mail comes</c>, <c>asked</c>. Empty where the sentence decides.</summary>
    public ImmutableArray<string> When { get; init; } = [];

    /// <summary>As AGENT.md spells it; null for <c>propose</c>, or less where the template says so.</summary>
    public string? Autonomy { get; init; }
}

/// <summary>What must still be said before there can be a draft.</summary>
/// <param name="Key"><c>what</c>, <c>connections</c>, <c>when</c>, <c>name</c>, <c>autonomy</c> or <c>template</c>.</param>
/// <param name="Text">The question, in a sentence or two.</param>
/// <param name="Options">Answers that would be understood; the first is the most likely.</param>
public sealed record AgentQuestion(string Key, string Text, ImmutableArray<string> Options);

/// <summary>Something that the agent would use and that is not connected.</summary>
/// <param name="Connector">Such as <c>deployments</c>.</param>
/// <param name="Todo">How to connect it, or that nothing can be yet.</param>
public sealed record MissingConnector(string Connector, string Todo);

/// <summary>What became of a wish: a draft, or what is to be answered first. What is missing and what was decided is said either way.</summary>
/// <param name="Draft">Null with questions.</param>
/// <param name="Questions">Empty with a draft.</param>
/// <param name="Missing">What is not connected.</param>
/// <param name="Notes">What was read into the sentence, for the owner to check.</param>
public sealed record AgentDrafting(
    AgentDraft? Draft,
    ImmutableArray<AgentQuestion> Questions,
    ImmutableArray<MissingConnector> Missing,
    ImmutableArray<string> Notes
);
