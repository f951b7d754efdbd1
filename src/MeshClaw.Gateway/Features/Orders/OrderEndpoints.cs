using MeshClaw.Policy;
using MeshClaw.Policy.Orders;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Orders;

/// <summary>The owner's standing orders. One that is not understood is refused, and nothing is set.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this RouteGroupBuilder v1)
    {
        v1.MapGet("/orders", ListAsync);
        v1.MapPost("/orders", AddAsync);
        v1.MapDelete("/orders/{order}", RemoveAsync);
    }

    private static async Task<IResult> ListAsync(GatewayServices services, CancellationToken cancellationToken)
    {
        var book = await services.Orders.ReadAsync(cancellationToken);
        return Answer.With([.. book.Orders.Select(Of)], ProtocolJson.Default.IReadOnlyListOrderResponse);
    }

    private static async Task<IResult> AddAsync(
        OrderRequest request,
        GatewayServices services,
        CancellationToken cancellationToken
    )
    {
        var text = request.Text?.Trim() ?? "";
        return await services.OrderReader.ReadAsync(text, cancellationToken) switch
        {
            OrderParse.Understood understood => Answer.With(
                Of(await services.Orders.AddAsync(text, understood.Rule, cancellationToken)),
                ProtocolJson.Default.OrderResponse,
                201
            ),
            OrderParse.Refused refused => Answer.With(
                new OrderRefusal(refused.Why, refused.Examples),
                ProtocolJson.Default.OrderRefusal,
                422
            ),
            var other => throw new InvalidOperationException($"No such answer: {other.GetType().Name}."),
        };
    }

    private static async Task<IResult> RemoveAsync(
        string order,
        GatewayServices services,
        CancellationToken cancellationToken
    ) =>
        OrderId.TryParse(order, out var id) && await services.Orders.RemoveAsync(id, cancellationToken)
            ? TypedResults.NoContent()
            : Answer.NotFound($"order '{order}'", "meshclaw orders list");

    private static OrderResponse Of(Order order) =>
        new(order.Id.ToString(), order.Text, OrderWords.Describe(order.Rule), order.Given);
}
