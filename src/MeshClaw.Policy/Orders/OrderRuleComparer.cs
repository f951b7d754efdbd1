using System.Collections.Immutable;

namespace MeshClaw.Policy.Orders;

/// <summary>Whether two rules mean the same: lists are sets.</summary>
public sealed class OrderRuleComparer : IEqualityComparer<OrderRule>
{
    private OrderRuleComparer() { }

    /// <summary>The only one.</summary>
    public static OrderRuleComparer Instance { get; } = new();

    /// <inheritdoc />
    public bool Equals(OrderRule? x, OrderRule? y) =>
        x is null || y is null
            ? ReferenceEquals(x, y)
            : WithoutLists(x) == WithoutLists(y)
                && Same(x.From, y.From)
                && Same(x.NotFrom, y.NotFrom)
                && Same(x.To, y.To)
                && Same(x.NotTo, y.NotTo)
                && Same(x.Folder, y.Folder)
                && Same(x.NotFolder, y.NotFolder)
                && Same(x.Subject, y.Subject)
                && Same(x.Days, y.Days);

    /// <inheritdoc />
    public int GetHashCode(OrderRule obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        return WithoutLists(obj).GetHashCode();
    }

    private static OrderRule WithoutLists(OrderRule rule) =>
        rule with
        {
            From = null,
            NotFrom = null,
            To = null,
            NotTo = null,
            Folder = null,
            NotFolder = null,
            Subject = null,
            Days = null,
        };

    private static bool Same<T>(ImmutableArray<T>? x, ImmutableArray<T>? y) =>
        x is { } one && y is { } other ? new HashSet<T>(one).SetEquals(other) : x is null == y is null;
}
