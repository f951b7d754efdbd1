namespace MeshClaw.Protocol;

/// <summary>An AGENT.md that is shipped for owners to begin with.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line.</param>
/// <param name="Connectors">What it is written for.</param>
/// <param name="When">What starts it.</param>
/// <param name="Missing">What of that is not connected here.</param>
/// <param name="Text">The file.</param>
public sealed record AgentTemplateResponse(
    string Name,
    string Description,
    IReadOnlyList<string> Connectors,
    IReadOnlyList<string> When,
    IReadOnlyList<string> Missing,
    string Text
);

/// <summary>Asks for a draft of an agent. Stores nothing.</summary>
public sealed record AgentDraftRequest
{
    /// <summary>What it should do, in the owner's words; at most 2,000 characters.</summary>
    public string? Sentence { get; init; }

    /// <summary>A shipped template.</summary>
    public string? Template { get; init; }

    /// <summary>Its name; proposed where left out.</summary>
    public string? Name { get; init; }

    /// <summary>Its connections and no others; from the sentence or the template where left out.</summary>
    public IReadOnlyList<string>? Connections { get; init; }

    /// <summary><c>06:30 on weekdays</c>, <c>every morning</c>, <c>when mail comes</c>, a cron expression; <c>asked</c> for nothing of it.</summary>
    public IReadOnlyList<string>? When { get; init; }

    /// <summary><c>observe</c>, <c>propose</c>, <c>act-reversibly</c>, <c>act</c>; never above <c>propose</c> where left out.</summary>
    public string? Autonomy { get; init; }

    /// <summary>Whether the connected model words the instructions. It chooses nothing else.</summary>
    public bool ByModel { get; init; }
}

/// <summary>A draft for the owner to read, or what must be answered first.</summary>
public sealed record AgentDraftResponse
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>The AGENT.md; null where something must be answered or mended first.</summary>
    public string? Text { get; init; }

    /// <summary>The version of the agent that has this name already; null where there is none.</summary>
    public string? Replaces { get; init; }

    /// <summary>What it can and cannot do, in plain words.</summary>
    public required IReadOnlyList<string> Can { get; init; }

    /// <summary>What it would use and is not connected.</summary>
    public required IReadOnlyList<AgentMissing> Missing { get; init; }

    /// <summary>What must be answered before there is a draft.</summary>
    public required IReadOnlyList<AgentQuestionDto> Questions { get; init; }

    /// <summary>What was read into the words, for the owner to check.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Errors and warnings of the file.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>What is not connected.</summary>
/// <param name="Connector">Such as <c>calendar</c>.</param>
/// <param name="Todo">What to do about it.</param>
public sealed record AgentMissing(string Connector, string Todo);

/// <summary>What must be answered.</summary>
/// <param name="Key"><c>what</c>, <c>connections</c>, <c>when</c>, <c>name</c>, <c>autonomy</c> or <c>template</c>.</param>
/// <param name="Text">The question.</param>
/// <param name="Options">Answers that would be understood, the most likely first.</param>
public sealed record AgentQuestionDto(string Key, string Text, IReadOnlyList<string> Options);

/// <summary>Checks, or writes, an agent's file.</summary>
/// <param name="Text">The AGENT.md, whole.</param>
/// <param name="Replaces">The version that it takes the place of; null for an agent that must not be there yet.</param>
public sealed record AgentFileRequest(string Text, string? Replaces = null);

/// <summary>Asks what an agent would have done.</summary>
/// <param name="Minutes">How far back; 1 to 44,640 (31 days).</param>
/// <param name="Limit">Calls that are looked at, 1 to 1,000; the agent's own limit where left out.</param>
public sealed record AgentTestRequest(int Minutes = 1440, int? Limit = null);

/// <summary>What an agent would have done. Nothing of it was.</summary>
public sealed record AgentTestResponse
{
    /// <summary>Which agent.</summary>
    public required string Agent { get; init; }

    /// <summary>From when on, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Until when, UTC.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it would have been started, oldest first, at most 200.</summary>
    public required IReadOnlyList<AgentTestStart> Starts { get; init; }

    /// <summary>Messages of that time that it came upon.</summary>
    public required int Messages { get; init; }

    /// <summary>Of those, how many lie in the inbox still.</summary>
    public required int InInbox { get; init; }

    /// <summary>What it would have asked for, in order.</summary>
    public required IReadOnlyList<AgentTestCall> Calls { get; init; }

    /// <summary>Calls over the limit, that were not looked at.</summary>
    public int Left { get; init; }

    /// <summary>The model's last words; null where none took part.</summary>
    public string? Reply { get; init; }

    /// <summary>What the model used; null where none took part. The cost is null where it is not known.</summary>
    public TurnUsageDto? Usage { get; init; }

    /// <summary>What to know of how it went.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>A start that there would have been.</summary>
/// <param name="At">UTC.</param>
/// <param name="Why">The trigger.</param>
public sealed record AgentTestStart(DateTimeOffset At, string Why);

/// <summary>A call that would have been proposed.</summary>
/// <param name="Connection">On which account.</param>
/// <param name="Tool">Which tool.</param>
/// <param name="Title">What it is about. Third-party text.</param>
/// <param name="Arguments">JSON.</param>
/// <param name="Reason">Why.</param>
/// <param name="Verdict"><c>allow</c>, <c>ask</c>, <c>deny</c>: by the agent's file as it stands.</param>
/// <param name="Explanation">Of the verdict, in a sentence.</param>
public sealed record AgentTestCall(
    string Connection,
    string Tool,
    string Title,
    string Arguments,
    string Reason,
    string Verdict,
    string Explanation
);
