using System.Collections.Immutable;

namespace MeshClaw.Policy.Statements;

/// <summary>What is wrong with a statement, whoever made it: a fault means that it would say less, or permit more, than it seems to.</summary>
public static class StatementFaults
{
    /// <summary>One sentence for each fault; none for a good statement. Examples are not looked at.</summary>
    public static ImmutableArray<string> Of(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var faults = ImmutableArray.CreateBuilder<string>();
        if (string.IsNullOrEmpty(statement.Id) || statement.Id.Any(c => c is <= ' ' or ',' or '\u007f'))
        {
            faults.Add("Its id is missing, or has a blank or comma in it.");
        }

        if (statement.IsBare)
        {
            faults.Add("It has no condition, and no condition never means everything. Name what it is about.");
        }

        FindEmpty(statement, faults);
        foreach (var tool in statement.Tools is { IsDefault: false } tools ? tools.Where(t => !IsTool(t)) : [])
        {
            faults.Add($"\"{tool}\" is no tool. Write one, mail.send, or all of a connector, mail.*");
        }

        if (statement.Verb == StatementVerb.Permit)
        {
            FindWide(statement, faults);
        }

        return faults.ToImmutable();
    }

    /// <summary>Names tools and destinations one by one, no set of them.</summary>
    internal static bool IsExact(Statement statement) =>
        statement.Tools is { IsDefaultOrEmpty: false } tools
        && tools.All(t => !t.EndsWith(".*", StringComparison.Ordinal))
        && statement.Destinations is { IsDefaultOrEmpty: false } destinations
        && destinations.All(d => d.IsExact);

    private static void FindEmpty(Statement statement, ImmutableArray<string>.Builder faults)
    {
        Check(statement.Tools is { IsDefaultOrEmpty: true }, "tool");
        Check(statement.Effects is { } effects && (effects & ~(EffectSet.Classes | EffectSet.Traits)) != 0, "effect");
        Check(statement.Effects == EffectKinds.None, "effect");
        Check(statement.Labels is { } labels && labels is LabelKinds.None or > (LabelKinds)31 or < 0, "label");
        Check(statement.Destinations is { IsDefaultOrEmpty: true }, "destination");
        Check(statement.Times is { } times && (times.IsDefaultOrEmpty || times.Any(IsEmpty)), "time");
        Check(statement.Amount is { IsEmpty: true }, "amount");
        Check(statement.Agents is { IsDefaultOrEmpty: true }, "agent");

        void Check(bool empty, string key)
        {
            if (empty)
            {
                faults.Add(
                    $"\"{key}\" is empty, and empty never means everything. Name something, or leave the key out."
                );
            }
        }
    }

    private static void FindWide(Statement statement, ImmutableArray<string>.Builder faults)
    {
        if (statement.Source == StatementSource.Organisation)
        {
            faults.Add("A ceiling narrows and never widens: it can ask and forbid, not permit.");
        }

        if (Names(EffectKinds.Spends) && statement.Amount?.Most is null)
        {
            faults.Add("A permit to spend needs an upper bound. Add amount: \"<= 20\".");
        }

        if (statement.Amount is { Most: null })
        {
            faults.Add("A permit with an amount needs an upper bound. Write it as \"<= 20\".");
        }

        if (Names(EffectKinds.ChangesAccess) && !IsExact(statement))
        {
            faults.Add(
                "A permit to change access names exact tools and exact destinations, no set of them (*, @domain)."
            );
        }

        bool Names(EffectKinds kind) => statement.Effects is { } effects && (effects & kind) != 0;
    }

    private static bool IsTool(string? text)
    {
        var name = text is not null && text.EndsWith(".*", StringComparison.Ordinal) ? text[..^2] : text;
        return !string.IsNullOrEmpty(name) && name.All(c => c is > ' ' and not ('*' or '\u007f'));
    }

    private static bool IsEmpty(TimeWindow window) =>
        window is { Days: null, Between: null }
        || window.Days is { IsDefaultOrEmpty: true }
        || (
            window.Between is var (start, end)
            && (start == end || start < TimeSpan.Zero || start >= s_day || end < TimeSpan.Zero || end > s_day)
        );

    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);
}
