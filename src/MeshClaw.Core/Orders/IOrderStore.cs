using MeshClaw.Policy;
using MeshClaw.Policy.Orders;

namespace MeshClaw.Core.Orders;

/// <summary>The owner's orders, durable; each change one transaction with its audit entry, and a new version of the book.</summary>
public interface IOrderStore
{
    /// <summary>All orders in force, by id.</summary>
    Task<OrderBook> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Sets an order. Its meaning is stored with its words: a later parser does not change it.</summary>
    Task<Order> AddAsync(string text, OrderRule rule, CancellationToken cancellationToken);

    /// <summary>Removes an order; false where there is none.</summary>
    Task<bool> RemoveAsync(OrderId order, CancellationToken cancellationToken);
}
