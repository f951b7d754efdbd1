using System.Collections.Immutable;
using System.Globalization;
using MeshClaw.Core.Agents;
using MeshClaw.Core.Mail;
using MeshClaw.Core.Models;
using MeshClaw.Core.Runs;
using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>Gathers decisions, newest first, into one screen for people. Bounded: at most 500 items a group are kept. Not thread-safe.</summary>
public sealed class TriageReport(Owner owner, DateTimeOffset now)
{
    /// <summary>The group of what stays.</summary>
    public const string StayKey = "stay";

    /// <summary>The group of what gives the agent orders.</summary>
    public const string HeldKey = "held";

    private const int MaxItems = 500;
    private const int MaxWaiting = 1_000;
    private const int ShownWaiting = 5;
    private const int ShownOrders = 2;

    private readonly Dictionary<string, Group> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _byDecision = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Name, DateTimeOffset Since)> _waiting = new(StringComparer.Ordinal);
    private readonly List<string> _orders = [];
    private int _items;
    private int _held;
    private int _left;
    private int _stayingFailures;

    /// <summary>The key of the group that a decision belongs to.</summary>
    public static string KeyOf(TriageDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision.Disposition switch
        {
            TriageDisposition.Keep => StayKey,
            TriageDisposition.Hold => HeldKey,
            TriageDisposition.File => $"{What(decision)}>{decision.Folder}",
            TriageDisposition.Archive => $"{What(decision)}>archive",
            TriageDisposition.Delete => $"{What(decision)}>delete",
        };
    }

    /// <summary>Counts a message; <paramref name="proposed"/> is false for what is over the run's limit.</summary>
    public void Add(MailMessage message, TriageDecision decision, bool proposed)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(decision);
        _items++;
        var name = Name(decision);
        _byDecision[name] = _byDecision.GetValueOrDefault(name) + 1;
        if (decision.Disposition is not (TriageDisposition.Keep or TriageDisposition.Hold) && !proposed)
        {
            _left++;
            return;
        }

        if (decision.Disposition == TriageDisposition.Hold)
        {
            _held++;
            if (_orders.Count < ShownOrders && decision.Order.Length > 0)
            {
                _orders.Add($"“{decision.Order}”");
            }
        }

        _stayingFailures += decision is { Disposition: TriageDisposition.Keep, Category: MailCategory.Build } ? 1 : 0;
        Wait(message, decision);
        var key = KeyOf(decision);
        if (!_groups.TryGetValue(key, out var group))
        {
            _groups[key] = group = new Group(What(decision), Destination(decision));
        }

        group.Add(Item(message, decision), decision);
    }

    // A home without the owner's name has their address, or neither.
    private static string InboxOf(Owner owner)
    {
        var name = owner.Name.Length > 0 ? owner.Name : owner.Addresses.FirstOrDefault("");
        return name.Length > 0 ? $"Inbox of {CleanText.Line(name, 60)}" : "Inbox";
    }

    /// <summary>The report so far.</summary>
    public RunReport Build()
    {
        var moved = _groups
            .Where(g => g.Key is not (StayKey or HeldKey))
            .OrderByDescending(g => g.Value.Count)
            .ThenBy(g => g.Key, StringComparer.Ordinal);
        var last = _groups.Where(g => g.Key is StayKey).Concat(_groups.Where(g => g.Key is HeldKey));
        var messages = _items == 1 ? "1 message" : _items.ToString(CultureInfo.InvariantCulture) + " messages";
        return new RunReport
        {
            Headline = $"{InboxOf(owner)}: {messages}",
            Items = _items,
            Lines = [.. moved.Concat(last).Select(g => g.Value.ToLine(g.Key, Why(g.Key, g.Value)))],
            ByDecision = _byDecision.ToImmutableSortedDictionary(StringComparer.Ordinal),
            HeldAsInjection = _held,
            Left = _left,
        };
    }

    private void Wait(MailMessage message, TriageDecision decision)
    {
        if (!decision.Waits || !Protection.StillWaits(message.Received, now))
        {
            return;
        }

        // Fed newest first: the last one told is the one that waited longest.
        var address = message.SenderAddress();
        if (_waiting.Count < MaxWaiting || _waiting.ContainsKey(address))
        {
            _waiting[address] = (Person(message), message.Received);
        }
    }

    private string Why(string key, Group group) =>
        key switch
        {
            StayKey => Waiting(),
            HeldKey => _orders.Count == 0
                ? "they try to give the agent orders"
                : $"they try to give the agent orders: {string.Join(", ", _orders)}",
            _ => group.ByRule ? "by your rules"
            : group.Learned ? "where you put such mail yourself"
            : group.Category switch
            {
                MailCategory.Newsletter => group.ReadMostly
                    ? "lists you read and never answer"
                    : "mailing lists and newsletters",
                MailCategory.Build => _stayingFailures switch
                {
                    0 => "automated",
                    1 => "automated; the newest failure stays",
                    var n => $"automated; the {n} newest failures stay",
                },
                MailCategory.Receipt => "paid; nothing to do",
                MailCategory.Travel => "bookings; what begins within two days stays",
                MailCategory.Notification => "what tools and networks tell",
                MailCategory.Invitation => "answered or over",
                MailCategory.Person or MailCategory.Sensitive or MailCategory.Phishing or MailCategory.Injection =>
                    "by your rules",
            },
        };

    private string Waiting()
    {
        if (_waiting.Count == 0)
        {
            return "people, and what is not sure";
        }

        var longest = _waiting.Values.OrderBy(w => w.Since).ThenBy(w => w.Name, StringComparer.Ordinal).ToList();
        var shown = string.Join(", ", longest.Take(ShownWaiting).Select(w => $"{w.Name} ({Ago(now - w.Since)})"));
        var more = longest.Count > ShownWaiting ? $" and {longest.Count - ShownWaiting} more" : "";
        return $"people who wait for you: {shown}{more}";
    }

    private static string Ago(TimeSpan time) =>
        time.TotalDays switch
        {
            < 1 when time.TotalHours < 2 => "1 hour",
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} hours"),
            < 2 => "1 day",
            var days => string.Create(CultureInfo.InvariantCulture, $"{(int)days} days"),
        };

    private static ReportItem Item(MailMessage message, TriageDecision decision)
    {
        var reason = decision.Order.Length > 0 ? $"gives orders: “{decision.Order}”" : decision.Reason;
        var subject = CleanText.Line(message.Subject, 90);
        return new ReportItem(
            CleanText.Line($"{message.Location.Folder}/{message.Location.Id}", 200),
            $"{Person(message)}: {(subject.Length == 0 ? "(no subject)" : subject)}",
            reason,
            Math.Round(decision.Confidence, 2)
        );
    }

    private static string Person(MailMessage message)
    {
        var name = CleanText.Line(message.SenderName(), 40);
        var address = CleanText.Line(message.SenderAddress(), 60);
        return name.Length > 0 ? name
            : address.Length > 0 ? address
            : "unknown sender";
    }

    private static string Name(TriageDecision decision) =>
        decision.Disposition switch
        {
            TriageDisposition.Keep => "keep",
            TriageDisposition.File => $"file:{decision.Folder}",
            TriageDisposition.Archive => "archive",
            TriageDisposition.Delete => "delete",
            TriageDisposition.Hold => "hold",
        };

    private static string? Destination(TriageDecision decision) =>
        decision.Disposition switch
        {
            TriageDisposition.Keep or TriageDisposition.Hold => null,
            TriageDisposition.File => decision.Folder,
            TriageDisposition.Archive => "archive",
            TriageDisposition.Delete => "holding folder",
        };

    private static string What(TriageDecision decision) =>
        decision.Disposition switch
        {
            TriageDisposition.Keep => "stay",
            TriageDisposition.Hold => "held",
            _ => decision.Category switch
            {
                MailCategory.Newsletter => "newsletters",
                MailCategory.Build => "build mail",
                MailCategory.Receipt => "receipts",
                MailCategory.Travel => "travel",
                MailCategory.Notification => "notifications",
                MailCategory.Invitation => "invitations",
                MailCategory.Person or MailCategory.Sensitive or MailCategory.Phishing or MailCategory.Injection =>
                    decision.Learned ? "like before" : "by your rules",
            },
        };

    private sealed class Group(string what, string? destination)
    {
        private readonly List<ReportItem> _items = [];
        private int _read;
        private int _byExplicitRule;
        private int _learned;

        public int Count { get; private set; }

        public MailCategory Category { get; private set; }

        public bool ReadMostly => _read * 2 >= Count;

        public bool ByRule => _byExplicitRule == Count;

        public bool Learned => _learned * 2 > Count;

        public void Add(ReportItem item, TriageDecision decision)
        {
            Count++;
            Category = decision.Category;
            _read += decision.ReadNeverAnswered ? 1 : 0;
            _byExplicitRule += decision.Rule is { } rule && RuleMatching.IsExplicit(rule.Condition) ? 1 : 0;
            _learned += decision.Learned ? 1 : 0;
            if (_items.Count < MaxItems)
            {
                _items.Add(item);
            }
        }

        public ReportLine ToLine(string key, string why) => new(key, Count, what, destination, why, [.. _items]);
    }
}
