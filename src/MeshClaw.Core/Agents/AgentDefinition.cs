using System.Collections.Immutable;
using MeshClaw.Policy;
using MeshClaw.Policy.Grants;

namespace MeshClaw.Core.Agents;

/// <summary>An agent as its AGENT.md states it, validated in whole. Immutable: a changed file makes a new one.</summary>
public sealed record AgentDefinition
{
    /// <summary>Its folder's name.</summary>
    public required AgentName Name { get; init; }

    /// <summary>One line for lists.</summary>
    public required string Description { get; init; }

    /// <summary>Tools, connections, autonomy and limits that the owner gave it.</summary>
    public required AgentGrant Grant { get; init; }

    /// <summary>What starts it.</summary>
    public ImmutableArray<AgentTrigger> When { get; init; } = [];

    /// <summary>The owner's rules, first match wins.</summary>
    public ImmutableArray<AgentRule> Rules { get; init; } = [];

    /// <summary>The Markdown below the front matter: for the model, where one is configured.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>SHA-256 of the file's bytes, lower-case hex.</summary>
    public required string Version { get; init; }
}

/// <summary>What starts a run.</summary>
public abstract record AgentTrigger
{
    private AgentTrigger() { }

    /// <summary>A schedule in the owner's zone.</summary>
    /// <param name="Text">As the owner wrote it: "06:30 on weekdays", or a cron expression.</param>
    /// <param name="Crons">The same as five-field cron expressions: one for each minute of the hour that the text names.</param>
    public sealed record Schedule(string Text, ImmutableArray<string> Crons) : AgentTrigger;

    /// <summary>An event of a connector, such as <c>mail.received</c>.</summary>
    public sealed record Event(string Name) : AgentTrigger;
}

/// <summary>A reflex rule of the owner: <c>newsletters -> Reading</c>, <c>from *@customer.example -> keep</c>.</summary>
/// <param name="Text">The owner's line.</param>
/// <param name="Line">Its line in AGENT.md, from 1; 0 where it stands in none.</param>
/// <param name="Condition">What it is about.</param>
/// <param name="Disposition">What to do.</param>
public sealed record AgentRule(string Text, int Line, RuleCondition Condition, RuleDisposition Disposition);

/// <summary>What a rule is about.</summary>
public abstract record RuleCondition
{
    private RuleCondition() { }

    /// <summary>A category that triage knows: newsletters, receipts, …</summary>
    public sealed record Category(MailCategory Value) : RuleCondition;

    /// <summary>From an address, or any address of a domain (<c>*@customer.example</c>, which is that domain alone).</summary>
    public sealed record From(string Pattern) : RuleCondition;

    /// <summary>To or Cc an address, patterns as in <see cref="From"/>.</summary>
    public sealed record To(string Pattern) : RuleCondition;

    /// <summary>Subject contains these words; compared without case.</summary>
    public sealed record Subject(string Words) : RuleCondition;

    /// <summary>List-Id (RFC 2919) is this.</summary>
    public sealed record List(string Id) : RuleCondition;
}

/// <summary>What a rule does with a message.</summary>
public abstract record RuleDisposition
{
    private RuleDisposition() { }

    /// <summary>Leave it where it is.</summary>
    public sealed record Keep : RuleDisposition;

    /// <summary>Move it into the archive.</summary>
    public sealed record Archive : RuleDisposition;

    /// <summary>Move it into the holding folder.</summary>
    public sealed record Delete : RuleDisposition;

    /// <summary>Move it into a folder.</summary>
    public sealed record File(string Folder) : RuleDisposition;
}

/// <summary>What kind of mail a message is, as far as triage tells them apart.</summary>
public enum MailCategory
{
    /// <summary>Written by a person to the owner; also whatever could not be told.</summary>
    Person,

    /// <summary>Mailing lists and newsletters.</summary>
    Newsletter,

    /// <summary>Builds, deployments, monitoring.</summary>
    Build,

    /// <summary>Receipts and paid invoices.</summary>
    Receipt,

    /// <summary>Bookings and itineraries.</summary>
    Travel,

    /// <summary>What tools and networks tell: issue trackers, reminders, digests.</summary>
    Notification,

    /// <summary>Invitations to events.</summary>
    Invitation,

    /// <summary>Money owed, security, law, health: never filed unless the owner showed it.</summary>
    Sensitive,

    /// <summary>Looks like fraud.</summary>
    Phishing,

    /// <summary>Addresses the agent with instructions.</summary>
    Injection,
}
