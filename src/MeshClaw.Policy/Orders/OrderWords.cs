using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Orders;

/// <summary>
/// Shows a rule back to the owner: one English sentence with every condition, addresses instead of names. What
/// <see cref="OrderParser"/> understood, it understands again from this sentence, as the same rule.
/// </summary>
public static class OrderWords
{
    private static readonly (Verbs Verb, string Base, string Ing)[] s_onMail =
    [
        (Verbs.Delete, "delete", "deleting"),
        (Verbs.Move, "move", "moving"),
        (Verbs.Archive, "archive", "archiving"),
        (Verbs.Flag, "flag", "flagging"),
        (Verbs.Send, "send", "sending"),
        (Verbs.Forward, "forward", "forwarding"),
        (Verbs.Reply, "reply to", "replying to"),
        (Verbs.Unsubscribe, "unsubscribe from", "unsubscribing from"),
    ];

    private static readonly (Verbs Verb, string Base, string Ing)[] s_others =
    [
        (Verbs.Spend, "spend money", "spending money"),
        (Verbs.Deploy, "deploy anything", "deploying anything"),
        (Verbs.Execute, "run commands", "running commands"),
        (Verbs.Share, "share files", "sharing files"),
    ];

    /// <summary>The rule as a sentence.</summary>
    public static string Describe(OrderRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var whole = rule.Verbs.HasFlag(Verbs.Any) && !OrderMatcher.HasTargetConditions(rule);
        var start = rule switch
        {
            { Verdict: OrderVerdict.Deny, Agent: { } agent } =>
                $"The {agent} agent must never {Action(rule, whole, ing: false)}",
            { Verdict: OrderVerdict.Deny } => whole ? "Do nothing at all" : $"Never {Action(rule, whole, ing: false)}",
            { Verdict: OrderVerdict.Ask, Agent: { } agent } =>
                $"The {agent} agent must ask you before {Action(rule, whole, ing: true)}",
            { Verdict: OrderVerdict.Ask } => $"Ask you before {Action(rule, whole, ing: true)}",
            { Agent: { } agent } => $"The {agent} agent may {Action(rule, whole, ing: false)}",
            _ => Action(rule, whole, ing: false),
        };
        var text = new StringBuilder();
        var front = (SparesPeople(rule) || IsMixed(rule)) && (rule.Days is not null || rule.Between is not null);
        if (front)
        {
            AppendHours(text, rule);
            text.Remove(0, 1).Append(", ");
        }

        text.Append(front && rule.Verdict != OrderVerdict.Limit ? char.ToLowerInvariant(start[0]) + start[1..] : start);
        text[0] = char.ToUpperInvariant(text[0]);
        AppendMail(text, rule);
        AppendRecipients(text, rule);
        AppendLimit(text, rule);
        if (!front)
        {
            AppendHours(text, rule);
        }

        AppendUntil(text, rule);
        return text.Append('.').ToString();
    }

    private static string Action(OrderRule rule, bool whole, bool ing)
    {
        if (rule.Verbs.HasFlag(Verbs.Any))
        {
            return (whole, ing) switch
            {
                (true, true) => "doing anything",
                (true, false) => rule.Verdict == OrderVerdict.Limit ? "act" : "do anything",
                (false, true) => "touching mail",
                (false, false) => "touch mail",
            };
        }

        var onMail = Phrases(s_onMail, rule.Verbs, ing);
        var others = Phrases(s_others, rule.Verbs, ing);
        var ofMail = OrderMatcher.HasTargetConditions(rule);
        if (others.Count == 0)
        {
            return rule.Verbs == Verbs.Reply && !ofMail
                ? (ing ? "replying" : "reply")
                : $"{Join(onMail, "or")} {(ofMail ? "mail" : "anything")}";
        }

        return onMail.Count == 0 ? Join(others, "or") : Join([.. onMail.Select(Alone), .. others], "or");
    }

    // Beside verbs that have objects of their own.
    private static string Alone(string phrase) =>
        phrase.EndsWith(" to", StringComparison.Ordinal) ? phrase[..^3]
        : phrase.EndsWith(" from", StringComparison.Ordinal) ? phrase[..^5]
        : phrase.StartsWith("flag", StringComparison.Ordinal) ? phrase
        : phrase + " anything";

    private static List<string> Phrases((Verbs Verb, string Base, string Ing)[] verbs, Verbs wanted, bool ing) =>
        [.. verbs.Where(v => (v.Verb & wanted) != 0).Select(v => ing ? v.Ing : v.Base)];

    // A condition behind "except Ana" could be Ana's alone: then hours stand in front, and senders come last of all that tells
    // which mail.
    private static bool SparesPeople(OrderRule rule) => rule.NotFrom is not null || rule.NotTo is not null;

    private static bool IsMixed(OrderRule rule) =>
        !BitOperations.IsPow2((uint)rule.Verbs) && s_others.Any(v => (v.Verb & rule.Verbs) != 0);

