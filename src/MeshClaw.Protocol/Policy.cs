namespace MeshClaw.Protocol;

/// <summary>A policy file's text, to look at or to try out. Nothing is stored.</summary>
/// <param name="Text">YAML.</param>
/// <param name="File">Its path, for messages.</param>
/// <param name="Since">For <c>simulate</c>: calls that were proposed from this moment on, UTC; null for the last 24 hours.</param>
public sealed record PolicyRequest(string Text, string? File = null, DateTimeOffset? Since = null);

/// <summary>Something about a file that its writer should know.</summary>
/// <param name="File">Its path.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Level"><c>error</c> or <c>warning</c>.</param>
/// <param name="Message">One or two sentences.</param>
public sealed record FileFinding(string File, int Line, int Column, string Level, string Message);

/// <summary>What a policy file comes to.</summary>
/// <param name="File">Its path.</param>
/// <param name="Ok">Whether it would be taken.</param>
/// <param name="Rules">How many rules it has; 0 where it would not be taken.</param>
/// <param name="Examples">How many examples of them hold; 0 where it would not be taken.</param>
/// <param name="Findings">Every error and warning, in the order of the lines.</param>
public sealed record PolicyCheckResponse(
    string File,
    bool Ok,
    int Rules,
    int Examples,
    IReadOnlyList<FileFinding> Findings
);

/// <summary>What the timeline would have looked like under another policy file.</summary>
public sealed record PolicySimulationResponse
{
    /// <summary>From when on, UTC.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Calls that were decided again.</summary>
    public required int Calls { get; init; }

    /// <summary>Calls that could not be: the timeline does not hold enough of them.</summary>
    public required int Skipped { get; init; }

    /// <summary>How many calls got another verdict, by <c>allow → ask</c> and the like.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>Each of them, oldest first.</summary>
    public required IReadOnlyList<PolicyChange> Changed { get; init; }
}

/// <summary>A call that another policy file would have decided otherwise.</summary>
/// <param name="Action">The call.</param>
/// <param name="At">When it was proposed, UTC.</param>
/// <param name="Agent">By whom.</param>
/// <param name="Tool">Its tool.</param>
/// <param name="Title">One line on its target; third-party text.</param>
/// <param name="State">What became of it.</param>
/// <param name="From">The verdict of the policy in force: <c>allow</c>, <c>ask</c>, <c>deny</c>.</param>
/// <param name="To">That of the file.</param>
/// <param name="Rules">The rules that make the new verdict or, where it is milder, that made the old one.</param>
/// <param name="Explanation">Why, in one sentence.</param>
public sealed record PolicyChange(
    string Action,
    DateTimeOffset At,
    string Agent,
    string Tool,
    string Title,
    string State,
    string From,
    string To,
    IReadOnlyList<string> Rules,
    string Explanation
);

/// <summary>What an agent may do, and why: exactly one of <see cref="Agent"/> and <see cref="Action"/> is there.</summary>
/// <param name="Agent">Of an agent.</param>
/// <param name="Action">Of a call of the timeline.</param>
public sealed record PolicyExplanation(AgentPolicy? Agent, ActionPolicy? Action);

/// <summary>What an agent may do under all policy in force.</summary>
/// <param name="Name">The agent.</param>
/// <param name="Values">Each value, where it comes from, and what it was narrowed from.</param>
/// <param name="Rules">The rules of policy that can be about this agent.</param>
public sealed record AgentPolicy(string Name, IReadOnlyList<PolicyValue> Values, IReadOnlyList<PolicyRule> Rules);

/// <summary>One thing that an agent may do, or how much of it.</summary>
/// <param name="Name"><c>autonomy</c>, <c>bulk</c>, <c>tool mail.send</c> …</param>
/// <param name="Value">What holds.</param>
/// <param name="From">The file that says so, or <c>default</c>.</param>
/// <param name="NarrowedFrom">What the agent's own file says, where less holds.</param>
public sealed record PolicyValue(string Name, string Value, string From, string? NarrowedFrom);

/// <summary>A rule of policy.</summary>
/// <param name="Id">Its id; <c>org:</c> before those of the organisation.</param>
/// <param name="Verb"><c>permit</c>, <c>ask</c>, <c>forbid</c>.</param>
/// <param name="Why">Its writer's words.</param>
/// <param name="Matches">Whether it is about the call; null where there is no call.</param>
/// <param name="Conditions">Each condition: <c>met</c>, <c>unmet</c>, or <c>unknown</c>; without a call, none.</param>
public sealed record PolicyRule(
    string Id,
    string Verb,
    string? Why,
    bool? Matches,
    IReadOnlyDictionary<string, string> Conditions
);

/// <summary>What the guard says now of a call of the timeline, as of the time when it was proposed.</summary>
public sealed record ActionPolicy
{
    /// <summary>What the timeline says of it.</summary>
    public required TimelineEntry Entry { get; init; }

    /// <summary>The verdict now: <c>allow</c>, <c>ask</c>, <c>deny</c>; null where the timeline does not hold enough of the call.</summary>
    public string? Verdict { get; init; }

    /// <summary>Every rule that speaks now, in the guard's order.</summary>
    public required IReadOnlyList<RuleReason> Reasons { get; init; }

    /// <summary>Every rule of policy, and each of its conditions.</summary>
    public required IReadOnlyList<PolicyRule> Rules { get; init; }
}

/// <summary>One rule's part in a decision.</summary>
/// <param name="Rule">Its id.</param>
/// <param name="Verdict"><c>allow</c>, <c>ask</c>, <c>deny</c>.</param>
/// <param name="Sentence">Why.</param>
public sealed record RuleReason(string Rule, string Verdict, string Sentence);
