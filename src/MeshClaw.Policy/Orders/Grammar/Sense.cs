using System.Numerics;
using MeshClaw.Policy.Calls;

namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>What a sentence of each polarity comes to, and whether the rule that it makes can mean what was said.</summary>
internal static class Sense
{
    private const Verbs OnMail =
        Verbs.Delete
        | Verbs.Move
        | Verbs.Archive
        | Verbs.Flag
        | Verbs.Forward
        | Verbs.Reply
        | Verbs.Unsubscribe
        | Verbs.Any;

    private const Verbs ToPeople = Verbs.Send | Verbs.Reply | Verbs.Forward;

    /// <summary>A sentence with "never": denied, asked where it says so, a limit where it says "more than".</summary>
    public static Draft? Denied(Draft draft) =>
        draft.Negations > 0 || draft.Only
            ? null
            : draft.Limit switch
            {
                LimitWords.None => draft with
                {
                    Rule = draft.Rule with { Verdict = draft.Asks ? OrderVerdict.Ask : OrderVerdict.Deny },
                },
                LimitWords.MoreThan => AsLimit(draft),
                LimitWords.AtMost => null,
            };

    /// <summary>A sentence with "ask me before".</summary>
    public static Draft? Asked(Draft draft) =>
        draft.Negations == 0 && !draft.Only && !draft.Asks && draft.Limit == LimitWords.None
            ? draft with
            {
                Rule = draft.Rule with { Verdict = OrderVerdict.Ask },
            }
            : null;

    /// <summary>A sentence without "never": makes an order only with one negative object, "only", or a most.</summary>
    public static Draft? Positive(Draft draft) =>
        (draft.Negations, draft.Only, draft.Limit) switch
        {
            (1, false, LimitWords.None) => Denied(draft with { Negations = 0 }),
            (0, true, LimitWords.None) when !draft.Asks => Opposite.Of(draft) is { } opposite
                ? Denied(opposite with { Only = false })
                : null,
            (0, false, LimitWords.AtMost) => AsLimit(draft),
            _ => null,
        };

    /// <summary>A sentence with a most and no verb, or with "never more than".</summary>
    public static Draft? Limited(Draft draft) => draft is { Negations: 0, Only: false } ? AsLimit(draft) : null;

    /// <summary>Why a rule cannot mean what was said; null if it can.</summary>
    public static string? Check(Draft draft)
    {
        var rule = draft.Rule;
        var ofMail = OrderMatcher.HasTargetConditions(rule);
        var toSomebody = rule.To is not null || rule.NotTo is not null;
        var onlyShare = rule.Verbs == Verbs.Share;
        return rule.Verbs == Verbs.None ? "It does not say what must not be done."
            : ofMail && (rule.Verbs & ~OnMail) != 0
                ? "That condition is about mail that exists, and not all that you name acts on such mail."
            : toSomebody && !onlyShare && (rule.Verbs & ~ToPeople) != 0
                ? "Recipients can only be said for sending, replying, forwarding and sharing."
            : toSomebody && (onlyShare ? draft.SaidTo : draft.SaidWith) ? "I am not sure who is meant to get what."
            : ofMail && toSomebody && rule.Verbs.HasFlag(Verbs.Reply)
                ? "A reply goes to who wrote: say either whose mail or to whom."
            : draft.Mixed && (ofMail || toSomebody)
                ? "I cannot tell which of the verbs that condition is for: give one order for each."
            : draft.MailSaid && rule.Verbs == Verbs.Any && !ofMail ? "It does not say what must not be done with mail."
            : draft.Definite && !ofMail ? "It does not say which mail."
            : (rule.Per is null) != (rule.Count is null)
                ? "A limit needs a number and a period: an hour, a day, a week or a run."
            : draft.NeedsUntil && rule.UntilDate is null && !rule.UntilTold ? "It does not say until when."
            : rule.Kind is { } kind && rule.NotKind is { } not && (kind & not) != 0
                ? "It speaks of a kind of mail and spares it too."
            : rule is { OlderThanDays: { } older, NewerThanDays: { } newer } && older >= newer
                ? "No mail is both older and newer than that."
            : !Spares(rule.From, rule.NotFrom) || !Spares(rule.To, rule.NotTo)
                ? "The exception spares all or none of those named."
            : null;
    }

    private static Draft? AsLimit(Draft draft) =>
        draft.Asks || draft.Mixed || BitOperations.PopCount((uint)draft.Rule.Verbs) != 1
            ? null
            : draft with
            {
                Rule = draft.Rule with { Verdict = OrderVerdict.Limit },
            };

    // Each exception must lie within what is named, and leave something of it.
    private static bool Spares(
        System.Collections.Immutable.ImmutableArray<string>? named,
        System.Collections.Immutable.ImmutableArray<string>? spared
    ) =>
        named is not { } all
        || spared is not { } some
        || (some.All(s => all.Any(a => Covers(a, s))) && !all.All(a => some.Any(s => Covers(s, a))));

    private static bool Covers(string pattern, string inner) =>
        inner.StartsWith('@')
            ? inner == pattern
                || (pattern.StartsWith('@') && inner.EndsWith("." + pattern[1..], StringComparison.Ordinal))
            : MailAddress.Matches(inner, pattern);
}
