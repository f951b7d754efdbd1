using System.Security.Cryptography;
using System.Text;
using MeshClaw.Core.Orders;
using MeshClaw.Policy;
using MeshClaw.Policy.Orders;
using MeshClaw.Storage.Audit;

namespace MeshClaw.Storage.Orders;

/// <summary>Orders in SQLite. One that was removed stays in its table, out of force, so that the audit can be read against it.</summary>
public sealed class SqliteOrderStore(Database database) : IOrderStore
{
    private readonly OrderBookCache _cache = new();

    /// <inheritdoc />
    public Task<OrderBook> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(_cache.Read, cancellationToken);

    /// <inheritdoc />
    public Task<Order> AddAsync(string text, OrderRule rule, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(rule);
        var meaning = StoredOrderRule.Of(rule);
        return database.WriteAsync(
            session =>
            {
                var now = database.Time.GetUtcNow().ToUniversalTime();
                session.Run(
                    "INSERT INTO orders (text, rule, given) VALUES ($text, $rule, $now)",
                    ("$text", text),
                    ("$rule", meaning),
                    ("$now", Stamp.Of(now))
                );
                var order = new Order(new OrderId(session.LastId), text, rule, now);
                Publish(session, "order.added", order.Id, now, meaning);
                return order;
            },
            cancellationToken
        );
    }

    /// <inheritdoc />
    public Task<bool> RemoveAsync(OrderId order, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var now = database.Time.GetUtcNow();
                var meaning = session.Row(
                    "UPDATE orders SET removed = $now WHERE id = $id AND removed IS NULL RETURNING rule",
                    static r => r.GetString(0),
                    ("$now", Stamp.Of(now)),
                    ("$id", order.Value)
                );
                if (meaning is null)
                {
                    return false;
                }

                Publish(session, "order.removed", order, now, meaning);
                return true;
            },
            cancellationToken
        );

    /// <summary>The audit gets the hash of the meaning alone: orders name people.</summary>
    private static void Publish(Session session, string kind, OrderId order, DateTimeOffset now, string meaning)
    {
        session.Run("UPDATE order_book SET version = version + 1");
        var version = OrderBookCache.Version(session);
        new AuditWriter(session, now).Append(
            kind,
            json =>
            {
                json.WriteString("order", order.ToString());
                json.WriteNumber("version", version);
                json.WriteString("meaning", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(meaning))));
            }
        );
    }
}
