using System.Collections.Immutable;
using MeshClaw.Core.Configuration;
using MeshClaw.Core.Schedules;
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

    /// <summary>The zone that its schedules and its own quiet hours are read in; null for the owner's.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>When nothing but the owner starts it; null for the owner's quiet hours.</summary>
    public QuietHours? Quiet { get; init; }

    /// <summary>The owner's rules, first match wins.</summary>
    public ImmutableArray<AgentRule> Rules { get; init; } = [];

    /// <summary>The skills that it may use, by name or as <c>travel-*</c>. They grant it nothing; empty is none.</summary>
    public ImmutableArray<string> Skills { get; init; } = [];

    /// <summary>The Markdown below the front matter: for the model, where one is configured.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>SHA-256 of the file's bytes, lower-case hex.</summary>
    public required string Version { get; init; }
}

/// <summary>What starts a run.</summary>
public abstract record AgentTrigger
{
    private AgentTrigger() { }

    /// <summary>For people, in one line.</summary>
    public abstract string ToWords();

    /// <summary>A schedule in the agent's zone.</summary>
    /// <param name="Text">As the owner wrote it: "06:30 on weekdays", or a cron expression.</param>
    /// <param name="Crons">The same as five-field cron expressions: one for each minute of the hour that the text names.</param>
    public sealed record Schedule(string Text, ImmutableArray<string> Crons) : AgentTrigger
    {
        /// <summary>By how much a start may come after its time; shorter than the time between two runs.</summary>
        public TimeSpan Jitter { get; init; }

        /// <inheritdoc />
        public override string ToWords() =>
            Jitter == TimeSpan.Zero ? Text : $"{Text}, up to {DurationText.Of(Jitter)} later";
    }

    /// <summary>An event of a connector, such as <c>mail.received</c>.</summary>
    public sealed record Event(string Name) : AgentTrigger
    {
        private const string Inbox = "INBOX";

        /// <summary>What <see cref="Debounce"/> is where the file does not say.</summary>
        public static TimeSpan UsualDebounce { get; } = TimeSpan.FromMinutes(2);

        /// <summary>What <see cref="AtMost"/> is where the file does not say, unless the debounce is longer.</summary>
        public static TimeSpan UsualAtMost { get; } = TimeSpan.FromMinutes(15);

        /// <summary>How long nothing more must come before the run starts: many at once are one run.</summary>
        public TimeSpan Debounce { get; init; } = UsualDebounce;

        /// <summary>The longest that a steady stream can put the run off, from the first that came.</summary>
        public TimeSpan AtMost { get; init; } = UsualAtMost;

        /// <summary>Of which connection; null for each of the agent's.</summary>
        public ConnectionName? Connection { get; init; }

        /// <summary>In which folder, for events of mail.</summary>
        public string Folder { get; init; } = Inbox;

        /// <inheritdoc />
        public override string ToWords() =>
            Name + (Connection is { } one ? $" of {one}" : "") + (Folder == Inbox ? "" : $" in {Folder}");
    }
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
