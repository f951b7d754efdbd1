using System.Collections.Immutable;
using System.Text;
using MeshClaw.Policy.Calls;
using MeshClaw.Policy.Statements;

namespace MeshClaw.Policy.Orders;

/// <summary>Whether an order is about a call. What the connector could not tell counts as met: an order never loses by doubt.</summary>
public static class OrderMatcher
{
    /// <summary>Evaluates one order's conditions.</summary>
    /// <param name="rule">The order.</param>
    /// <param name="call">The call, as its connector described it.</param>
    /// <param name="agent">Who proposes it.</param>
    /// <param name="now">The owner's local time.</param>
    public static bool Matches(OrderRule rule, ProposedCall call, AgentName agent, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(call);
        return SpeaksOf(rule.Verbs, call)
            && (
                rule.Agent is not { } only || string.Equals(only.Value, agent.Value, StringComparison.OrdinalIgnoreCase)
            )
            && IsInForce(rule, now)
            && MatchesDestinations(rule, call)
            && MatchesTargets(rule, call, now);
    }

    /// <summary>Whether an order's own time has not passed: its last day, its weekdays and hours.</summary>
    public static bool IsInForce(OrderRule rule, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.UntilDate is { } last && DateOnly.FromDateTime(now.DateTime) > last)
        {
            return false;
        }

        return TimeWindow.Holds(rule.Days, rule.Between, now.DayOfWeek, now.TimeOfDay);
    }

    private static bool SpeaksOf(Verbs verbs, ProposedCall call) =>
        verbs.HasFlag(Verbs.Any) ? !call.Effect.IsPureRead : (verbs & call.Verbs) != 0;

    private static bool MatchesDestinations(OrderRule rule, ProposedCall call)
    {
        if (rule.To is null && rule.NotTo is null)
        {
            return true;
        }

        if (call.Destinations.IsEmpty)
        {
            // A call that sends, to nobody that the connector could name, may go to anybody.
            return call.Effect.Traits.HasFlag(EffectTraits.Sends);
        }

        // A host or a channel is never one of the recipients that an order spares.
        return (rule.To is not { } to || call.Destinations.Any(d => d.Kind == "mail" && IsOneOf(d.Value, to)))
            && (
                rule.NotTo is not { } notTo || call.Destinations.Any(d => d.Kind != "mail" || !IsOneOf(d.Value, notTo))
            );
    }

    private static bool MatchesTargets(OrderRule rule, ProposedCall call, DateTimeOffset now) =>
        !HasTargetConditions(rule) || call.Targets.Any(t => MatchesFacts(rule, t.Facts, now));

    /// <summary>Whether a rule has a condition on existing mail.</summary>
    internal static bool HasTargetConditions(OrderRule rule) =>
        rule.From is not null
        || rule.NotFrom is not null
        || rule.Folder is not null
        || rule.NotFolder is not null
        || rule.Subject is not null
        || rule.Kind is not null
        || rule.NotKind is not null
        || rule.OlderThanDays is not null
        || rule.NewerThanDays is not null;

    private static bool MatchesFacts(OrderRule rule, TargetFacts facts, DateTimeOffset now)
    {
        var age = facts.Received is { } received ? now - received : (TimeSpan?)null;
        return Holds(rule.From, facts.From, (from, wanted) => from.Any(a => IsOneOf(a, wanted)))
            && Holds(rule.NotFrom, facts.From, (from, spared) => from.Count == 0 || !from.All(a => IsOneOf(a, spared)))
            && Holds(rule.Folder, facts.Folder, IsFolder)
            && Holds(rule.NotFolder, facts.Folder, (folder, spared) => !IsFolder(folder, spared))
            && Holds(rule.Subject, facts.Subject, ContainsOne)
            && (rule.Kind is not { } kind || facts.Kinds is not { } have || (have & kind) != 0)
            && (rule.NotKind is not { } notKind || facts.Kinds is not { } kinds || (kinds & notKind) == 0)
            && (rule.OlderThanDays is not { } older || age is null || age > TimeSpan.FromDays(older))
            && (rule.NewerThanDays is not { } newer || age is null || age < TimeSpan.FromDays(newer));
    }

    private static bool Holds<T>(ImmutableArray<string>? condition, T? fact, Func<T, ImmutableArray<string>, bool> test)
        where T : class => condition is not { } wanted || fact is null || test(fact, wanted);

    private static bool IsOneOf(string address, ImmutableArray<string> patterns) =>
        patterns.Any(p => MailAddress.Matches(address, p));

    // An order about a folder holds for the folders inside it too.
    private static bool IsFolder(string folder, ImmutableArray<string> names) =>
        names.Any(n =>
            folder.Equals(n, StringComparison.OrdinalIgnoreCase)
            || folder.StartsWith(n + "/", StringComparison.OrdinalIgnoreCase)
            || folder.StartsWith(n + ".", StringComparison.OrdinalIgnoreCase)
        );

    private static bool ContainsOne(string subject, ImmutableArray<string> words)
    {
        var text = Fold(subject);
        return words.Any(w => text.Contains(Fold(w), StringComparison.OrdinalIgnoreCase));
    }

    private static string Fold(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text; // Lone surrogates: no normal form, compared as they stand.
        }
    }
}
