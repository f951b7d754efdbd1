using MeshClaw.Gateway.Problems;
using MeshClaw.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MeshClaw.Gateway.Features.Usage;

/// <summary>What models came to, beside what became of the runs.</summary>
internal static class UsageEndpoints
{
    private const int MaxDays = 400; // As long as it is kept.

    public static void MapUsage(this RouteGroupBuilder v1) => v1.MapGet("/usage", GetAsync);

    private static async Task<IResult> GetAsync(
        GatewayServices services,
        CancellationToken cancellationToken,
        int days = 1
    ) =>
        days is < 1 or > MaxDays
            ? new ProblemResult("invalid", $"days must be 1 to {MaxDays}, not {days}.")
            : Answer.With(
                await services.UsageReader.ReadAsync(days, cancellationToken),
                ProtocolJson.Default.UsageResponse
            );
}