    private static void AppendMail(StringBuilder text, OrderRule rule)
    {
        AppendList(text, " in the folder ", Quoted(rule.Folder), "");
        AppendList(text, " that is not in the folder ", Quoted(rule.NotFolder), "");
        AppendList(text, " with ", Quoted(rule.Subject), " in the subject");
        if (rule.Kind is { } kind)
        {
            text.Append(
                kind == TargetKinds.Attachment ? " with attachments" : " that is " + string.Join(" or ", Kinds(kind))
            );
        }

        if (rule.NotKind is { } notKind)
        {
            text.Append(
                notKind == TargetKinds.Attachment ? " without attachments"
                : BitOperations.IsPow2((uint)notKind) ? " that is not " + Kinds(notKind)[0]
                : " that is neither " + string.Join(" nor ", Kinds(notKind))
            );
        }

        AppendAge(text, " older than ", rule.OlderThanDays);
        AppendAge(text, " newer than ", rule.NewerThanDays);
        if (rule.From is not null || rule.NotFrom is not null)
        {
            text.Append(" from ").Append(People(rule.From, rule.NotFrom));
        }
    }

    private static void AppendRecipients(StringBuilder text, OrderRule rule)
    {
        if (rule.To is null && rule.NotTo is null)
        {
            return;
        }

        // The comma keeps "mail from Ana, to Boris" apart from mail that Ana wrote to Boris.
        text.Append(
                rule.Verbs == Verbs.Share ? " with "
                : rule.From is null && rule.NotFrom is null ? " to "
                : ", to "
            )
            .Append(People(rule.To, rule.NotTo));
    }

    private static void AppendLimit(StringBuilder text, OrderRule rule)
    {
        if (rule.Verdict == OrderVerdict.Limit)
        {
            var count = rule.Count.GetValueOrDefault();
            text.Append(CultureInfo.InvariantCulture, $" at most {count} {(count == 1 ? "time" : "times")} ");
            text.Append(
                rule.Per switch
                {
                    OrderPeriod.Hour => "an hour",
                    OrderPeriod.Day => "a day",
                    OrderPeriod.Week => "a week",
                    OrderPeriod.Run or null => "per run",
                }
            );
        }
    }

    private static void AppendHours(StringBuilder text, OrderRule rule)
    {
        AppendList(text, " on ", rule.Days?.OrderBy(d => ((int)d + 6) % 7).Select(d => d + "s"), "", "and");
        if (rule.Between is { } hours)
        {
            text.Append(" between ").Append(Clock(hours.Start)).Append(" and ").Append(Clock(hours.End));
        }
    }

    private static void AppendUntil(StringBuilder text, OrderRule rule)
    {
        if (rule.UntilDate is { } last)
        {
            text.Append(CultureInfo.InvariantCulture, $" until the end of {last:yyyy-MM-dd}");
        }

        text.Append(rule.UntilTold ? " until you remove this order" : "");
    }

    private static string People(ImmutableArray<string>? named, ImmutableArray<string>? spared) =>
        (named, spared) switch
        {
            ({ } all, null) => Join([.. all.Select(Person)], "or"),
            ({ } all, { } some) =>
                $"{Join([.. all.Select(Person)], "or")} except {Join([.. some.Select(Person)], "or")}",
            (null, [['@', .. var domain]]) => $"anyone outside {domain} and its subdomains",
            (null, { } some) => $"anyone except {Join([.. some.Select(Person)], "or")}",
            (null, null) => "anyone",
        };

    private static string Person(string pattern) =>
        pattern.StartsWith('@') ? $"anyone at {pattern[1..]} and its subdomains" : pattern;

    private static List<string> Kinds(TargetKinds kinds) =>
        [
            .. kinds.HasFlag(TargetKinds.Newsletter) ? ["a newsletter"] : Array.Empty<string>(),
            .. kinds.HasFlag(TargetKinds.Unread) ? ["unread"] : Array.Empty<string>(),
            .. kinds.HasFlag(TargetKinds.Flagged) ? ["flagged"] : Array.Empty<string>(),
            .. kinds.HasFlag(TargetKinds.Attachment) ? ["with attachments"] : Array.Empty<string>(),
        ];

    private static IEnumerable<string>? Quoted(ImmutableArray<string>? words) => words?.Select(w => $"\"{w}\"");

    private static void AppendList(
        StringBuilder text,
        string before,
        IEnumerable<string>? items,
        string after,
        string last = "or"
    )
    {
        if (items is not null)
        {
            text.Append(before).Append(Join([.. items], last)).Append(after);
        }
    }

    private static void AppendAge(StringBuilder text, string before, int? days)
    {
        if (days is { } count)
        {
            text.Append(before).Append(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "day" : "days")}");
        }
    }

    private static string Clock(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");

    private static string Join(List<string> items, string last) =>
        items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items[..^1])} {last} {items[^1]}";
}
