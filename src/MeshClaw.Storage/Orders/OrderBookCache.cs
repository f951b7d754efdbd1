using MeshClaw.Policy;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Storage.Orders;

/// <summary>The orders in force, read anew only when their version moved. Safe for use by many at once.</summary>
internal sealed class OrderBookCache
{
    private volatile OrderBook? _book;

    /// <summary>The book as the session's transaction sees it.</summary>
    public OrderBook Read(Session session)
    {
        var version = Version(session);
        if (_book is { } book && book.Version == version)
        {
            return book;
        }

        var orders = session.Rows(
            "SELECT id, text, rule, given FROM orders WHERE removed IS NULL ORDER BY id",
            static r => new Order(
                new OrderId(r.GetInt64(0)),
                r.GetString(1),
                StoredOrderRule.Read(r.GetString(2)),
                Stamp.Read(r.GetString(3))
            )
        );
        return _book = new OrderBook(version, [.. orders]);
    }

    /// <summary>The version of the book.</summary>
    public static long Version(Session session) =>
        (long?)session.Scalar("SELECT version FROM order_book")
        ?? throw new InvalidDataException("The database does not say which orders are in force.");
}
