using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Schedules;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Agents.Drafting;

/// <summary>An agent that is to be, decided in every part by our own code and the owner's answers; only the instructions may be a model's words.</summary>
public sealed record AgentDraft
{
    /// <summary>Its name, and its folder's.</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Description { get; init; }

    /// <summary>What it may use.</summary>
    public ImmutableArray<ConnectionName> Connections { get; init; } = [];

    /// <summary>Tools or patterns of tools.</summary>
    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>What starts it.</summary>
    public ImmutableArray<AgentTrigger> When { get; init; } = [];

    /// <summary>What it may do unasked.</summary>
    public Autonomy Autonomy { get; init; } = Autonomy.Propose;

    /// <summary>How much.</summary>
    public Limits Limits { get; init; } = Limits.Default;

    /// <summary>Lines of reflex rules.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>Markdown for the model.</summary>
    public string Instructions { get; init; } = "";
}

/// <summary>
/// Writes drafts as AGENT.md. Whatever stands in a draft is quoted as YAML wants it, and the text is read again by the parser that reads agents'
/// files: it says what the draft says, or there is no text.
/// </summary>
public static partial class AgentDraftText
{
    /// <summary>The file.</summary>
    /// <param name="draft">What it should say.</param>
    /// <param name="context">What it may name.</param>
    /// <returns>The text; or problems, and then no text.</returns>
    public static (string? Text, ImmutableArray<string> Problems) Write(AgentDraft draft, AgentFileContext context)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var text = Compose(draft);
        var read = AgentFile.Parse($"agents/{draft.Name}/{AgentFile.FileName}", text, context);
        ImmutableArray<string> problems = [.. read.Problems.Select(p => p.ToString())];
        return read.Value is { } agent && !SaysTheSame(draft, agent)
            ? (null, problems.Add("The draft cannot be written as a file that says the same."))
            : (read.Value is null ? null : text, problems);
    }

    private static string Compose(AgentDraft draft)
    {
        var text = new StringBuilder();
        Line($"---");
        Line($"name: {draft.Name}");
        Line($"description: {Scalar(draft.Description)}");
        Line($"connections: [{string.Join(", ", draft.Connections)}]");
        Line($"tools: [{string.Join(", ", draft.Tools)}]");
        if (draft.When.Length > 0)
        {
            Line($"when:");
            foreach (var trigger in draft.When)
            {
                text.Append(Trigger(trigger));
            }
        }

        Line($"autonomy: {AutonomyText.Of(draft.Autonomy)}   # observe, propose, act-reversibly or act");
        var l = draft.Limits;
        Line(
            $"limits: {{ actions-per-run: {l.ActionsPerRun}, deletions-per-day: {l.DeletionsPerDay}, recipients-per-day: {l.RecipientsPerDay}, usd-per-day: {l.UsdPerDay}, tokens-per-run: {l.TokensPerRun}, bulk: {l.Bulk} }}"
        );
        if (draft.Rules.Length > 0)
        {
            Line($"rules:                      # the first that fits wins; they need no model");
            foreach (var rule in draft.Rules)
            {
                Line($"  - {Rule(rule)}");
            }
        }

        Line($"---");
        return text.Append(draft.Instructions.Trim()).Append('\n').ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Trigger(AgentTrigger trigger)
    {
        switch (trigger)
        {
            case AgentTrigger.Schedule schedule:
                var kind = SchedulePhrase.Parse(schedule.Text).Refusal is null ? "at" : "cron";
                var jitter =
                    schedule.Jitter == TimeSpan.Zero ? "" : $"    jitter: {DurationText.Of(schedule.Jitter)}\n";
                return $"  - {kind}: {Quoted(schedule.Text)}\n{jitter}";
            case AgentTrigger.Event happening:
                var of = happening.Connection is { } one ? $"    connection: {one}\n" : "";
                return $"  - event: {happening.Name}\n{of}";
            default:
                throw new InvalidOperationException($"A trigger without a spelling: {trigger.GetType().Name}.");
        }
    }

    private static bool SaysTheSame(AgentDraft draft, AgentDefinition agent) =>
        agent.Name.Value == draft.Name
        && agent.Description == draft.Description
        && agent.Grant.Connections.SequenceEqual(draft.Connections)
        && agent.Grant.Tools.SequenceEqual(draft.Tools)
        && agent.Grant.Autonomy == draft.Autonomy
        && agent.Grant.Limits == draft.Limits
        && agent.When.Select(w => w.ToWords()).SequenceEqual(draft.When.Select(w => w.ToWords()))
        && agent.Rules.Select(r => r.Text).SequenceEqual(draft.Rules)
        && agent.Instructions == draft.Instructions.Trim();

    // A word alone could be true, null or a number.
    private static string Scalar(string text) => Plain().IsMatch(text) && text.Contains(' ') ? text : Quoted(text);

    private static string Rule(string text) =>
        PlainRule().IsMatch(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9 ,.;()/+]*[A-Za-z0-9.)]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9 *@._/+-]* -> [A-Za-z0-9][A-Za-z0-9 _/+-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainRule();
}
