namespace MeshClaw.Policy.Orders.Grammar;

/// <summary>"Only X" is a denial of all but X: turns the one condition into its opposite.</summary>
internal static class Opposite
{
    /// <summary>The denial; null if there is not exactly one condition, or it has no opposite.</summary>
    public static Draft? Of(Draft draft)
    {
        var rule = draft.Rule;
        var bare = rule with
        {
            From = null,
            To = null,
            Folder = null,
            Kind = null,
            OlderThanDays = null,
            NewerThanDays = null,
            Days = null,
            Between = null,
        };
        var opposites = Opposites(rule, bare).ToList();
        var others = rule.NotFrom ?? rule.NotTo ?? rule.NotFolder ?? rule.Subject;
        return opposites is [{ } only] && others is null && rule.NotKind is null ? draft with { Rule = only } : null;
    }

    private static IEnumerable<OrderRule?> Opposites(OrderRule rule, OrderRule bare)
    {
        if (rule.From is { } from)
        {
            yield return bare with
            {
                NotFrom = from,
            };
        }

        if (rule.To is { } to)
        {
            yield return bare with
            {
                NotTo = to,
            };
        }

        if (rule.Folder is { } folder)
        {
            yield return bare with
            {
                NotFolder = folder,
            };
        }

        if (rule.Kind is { } kind)
        {
            yield return bare with
            {
                NotKind = kind,
            };
        }

        if (rule.OlderThanDays is { } older)
        {
            yield return bare with
            {
                NewerThanDays = older,
            };
        }

        if (rule.NewerThanDays is { } newer)
        {
            yield return bare with
            {
                OlderThanDays = newer,
            };
        }

        if (rule.Days is { } days)
        {
            yield return TimeGrammar.Others(days) is { } rest ? bare with { Days = rest } : null;
        }

        if (rule.Between is { } hours)
        {
            yield return bare with
            {
                Between = TimeGrammar.Outside(hours),
            };
        }
    }
}
