using System.Collections.Immutable;

namespace MeshClaw.Core.Events;

/// <summary>A fact of a kind of happening.</summary>
/// <param name="Name">As conditions write it: <c>env</c>.</param>
/// <param name="IsForeign">
/// Others wrote it (a title, a branch, an author's name): it is shown as theirs, and a condition on it alone can narrow what happens but never by itself
/// raise what a rule allows.
/// </param>
/// <param name="Meaning">One line for help and errors.</param>
public sealed record FactName(string Name, bool IsForeign, string Meaning);

/// <summary>A kind of happening.</summary>
/// <param name="Name">Such as <c>deployment.failed</c>.</param>
/// <param name="Meaning">One line for help.</param>
/// <param name="Facts">What conditions on it may name.</param>
public sealed record HappeningKind(string Name, string Meaning, ImmutableArray<FactName> Facts);

/// <summary>Every kind of happening that there is, with its facts: what an AGENT.md and rules may name.</summary>
public static class HappeningKinds
{
    private static readonly ImmutableArray<FactName> s_deployment =
    [
        new("env", false, "the environment's name: production"),
        new("production", false, "yes or no"),
        new("target", false, "what is deployed: a workflow, rollout or application"),
        new("platform", false, "github, gitlab, kubernetes, argocd, hook or recipe"),
        new("severity", false, "info, low, high or critical"),
        new("failure", false, "new, flaky or again; of failures alone"),
        new("minutes", false, "how long it took or takes, in whole minutes"),
        new("version", true, "what is deployed: a commit, tag or image"),
        new("branch", true, "the branch"),
        new("author", true, "who wrote or started it"),
    ];

    private static readonly ImmutableArray<FactName> s_health =
    [
        new("env", false, "the environment's name: production"),
        new("production", false, "yes or no"),
        new("target", false, "what is looked at"),
        new("probe", false, "the probe's name"),
        new("severity", false, "info, low, high or critical"),
        new("minutes", false, "for how long, in whole minutes"),
    ];

    private static readonly ImmutableArray<FactName> s_calendar =
    [
        new("calendar", false, "the calendar's id"),
        new("minutes", false, "until it begins, in whole minutes"),
        new("people", false, "how many take part"),
        new("title", true, "the event's title"),
        new("organizer", true, "the organizer's address"),
    ];

    private static readonly ImmutableArray<FactName> s_agent =
    [
        new("agent", false, "the agent's name"),
        new("trigger", false, "what started its run"),
        new("actions", false, "how many actions were done"),
    ];

    private static readonly ImmutableArray<FactName> s_mail =
    [
        new("folder", false, "the folder's name"),
        new("count", false, "how many messages"),
    ];

    private static readonly ImmutableArray<FactName> s_chat =
    [
        new("channel", false, "the channel's id"),
        new("count", false, "how many"),
    ];

    /// <summary>All of them, by name.</summary>
    public static ImmutableSortedDictionary<string, HappeningKind> All { get; } =
        new HappeningKind[]
        {
            new("deployment.started", "a deployment began", s_deployment),
            new("deployment.succeeded", "a deployment went well", s_deployment),
            new("deployment.failed", "a deployment failed", s_deployment),
            new("deployment.recovered", "a deployment went well after one that failed", s_deployment),
            new("deployment.cancelled", "a deployment was called off", s_deployment),
            new("deployment.waiting", "a deployment waits for somebody's approval", s_deployment),
            new("deployment.stuck", "a deployment takes far longer than it did before", s_deployment),
            new("health.failed", "a probe fails", s_health),
            new("health.recovered", "a probe that failed is well again", s_health),
            new("calendar.starting", "a meeting begins soon", s_calendar),
            new("calendar.ended", "a meeting is over", s_calendar),
            new("calendar.invited", "somebody invited you", s_calendar),
            new("calendar.changed", "an event was changed by somebody else", s_calendar),
            new("calendar.cancelled", "an event was called off by somebody else", s_calendar),
            new("calendar.conflict", "two events that keep you busy overlap", s_calendar),
            new(
                "presence.changed",
                "what you are doing changed",
                [
                    new("from", false, "what held before: meeting, focus, working, off, asleep, travelling"),
                    new("to", false, "what holds now"),
                ]
            ),
            new(
                "hook.received",
                "a signed call came in",
                [new("hook", false, "the hook's name"), new("event", true, "what it calls itself")]
            ),
            new("agent.finished", "an agent's run is over", s_agent),
            new("agent.failed", "an agent's run failed", s_agent),
            new(MailEvents.Kind, "mail came", s_mail),
            new(ChatEvents.Mentioned, "somebody named you in chat", s_chat),
            new(ChatEvents.Message, "somebody said something in chat", s_chat),
            new(ChatEvents.Reaction, "somebody reacted to you in chat", s_chat),
        }.ToImmutableSortedDictionary(k => k.Name, k => k, StringComparer.Ordinal);

    /// <summary>A kind; null where there is none.</summary>
    public static HappeningKind? Find(string name) => All.GetValueOrDefault(name);
}
